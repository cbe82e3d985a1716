"""The states of one partition's watches: rows as they were last written, decoded only when they are asked for."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping

from msgspec.structs import replace

from workers.alert.state import WatchState
from workers.errors import StateError
from workers.hosts.kafka import codecs
from workers.hosts.kafka.codecs import WatchRow
from workers.model.alert import AlertState, Change

NO_WATCH = b"\x00"
"""Rows whose keys begin so are of the partition: no watch's id does."""
CLOCK_KEY = NO_WATCH + b"clock"
"""The row of the partition's own clock."""
DECODED = 300
"""Rows held decoded. One takes ten times the memory of its bytes."""


def watch_of(key: bytes) -> str:
    """The watch a row is of.

    Raises:
        StateError: the key is none of ours.
    """
    try:
        return key.decode()
    except UnicodeDecodeError as error:
        raise StateError(f"key {key!r}: cannot be read: {error}") from error


def watches_in(rows: Iterable[bytes]) -> set[str]:
    """The watches that have a row.

    Raises:
        StateError: a key is none of ours.
    """
    return {watch_of(key) for key in rows if not key.startswith(NO_WATCH)}


def decode_row(key: bytes, row: bytes) -> WatchRow:
    """Read the row of a watch.

    Raises:
        StateError: it was written by a newer version, or is nothing of ours.
    """
    try:
        return codecs.watch_rows.decode(row)
    except StateError as error:
        raise StateError(f"key {key!r}: {error}") from error


class States(MutableMapping[str, WatchState]):
    """Reads as a mapping of states by watch id; keeps with each what was told last of its open alerts."""

    def __init__(self, rows: Mapping[bytes, bytes], watches: Mapping[str, object], decoded: int = DECODED) -> None:
        """Take the rows of a partition.

        Args:
            rows: As last written; looked at again whenever a state is not in hand.
            watches: Whose keys are the watches that are counted; other rows are left out.
            decoded: Rows held decoded.
        """
        self._rows, self._limit = rows, decoded
        self._ids = watches_in(rows) & watches.keys()
        self._held: OrderedDict[str, WatchRow] = OrderedDict()
        self._open: dict[str, int] = {}
        """Open alerts by watch, of those that have any; known of a watch once its row was looked at."""
        self._changed: dict[str, bytes | None] = {}
        """Rows that are not written yet; encoded when they had to make room, else held."""

    def reload(self, watches: Mapping[str, object]) -> None:
        """Hear which watches are counted now; those that have a row are there again."""
        self._ids |= watches_in(self._rows) & watches.keys()

    def __getitem__(self, watch: str) -> WatchState:
        if watch not in self._ids:
            raise KeyError(watch)
        return self._row(watch).state

    def __setitem__(self, watch: str, state: WatchState) -> None:
        before = self._row(watch) if watch in self._ids else None
        self._ids.add(watch)
        self._hold(watch, WatchRow(state=state) if before is None else replace(before, state=state))

    def __delitem__(self, watch: str) -> None:
        self._ids.remove(watch)
        self._open.pop(watch, None)
        self._held.pop(watch, None)
        self._changed.pop(watch, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, watch: object) -> bool:
        return watch in self._ids

    @property
    def open_alerts(self) -> int:
        """How many alerts are open."""
        return sum(self._open.values())

    def tell(self, change: Change) -> None:
        """Hear what was told of a watch that has a state."""
        watch = change.watch.id
        row = self._row(watch)
        told = {alert: last for alert, last in row.told.items() if alert != change.alert_id}
        if change.state is AlertState.OPEN:
            told[change.alert_id] = change
        self._hold(watch, replace(row, told=told))

    def encode(self, watch: str) -> bytes:
        """Return a row that changed, to be written now."""
        encoded = self._changed.pop(watch, None)
        return codecs.watch_rows.encode(self._row(watch)) if encoded is None else encoded

    def _row(self, watch: str) -> WatchRow:
        row = self._held.get(watch)
        if row is not None:
            self._held.move_to_end(watch)
            return row
        encoded = self._changed.get(watch)
        key = watch.encode()
        row = decode_row(key, self._rows[key] if encoded is None else encoded)
        self._make_room(watch, row)
        return row

    def _hold(self, watch: str, row: WatchRow) -> None:
        self._changed[watch] = None
        self._make_room(watch, row)

    def _make_room(self, watch: str, row: WatchRow) -> None:
        if row.told:
            self._open[watch] = len(row.told)
        else:
            self._open.pop(watch, None)
        self._held[watch] = row
        self._held.move_to_end(watch)
        while len(self._held) > self._limit:
            oldest, gone = self._held.popitem(last=False)
            if oldest in self._changed:
                self._changed[oldest] = codecs.watch_rows.encode(gone)
