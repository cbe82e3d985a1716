"""The state of one installation: a folder with one SQLite file and one lock."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from workers.alert.state import WatchState
from workers.detect.clock import Clock
from workers.detect.partition import SLOT_S, PartitionClock
from workers.errors import StateError
from workers.hosts.local.outboxes import OutboxTable
from workers.hosts.local.place import Place
from workers.hosts.local.schema import ADOPT, SCHEMA, UPGRADES, VERSION
from workers.hosts.shelf import Key
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.model.rejection import Rejection
from workers.model.setting import from_text, to_text
from workers.model.signal import Mention, SlotRange

FILE = "groundswell.sqlite"
LOCK = "lock"
REJECT_BYTES = 1024 * 1024
"""Of a refused page's bytes this many are kept; its place says where the rest stands."""

_pack = msgspec.msgpack.Encoder(enc_hook=to_text).encode
_states = msgspec.msgpack.Decoder(WatchState, dec_hook=from_text)
_clocks = msgspec.msgpack.Decoder(Clock)
_partitions = msgspec.msgpack.Decoder(PartitionClock)
_places = msgspec.msgpack.Decoder(Place)
_changes = msgspec.json.Decoder(Change)


@dataclass(kw_only=True)
class Stored:
    """What one transaction writes: everything that followed from the pages it makes done."""

    places: dict[str, Place] = field(default_factory=dict)
    states: dict[str, WatchState] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    """Watches whose states are of no use any more."""
    clock: Clock | None = None
    partition: PartitionClock | None = None
    taken: dict[str, int] = field(default_factory=dict)
    """Pages ever taken of each of the clock's inputs."""
    changes: list[Change] = field(default_factory=list)
    outboxes: dict[Key, bytes | None] = field(default_factory=dict)
    """None: there is nothing to be remembered any more."""
    deliveries: list[Delivery] = field(default_factory=list)
    articles: list[tuple[str, int, bytes]] = field(default_factory=list)
    """(id, Unix seconds, JSON)."""
    mentions: list[tuple[Mention, bool]] = field(default_factory=list)
    """With whether it came too late to be counted."""
    unknown: list[SlotRange] = field(default_factory=list)
    """Slots that were decided as unknown: the clock forgets them after four weeks, explanations must not."""
    rejects: list[Rejection] = field(default_factory=list)
    shown: int | None = None
    """The last change (by number) that was printed."""


class History(Struct, frozen=True, kw_only=True):
    """What another state holds of some watches."""

    path: Path
    """Its file."""
    watches: tuple[str, ...]


