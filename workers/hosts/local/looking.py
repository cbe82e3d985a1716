"""Questions to a state folder, while a run may hold it: alerts, their articles, what became of them."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from workers.detect.partition import SLOT_S
from workers.errors import StateError
from workers.hosts.local.schema import VERSION
from workers.hosts.local.store import FILE
from workers.model.alert import AlertState, Change
from workers.model.notice import Delivery
from workers.model.signal import Mention, SlotRange
from workers.study.funnel import Read
from workers.study.replayed import Heard, Life, lives_of

_changes = msgspec.json.Decoder(Change)
_deliveries = msgspec.json.Decoder(Delivery)
_mentions = msgspec.msgpack.Decoder(Mention)


class _Named(Struct, frozen=True, kw_only=True):
    """A watch in a stored article."""

    watch: str
    because: str = ""


class _Article(Struct, frozen=True, kw_only=True):
    """Of a stored article, what it was to the watches; the rest is not even decoded."""

    mentions: tuple[_Named, ...] = ()
    near: tuple[_Named, ...] = ()
    stale: bool = False


_articles = msgspec.json.Decoder(_Article)


class AlertChoice(Struct, frozen=True, kw_only=True):
    """Which alerts to list."""

    open: bool = False
    watch: str | None = None
    since: datetime | None = None
    """Changed at or after (UTC)."""


class Look:
    """One reader's view of a state folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def alerts(self, choice: AlertChoice) -> list[Change]:
        """Return the last change of every alert asked for, the latest first."""
        query = (
            "select body from changes as c where sequence ="
            " (select max(sequence) from changes where alert_id = c.alert_id)"
            " and (? is null or watch_id = ?) and (? is null or changed_at >= ?) order by changed_at desc, n desc"
        )
        since = None if choice.since is None else int(choice.since.timestamp())
        rows = self._connection.execute(query, (choice.watch, choice.watch, since, since))
        last = (_changes.decode(body) for (body,) in rows)
        return [change for change in last if not choice.open or change.state is AlertState.OPEN]

    def changes(self, alert_id: str) -> list[Change]:
        """Return all changes of one alert, in order.

        Raises:
            StateError: there is no such alert.
        """
        query = "select body from changes where alert_id = ? order by sequence"
        changes = [_changes.decode(body) for (body,) in self._connection.execute(query, (alert_id,))]
        if not changes:
            raise StateError(f"no alert {alert_id}; expected one of those that `groundswell alerts list` shows")
        return changes

    def last_changes(self, alerts: Iterable[str]) -> list[Change]:
        """Return the last change of each of these alerts that is known."""
        query = "select body from changes where alert_id = ? order by sequence desc limit 1"
        rows = (self._connection.execute(query, (alert_id,)).fetchone() for alert_id in alerts)
        return [_changes.decode(row[0]) for row in rows if row is not None]

    def deliveries(self, alert_id: str) -> list[Delivery]:
        """Return what became of an alert's changes."""
        return list(self.all_deliveries(alert_id))

    def all_deliveries(self, alert_id: str | None = None, subscription: str | None = None) -> Iterator[Delivery]:
        """Yield what became of changes, in the order in which it was written.

        Args:
            alert_id: Of this alert alone.
            subscription: For this subscription alone.
        """
        chosen = {"alert_id": alert_id, "subscription": subscription}
        asked = {key: value for key, value in chosen.items() if value is not None}
        where = f" where {' and '.join(f'{key} = :{key}' for key in asked)}" if asked else ""
        for (body,) in self._connection.execute(f"select body from deliveries{where} order by n", asked):
            yield _deliveries.decode(body)

    def mentions(self, watch_id: str, first: datetime, end: datetime) -> list[Heard]:
        """Return the mentions of a watch with a time in [first, end), by (time, article)."""
        query = "select body, late from mentions where watch_id = ? and at >= ? and at < ? order by at, article_id"
        # Stored by whole seconds: a bound in the middle of one is looked at exactly below.
        rows = self._connection.execute(query, (watch_id, int(first.timestamp()), int(end.timestamp()) + 1))
        heard = (Heard(mention=_mentions.decode(body), late=bool(late)) for body, late in rows)
        return [one for one in heard if first <= one.mention.at < end]

    def lives(self, watch_id: str) -> tuple[Life, ...]:
        """Return all alerts of a watch."""
        query = "select body from changes where watch_id = ? order by n"
        return lives_of(_changes.decode(body) for (body,) in self._connection.execute(query, (watch_id,)))

    def read(self, watch_id: str, first: datetime, end: datetime) -> Read:
        """Return what was made for a watch of the articles with a time in [first, end), whole seconds."""
        query = "select body from articles where at >= ? and at < ?"
        rows = self._connection.execute(query, (int(first.timestamp()), int(end.timestamp())))
        articles = found = stale = 0
        near: Counter[str] = Counter()
        for article in (_articles.decode(body) for (body,) in rows):
            named = any(one.watch == watch_id for one in article.mentions)
            articles, found, stale = articles + 1, found + named, stale + (named and article.stale)
            near.update(one.because for one in article.near if one.watch == watch_id)
        return Read(articles=articles, found=found, stale=stale, near=dict(near))

    def unknown(self, end: datetime) -> tuple[SlotRange, ...]:
        """Return the slots before ``end`` that nobody knows the true count of; sorted."""
        query = "select first, end from unknown where first < ? order by first"
        rows = self._connection.execute(query, (int(end.timestamp()) // SLOT_S + 1,))
        return tuple(SlotRange(first=first, end=end) for first, end in rows)


@contextmanager
def open_look(folder: Path) -> Iterator[Look]:
    """Look into a state folder.

    Raises:
        StateError: it holds no state, or one of a newer version.
    """
    with open_reading(folder) as connection:
        yield Look(connection)


@contextmanager
def open_reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open a state that a run may hold, for reading alone.

    Raises:
        StateError: the folder holds no state, or one of a newer version.
    """
    path = folder / FILE
    if not path.exists():
        raise StateError(f"{folder}: holds no state; expected the folder of an earlier run, see --state")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma query_only = on")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise StateError(f"{path}: was written by a newer version (state {version}, this one knows {VERSION})")
        yield connection
    except sqlite3.DatabaseError as error:
        raise StateError(f"{path}: {error}") from error
    finally:
        connection.close()
