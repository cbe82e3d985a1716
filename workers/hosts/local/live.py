"""Inputs that have no end yet: files that grow, folders that fill, standard input. Pages in the order they come."""

import os
import select
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from workers.hosts.bell import wait_for_any
from workers.hosts.local.files import CHUNK, STANDARD_INPUT, InputFile, find_files
from workers.hosts.local.lane import Arrival, PageLane, arrival_of
from workers.hosts.local.lines import Line, LineCutter
from workers.hosts.local.peek import Asked, payload_of, peek
from workers.hosts.local.place import Place
from workers.hosts.local.tail import Tail

SCAN_S = 1.0
"""How often folders are looked through for new files."""
AWAKE = 64
"""Growing files that are held open, those that changed last; of more, each is open only while it is read."""

Sizes = dict[str, tuple[int, int]]
"""File -> (size, time of the last change)."""


class StandardInput:
    """Lines as they are written to us. They have no date but the present, and cannot be asked for again."""

    name = key = STANDARD_INPUT

    def __init__(self, asked: Asked, descriptor: int = 0) -> None:
        self._asked, self._descriptor = asked, descriptor
        self._cutter = LineCutter(asked.rules.max_bytes)
        self._file = InputFile(path=Path(STANDARD_INPUT), name=STANDARD_INPUT, called=STANDARD_INPUT, many=True)
        self._line = 1
        self._ready: deque[Arrival] = deque()
        self.ended = False

    def head(self) -> Arrival | None:
        """Return the next page without moving on; None when there is none now."""
        if not self._ready and not self.ended and select.select([self._descriptor], [], [], 0)[0]:
            self._fill()
        return self._ready[0] if self._ready else None

    def done(self) -> None:
        """Move on behind the head."""
        self._ready.popleft()

    def place(self) -> None:
        """There is nothing to go back to."""

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What can be read when something was written: one descriptor, none after the end."""
        return () if self.ended else (self._descriptor,)

    def _fill(self) -> None:
        chunk = os.read(self._descriptor, CHUNK)
        if chunk:
            for line in self._cutter.feed(chunk):
                self._hear(line)
            return
        self.ended = True
        last = self._cutter.finish()
        if last is not None:
            self._hear(last)

    def _hear(self, line: Line) -> None:
        number, self._line = self._line, self._line + 1
        if not line.value.strip():
            return
        peeked = peek(payload_of(self._file, number, line.value, line.size, datetime.now(UTC)), self._asked)
        self._ready.append(arrival_of(peeked, STANDARD_INPUT))


class NewPages:
    """Files of one page each, as they turn up. Together they are one input."""

    name = key = "pages"

    def __init__(self, places: Mapping[str, Place], asked: Asked) -> None:
        self._places, self._asked = dict(places), asked
        self._coming: deque[tuple[PageLane, Iterator[Arrival]]] = deque()
        self._head: Arrival | None = None

    def see(self, files: Sequence[InputFile]) -> None:
        """Hear of files that are complete; those that were read before are left out."""
        lane = PageLane(files, self._places, self._asked)
        self._coming.append((lane, lane.arrivals()))

    def head(self) -> Arrival | None:
        """Return the next page without moving on; None when there is none now."""
        while self._head is None and self._coming:
            self._head = next(self._coming[0][1], None)
            if self._head is None:
                self._coming.popleft()
        return self._head

    def done(self) -> None:
        """Move on behind the head."""
        if self._head is None:
            raise ValueError("no page was taken")
        key, self._head = self._head.file, None
        self._places[key] = self._coming[0][0].place(key)

    def place_of(self, arrival: Arrival) -> Place:
        """The place of a page that is done."""
        return self._places[arrival.file]


Growing = Tail | StandardInput | NewPages


class LivePages:
    """All inputs, each in the order its pages come; between them the oldest page goes first, so they stay in step."""

    def __init__(self, names: Sequence[str], places: Mapping[str, Place], asked: Asked, *, follow: bool) -> None:
        self._names = [name for name in names if name != STANDARD_INPUT]
        self._places, self._asked, self._follow = dict(places), asked, follow
        self._pages = NewPages(places, asked)
        self._tails: dict[str, Tail] = {}
        self._stdin = StandardInput(asked) if STANDARD_INPUT in names else None
        self._sizes: Sizes = {}
        self._known: set[str] = set()
        self._scanned: float | None = None
        """When the folders were last looked through; None before that was done once."""
        self._chosen: Growing | None = None
        self._moved: dict[str, Place] = {}
        self._scan(settled=not follow)

    def _inputs(self) -> list[Growing]:
        pages = [self._pages] if self._known - self._tails.keys() else []
        return [*([self._stdin] if self._stdin else []), *self._tails.values(), *pages]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The clock's names of the inputs there are."""
        return tuple(one.name for one in self._inputs())

    def take(self) -> Arrival | None:
        """Return the next page; None when there is none now."""
        if self._follow and (self._scanned is None or monotonic() - self._scanned >= SCAN_S):
            self._scan(settled=False)
        heads = [(head.at, one.name, one) for one in self._inputs() if (head := one.head()) is not None]
        if not heads:
            self._chosen = None
            return None
        self._chosen = min(heads, key=lambda entry: entry[:2])[2]
        return self._chosen.head()

    def input_of(self, _: Arrival) -> str:
        """The clock's name of the input the page taken last came from."""
        if self._chosen is None:
            raise ValueError("no page was taken")
        return self._chosen.name

    def done(self, arrival: Arrival) -> None:
        """Hear that a page was counted, or refused: it needs not come again."""
        one = self._chosen
        if one is None:
            raise ValueError(f"{arrival.payload.name} was not taken")
        one.done()
        if isinstance(one, NewPages):
            self._moved[arrival.file] = one.place_of(arrival)

    def moved(self) -> dict[str, Place]:
        """Return the places of all files that moved since this was last asked."""
        moved = {tail.key: place for tail in self._tails.values() if (place := tail.moved()) is not None} | self._moved
        self._moved = {}
        return moved

    def idle(self) -> tuple[str, ...]:
        """The inputs that were read to where they end now."""
        return tuple(one.name for one in self._inputs() if one.head() is None)

    @property
    def ended(self) -> bool:
        """Whether no page can come any more."""
        open_stdin = self._stdin is not None and not self._stdin.ended
        return not self._follow and not open_stdin and not any(one.head() for one in self._inputs())

    def wait(self, seconds: float, *also: int) -> None:
        """Wait for a page, or until one of these descriptors can be read, but so long at most.

        What is written to a file meanwhile ends no wait: whoever looks next sees it.
        """
        if not any(one.head() for one in self._inputs()):
            written = self._stdin.descriptors if self._stdin is not None else ()
            wait_for_any((*written, *also), seconds)

    def broken(self) -> tuple[str, ...]:
        """Files that could not be read to their ends, and why."""
        return tuple(f"{tail.name}: {tail.broken}" for tail in self._tails.values() if tail.broken)

    def _scan(self, *, settled: bool) -> None:
        """Look for files not known yet; one that is one page is complete when it did not change since the last look."""
        complete: list[InputFile] = []
        for file in find_files(self._names, later=self._scanned is not None):
            if file.key not in self._known:
                # Between one look and the next, files come and go.
                with suppress(FileNotFoundError):
                    complete += self._meet(file, settled=settled)
        if complete:
            self._pages.see(complete)
        self._hold_newest()
        self._scanned = monotonic()

    def _hold_newest(self) -> None:
        if len(self._tails) <= AWAKE:
            return
        by_change = sorted(self._tails.values(), key=lambda tail: (-tail.changed_ns(), tail.key))
        for rank, tail in enumerate(by_change):
            tail.brief = rank >= AWAKE

    def _meet(self, file: InputFile, *, settled: bool) -> list[InputFile]:
        """Begin to follow a file of lines. One that is one page is returned, when it is complete."""
        status = file.path.stat()
        before, now = self._sizes.get(file.key), (status.st_size, status.st_mtime_ns)
        self._sizes[file.key] = now
        if file.many:
            self._tails[file.key] = tail = Tail(file, self._places.get(file.key, Place()), self._asked)
            tail.brief = len(self._tails) > AWAKE
            if tail.brief:
                tail.rest()
        elif not settled and before != now:
            return []
        self._known.add(file.key)
        return [] if file.many else [file]