class Store:
    """One writer's hold on a state folder."""

    def __init__(self, connection: sqlite3.Connection, lock: int) -> None:
        self.connection = connection
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        os.close(self._lock)

    def clock(self) -> Clock | None:
        """Return the clock as last written."""
        blob = self._meta("clock")
        return None if blob is None else _clocks.decode(blob)

    def partition(self) -> PartitionClock | None:
        """Return what the counters last heard of the clock."""
        blob = self._meta("partition")
        return None if blob is None else _partitions.decode(blob)

    def taken(self) -> dict[str, int]:
        """Return how many pages were ever taken of each of the clock's inputs."""
        blob = self._meta("taken")
        return {} if blob is None else msgspec.msgpack.decode(blob, type=dict[str, int])

    def shown(self) -> int:
        """Return the number of the last change that was printed; 0 for none."""
        blob = self._meta("shown")
        return 0 if blob is None else msgspec.msgpack.decode(blob, type=int)

    def states(self) -> dict[str, WatchState]:
        """Return the state of every watch that has one."""
        return {key: _states.decode(blob) for key, blob in self.connection.execute("select * from states")}

    def places(self) -> dict[str, Place]:
        """Return how far each file was read."""
        return {key: _places.decode(blob) for key, blob in self.connection.execute("select * from places")}

    @property
    def size(self) -> int:
        """Bytes of its file, without what waits in the log beside it."""
        (pages,), (size,) = (self.connection.execute(f"pragma {one}").fetchone() for one in ("page_count", "page_size"))
        return int(pages) * int(size)

    def outboxes(self) -> OutboxTable:
        """Return what each subscription is owed or was told, by alert."""
        return OutboxTable(self.connection)

    def last_change(self, alert_id: str) -> Change | None:
        """Return the last change of an alert; None when there is none."""
        query = "select body from changes where alert_id = ? order by sequence desc limit 1"
        row = self.connection.execute(query, (alert_id,)).fetchone()
        return None if row is None else _changes.decode(row[0])

    def changes_after(self, number: int) -> Iterator[tuple[int, bytes]]:
        """Yield the changes written after one, as (number, JSON)."""
        yield from self.connection.execute("select n, body from changes where n > ? order by n", (number,))

    def write(self, batch: Stored, history: History | None = None) -> None:
        """Write all of it, or nothing; with it, what another state holds of some watches, where there is nothing yet.

        Raises:
            StateError: a change that was written before has another body now; or the disk refused.
        """
        try:
            if history is not None:
                self.connection.execute("attach database ? as other", (str(history.path),))
            self.connection.execute("begin immediate")
            with self.connection:
                if history is not None:
                    self._adopt(history)
                self._write_rows(batch)
                self._write_metas(batch)
            if history is not None:
                self.connection.execute("detach database other")
        except sqlite3.OperationalError as error:
            raise StateError(f"the state cannot be written: {error}") from error

    def _adopt(self, history: History) -> None:
        """Its changes are old, so a run that prints changes as they are written has nothing to print of them."""
        last = "select coalesce(max(n), 0) from changes"
        (before,) = self.connection.execute(last).fetchone()
        for watch_id in history.watches:
            for statement in ADOPT:
                self.connection.execute(statement, {"watch": watch_id})
        if self.shown() >= before:
            self._put("meta", [("shown", _pack(self.connection.execute(last).fetchone()[0]))])

    def _write_metas(self, batch: Stored) -> None:
        metas = {
            "clock": batch.clock,
            "partition": batch.partition,
            "taken": batch.taken or None,
            "shown": batch.shown,
        }
        rows = [(key, _pack(value)) for key, value in metas.items() if value is not None]
        self._put("meta", rows)

    def _write_rows(self, batch: Stored) -> None:
        self._put("places", [(key, _pack(place)) for key, place in batch.places.items()])
        self._put("states", [(key, _pack(state)) for key, state in batch.states.items()])
        self._put("outbox", [(*key, row) for key, row in batch.outboxes.items() if row is not None])
        for change in batch.changes:
            self._add_change(change)
        many = self.connection.executemany
        many("delete from states where watch_id = ?", [(watch_id,) for watch_id in batch.dropped])
        gone = [key for key, row in batch.outboxes.items() if row is None]
        many("delete from outbox where subscription = ? and alert_id = ?", gone)
        many("insert into deliveries values (null, ?, ?, ?, ?, ?)", map(_delivery_row, batch.deliveries))
        many("insert or ignore into articles (id, at, body) values (?, ?, ?)", batch.articles)
        many("insert or ignore into mentions values (?, ?, ?, ?, ?)", map(_mention_row, batch.mentions))
        many("insert or ignore into unknown values (?, ?)", [(span.first, span.end) for span in batch.unknown])
        many("insert into rejects values (null, ?, ?, ?, ?, ?, ?, ?, ?)", map(_reject_row, batch.rejects))

    def _put(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.connection.executemany(f"insert or replace into {table} values ({marks})", rows)

    def _add_change(self, change: Change) -> None:
        body = msgspec.json.encode(change)
        at = int(change.changed_at.timestamp())
        row = (change.alert_id, change.sequence, change.watch.id, at, body)
        added = self.connection.execute("insert or ignore into changes values (null, ?, ?, ?, ?, ?)", row)
        if added.rowcount:
            return
        query = "select body from changes where alert_id = ? and sequence = ?"
        (before,) = self.connection.execute(query, (change.alert_id, change.sequence)).fetchone()
        if before != body:
            raise StateError(
                f"alert {change.alert_id}, change {change.sequence}, was written before with another content; "
                "the state folder was mended by hand or belongs to other inputs: start with a new one"
            )

    def forget(self, articles_before: int, mentions_before: int, rejects_before: int) -> None:
        """Drop what is older than it is to be kept. Unix seconds of event time."""
        with self.connection:
            self.connection.execute("delete from articles where at < ?", (articles_before,))
            self.connection.execute("delete from mentions where at < ?", (mentions_before,))
            self.connection.execute("delete from unknown where end < ?", (mentions_before // SLOT_S,))
            self.connection.execute("delete from rejects where at < ?", (rejects_before,))

    def _meta(self, key: str) -> bytes | None:
        row = self.connection.execute("select value from meta where key = ?", (key,)).fetchone()
        return None if row is None else row[0]


def _delivery_row(delivery: Delivery) -> tuple[object, ...]:
    at = int(delivery.at.timestamp())
    return at, delivery.alert_id, delivery.sequence, delivery.subscription, msgspec.json.encode(delivery)


def _mention_row(entry: tuple[Mention, bool]) -> tuple[object, ...]:
    mention, late = entry
    return mention.watch_id, int(mention.at.timestamp()), mention.article_id, int(late), _pack(mention)


def _reject_row(rejection: Rejection) -> tuple[object, ...]:
    payload = rejection.payload
    position = payload.position
    size = payload.oversize or len(payload.value)
    at = int(payload.recorded_at.timestamp())
    words = (payload.name, rejection.reason.value, rejection.detail)
    return at, position.input, position.offset, *words, size, payload.value[:REJECT_BYTES]


def open_store(folder: Path) -> Store:
    """Take hold of a state folder, making it where there is none.

    Raises:
        StateError: another process holds it, it is of a newer version, or it cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StateError(f"{folder}: cannot hold the state: {error.strerror}; expected a folder to write in") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StateError(
            f"{folder}: another run holds this state; stop it, or name another folder by --state"
        ) from error
    try:
        connection = connect(folder / FILE)
    except (sqlite3.DatabaseError, StateError) as error:
        os.close(lock)
        raise StateError(f"{folder / FILE}: {error}") from error
    return Store(connection, lock)


def connect(path: Path) -> sqlite3.Connection:
    """Open a state's file, making it where there is none, and of this version where it is older.

    Raises:
        sqlite3.DatabaseError: it cannot be used.
        StateError: it is of a newer version.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version == 0:
        connection.executescript(f"begin; {SCHEMA} pragma user_version = {VERSION}; commit;")
    for older in range(version, VERSION) if version else ():
        connection.executescript(f"begin; {UPGRADES[older]} pragma user_version = {older + 1}; commit;")
    if version > VERSION:
        connection.close()
        raise StateError(f"was written by a newer version (state {version}, this one knows {VERSION})")
    return connection
