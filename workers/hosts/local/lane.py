"""One file, or all files of one page each, as pages in the order of their times."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from workers.hosts.local.files import BROKEN, CHUNK, InputFile, changed_at, chunks_of, identify, open_plain, skip_to
from workers.hosts.local.lines import Line, LineCutter
from workers.hosts.local.peek import Asked, Peeked, payload_of, peek
from workers.hosts.local.place import Identity, Place, covers, runs_of
from workers.model.page import Payload
from workers.model.rejection import Rejection

FIRST = datetime.min.replace(tzinfo=UTC)
"""The time of a page without one that comes before any other."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A page that is to be read next."""

    payload: Payload
    at: datetime
    """Its place in the order (UTC): when it is counted; for a page without a time, that of the page before it."""
    file: str
    """The key of its file."""
    refused: Rejection | None = None
    """Set when it is not to be read at all, by the operator's wish."""


def arrival_of(peeked: Peeked, file: str, lent: datetime | None = None) -> Arrival:
    """A page that was looked at. One without a time takes the one ``lent`` to it, to be refused in its place."""
    return Arrival(payload=peeked.payload, at=peeked.at or lent or FIRST, file=file, refused=peeked.refused)


def _with_value(arrival: Arrival, value: bytes) -> Arrival:
    """The same page with these bytes: none while they lie on a shelf."""
    payload = replace(arrival.payload, value=value)
    refused = None if arrival.refused is None else replace(arrival.refused, payload=payload)
    return replace(arrival, payload=payload, refused=refused)


class Order(Struct, frozen=True, kw_only=True):
    """How far apart pages may stand and still be put in order, and what may be held for that."""

    within: timedelta = timedelta(minutes=10)
    """Of event time. A page that comes later than this after a newer one stays late."""
    pages: int = 10_000
    size: int = 32 * 1024 * 1024
    """Bytes held for one file; beyond these limits the oldest page goes out."""
    whole: bool = False
    """Put the whole file in order, on disk, however long it is."""
    chunk: int = CHUNK
    """Bytes read of one file at a time."""
    awake: int = 64
    """Files that may stay open from the start; each of more is closed again until its first page is due."""


class Shelf:
    """Holds the bytes of waiting pages: in memory, or in a nameless file when a whole input is sorted."""

    def __init__(self, on_disk: bool) -> None:
        self._file: BinaryIO | None = tempfile.TemporaryFile() if on_disk else None  # noqa: SIM115  # lives with self

    def put(self, value: bytes) -> bytes | tuple[int, int]:
        """Lay bytes down; the answer finds them again."""
        if self._file is None:
            return value
        return self._file.seek(0, 2), self._file.write(value)

    def get(self, where: bytes | tuple[int, int]) -> bytes:
        """Take bytes up."""
        if self._file is None or isinstance(where, bytes):
            return where if isinstance(where, bytes) else b""
        self._file.seek(where[0])
        return self._file.read(where[1])

    def close(self) -> None:
        """Give the disk back."""
        if self._file is not None:
            self._file.close()


