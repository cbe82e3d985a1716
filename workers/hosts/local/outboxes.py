"""The outboxes of a state, as the desk asks for them: row by row."""

import sqlite3
from collections.abc import Iterable

import msgspec

from workers.alert.outbox import Outbox
from workers.hosts.forms import PACKED, PLAIN
from workers.hosts.shelf import Key, Row, row_form
from workers.model.alert import AlertState, Change
from workers.model.setting import from_text

_before = msgspec.msgpack.Decoder(Outbox, dec_hook=from_text)
_changes = msgspec.json.Decoder(Change)
_LAST = "select body from changes where alert_id = ? order by sequence desc limit 1"


class OutboxTable:
    """The rows of one state; whoever holds the state writes them in its transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: Key) -> bytes | None:
        """Return one row; None where there is none."""
        query = "select body from outbox where subscription = ? and alert_id = ?"
        found = self._connection.execute(query, key).fetchone()
        return None if found is None else self._of_this_version(key, found[0])

    def items(self) -> Iterable[tuple[Key, bytes]]:
        """Yield all of them."""
        for subscription, alert, body in self._connection.execute("select subscription, alert_id, body from outbox"):
            yield (subscription, alert), self._of_this_version((subscription, alert), body)

    def _of_this_version(self, key: Key, body: bytes) -> bytes:
        """Rows of states of version 2 held the outbox alone; the alert's last change stands beside it."""
        if body[:1] in (bytes((PLAIN,)), bytes((PACKED,))):
            return body
        found = self._connection.execute(_LAST, (key[1],)).fetchone()
        last = None if found is None else _changes.decode(found[0])
        latest = last if last is not None and last.state is AlertState.OPEN else None
        return row_form.encode(Row(outbox=_before.decode(body), latest=latest))
