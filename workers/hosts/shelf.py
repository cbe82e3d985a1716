"""What is remembered of each alert for each subscription: packed, until it is asked for.

A notice with its evidence is some kilobytes; of a hundred thousand that nobody takes only what they are due stays at
hand.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from workers.alert.ledger import Ledger
from workers.alert.outbox import Outbox
from workers.hosts.forms import Form
from workers.model.alert import Change

Key = tuple[str, str]
"""(subscription, alert id); of a ledger the alert's id is empty."""


class Row(Struct, frozen=True, kw_only=True):
    """All that is remembered of one alert for one subscription."""

    outbox: Outbox = Outbox()
    latest: Change | None = None
    """The alert's last change, while it is open or something holds it."""


row_form: Form[Row] = Form(Row, "outbox", packed=True)
ledger_form: Form[Ledger] = Form(Ledger, "ledger", packed=True)


class Kept(Protocol):
    """Where rows are kept for good. What `Shelf.written` returned is there before the shelf is asked again."""

    def get(self, key: Key) -> bytes | None:
        """Return one row; None where there is none."""
        ...

    def items(self) -> Iterable[tuple[Key, bytes]]:
        """Yield all of them."""
        ...


class Shelf:
    """Rows as they are now: as they were kept, or changed and not written yet."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._changed: dict[Key, bytes | None] = {}
        self._ledgers: dict[str, Ledger] = {}

    def rows(self) -> Iterator[tuple[Key, Row]]:
        """Yield every row that was kept; ledgers are learnt on the way, so this comes first.

        Raises:
            StateError: a row cannot be read.
        """
        for key, data in self._kept.items():
            if key[1]:
                yield key, row_form.decode(data)
            else:
                self._ledgers[key[0]] = ledger_form.decode(data)

    def get(self, key: Key) -> Row | None:
        """Return a row; None where there is none."""
        data = self._changed[key] if key in self._changed else self._kept.get(key)
        return None if data is None else row_form.decode(data)

    def put(self, key: Key, row: Row) -> None:
        """Change a row."""
        self._changed[key] = row_form.encode(row)

    def drop(self, key: Key) -> None:
        """Let go of a row."""
        self._changed[key] = None

    def ledger(self, subscription: str) -> Ledger:
        """Return what is remembered of a subscription as a whole."""
        return self._ledgers.get(subscription, Ledger())

    def note(self, subscription: str, ledger: Ledger) -> None:
        """Change what is remembered of a subscription as a whole."""
        if ledger != self.ledger(subscription):
            self._ledgers[subscription] = ledger
            self._changed[subscription, ""] = ledger_form.encode(ledger)

    def written(self) -> dict[Key, bytes | None]:
        """Return what changed since this was last asked: it is to be kept now. None: the row goes."""
        changed = {key: self._changed[key] for key in sorted(self._changed)}
        self._changed.clear()
        return changed