class LineLane:
    """One file of a page a line. A page stays pending until it is reported done, so a place never skips one."""

    def __init__(self, file: InputFile, place: Place, asked: Asked, order: Order, shelf: Shelf) -> None:
        self.file = file
        self._key = file.key
        self.broken: str | None = None
        """Why the file ended before its end."""
        self._start = self._known(place)
        self._asked, self._order = asked, order
        self._recorded_at = changed_at(file.path)
        self._line, self._offset = self._start.line, self._start.offset
        self._greatest = self._start.at
        self._heap: list[tuple[datetime, int, Arrival, bytes | tuple[int, int]]] = []
        self._held = 0
        self._pending: dict[int, int] = {}
        self._lent: dict[int, datetime] = {}
        self._shelf = shelf

    def _known(self, place: Place) -> Place:
        """Start over where another file stands under the old one's name."""
        if place.identity is not None and identify(self.file.path, place.identity.head_size) == place.identity:
            return place
        return Place(identity=identify(self.file.path))

    def arrivals(self) -> Iterator[Arrival]:
        """Yield the file's pages, sorted within the limits of its order."""
        try:
            with open_plain(self.file) as stream:
                skip_to(stream, self._offset, self.file.packed)
                yield from self._lines(stream)
        except BROKEN as error:
            self.broken = f"ends in the middle after line {self._line - 1}: {error}"
        while self._heap:
            yield self._next()

    def _lines(self, stream: io.BufferedIOBase) -> Iterator[Arrival]:
        cutter = LineCutter(self._asked.rules.max_bytes)
        for chunk in chunks_of(stream, self._order.chunk, packed=self.file.packed):
            for line in cutter.feed(chunk):
                yield from self._hear(line)
        last = cutter.finish()
        if last is not None:
            yield from self._hear(last)

    def _hear(self, line: Line) -> Iterator[Arrival]:
        number, offset = self._line, self._offset
        if number == self._start.ahead:
            # Everything before was looked at by an earlier run, which sent out what was ready then.
            yield from self._ready()
        self._line, self._offset = number + 1, offset + line.taken
        again = number < self._start.ahead
        if (again and not covers(self._start.pending, number)) or not line.value.strip():
            return
        self._pending[number] = offset
        payload = payload_of(self.file, number, line.value, line.size, self._recorded_at)
        peeked = peek(payload, self._asked)
        if peeked.at is not None:
            self._greatest = max(peeked.at, self._greatest or peeked.at)
        self._held += len(line.value)
        shelved = self._shelf.put(line.value)
        lent = self._start.lent.get(number, self._greatest)
        if peeked.at is None and lent is not None:
            self._lent[number] = lent
        arrival = _with_value(arrival_of(peeked, self._key, lent), b"")
        heappush(self._heap, (arrival.at, number, arrival, shelved))
        if not again:
            yield from self._ready()

    def _ready(self) -> Iterator[Arrival]:
        while self._heap and self._is_due(self._heap[0][0]):
            yield self._next()

    def _is_due(self, at: datetime) -> bool:
        order = self._order
        if self._greatest is None:
            return True
        if order.whole:
            return False
        return at <= self._greatest - order.within or len(self._heap) > order.pages or self._held > order.size

    def _next(self) -> Arrival:
        *_, arrival, shelved = heappop(self._heap)
        value = self._shelf.get(shelved)
        self._held -= len(value)
        return _with_value(arrival, value)

    def done(self, arrival: Arrival) -> None:
        """Hear that a page needs not come again."""
        line = arrival.payload.position.offset
        del self._pending[line]
        self._lent.pop(line, None)

    def place(self, _: str) -> Place:
        """Where to go on after all that is done."""
        line, offset = next(iter(sorted(self._pending.items())), (self._line, self._offset))
        pending = runs_of(sorted(self._pending))
        return Place(
            offset=offset,
            line=line,
            ahead=self._line,
            pending=pending,
            lent=dict(self._lent),
            at=self._greatest,
            identity=self._start.identity,
        )


class PageLane:
    """All files that are one page each, sorted by (time, name) before the first goes out."""

    def __init__(self, files: Sequence[InputFile], places: dict[str, Place], asked: Asked) -> None:
        self._asked = asked
        self._identities: dict[str, Identity] = {}
        self.gone: list[str] = []
        """Files that were there when the folder was looked through, and are not any more."""
        order: list[tuple[datetime, str, InputFile]] = []
        for file in files:
            if self._is_fresh(file, places.get(file.key)) and (peeked := self._read(file)) is not None:
                order.append((peeked.at or FIRST, file.name, file))
        self._order = sorted(order, key=lambda entry: entry[:2])

    def _is_fresh(self, file: InputFile, place: Place | None) -> bool:
        try:
            self._identities[file.key] = identity = identify(file.path, self._asked.rules.max_bytes)
        except FileNotFoundError:
            self.gone.append(file.name)
            return False
        return place is None or place.line <= 1 or place.identity != identity

    def _read(self, file: InputFile) -> Peeked | None:
        try:
            return read_single(file, self._asked)
        except FileNotFoundError:
            self.gone.append(file.name)
            return None

    def arrivals(self) -> Iterator[Arrival]:
        """Yield them in order, one in memory at a time."""
        for _, _, file in self._order:
            if (peeked := self._read(file)) is not None:
                yield arrival_of(peeked, file.key)

    def done(self, arrival: Arrival) -> None:
        """Nothing to remember: a page's place is the whole file."""

    def place(self, key: str) -> Place:
        """The place of a file whose page is done."""
        return Place(line=2, ahead=2, identity=self._identities[key])


def read_single(file: InputFile, asked: Asked) -> Peeked:
    """Read a file that is one page, up to the limit, and tell the page's time."""
    with file.path.open("rb") as raw:
        value = raw.read(asked.rules.max_bytes)
    size = max(file.path.stat().st_size, len(value))
    return peek(payload_of(file, 1, value, size, changed_at(file.path)), asked)
