"""The inputs that are ours, what was fetched of each and not yet read, and which is to be read next."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from workers.hosts.kafka.reading.group import Delivered
from workers.hosts.kafka.reading.noted import Noted
from workers.hosts.kafka.reading.yielded import Outbound

FULL_RECORDS = 500
FULL_BYTES = 8 * 1024 * 1024
"""Of one input; beyond it nothing more is fetched."""
ALL_BYTES = 32 * 1024 * 1024
"""Of all inputs together."""


class Held(Struct, frozen=True, kw_only=True):
    """A page that was read; it may have to wait until the span before it is told."""

    end: int
    """The offset behind it."""
    at: datetime | None = None
    """When it is counted (UTC); None when it was refused."""
    sources: Mapping[str, int] = {}
    """Its articles by source."""
    records: tuple[Outbound, ...] = ()
    """What it yields."""
    record: Delivered
    """The page as it came."""


class Inlet:
    """One input while it is ours."""

    def __init__(self, name: str, noted: Noted, now_s: float, *, committed: int = 0, ended: bool) -> None:
        """Take an input over.

        Args:
            name: Of the input.
            noted: As it was found with its commit.
            now_s: The loop's clock.
            committed: Where it is taken over.
            ended: Whether there is nothing to read.
        """
        self.name = name
        self.noted = noted
        """As committed, or as found."""
        self.fresh = True
        """Whether no page of it was taken in hand yet."""
        self.held: Held | None = None
        self.ended = ended
        """Whether it was read to its end, when that was last looked at."""
        self.told_idle = False
        """Whether that was told."""
        self.committed = committed
        """The offset up to which all of it is done with."""
        self.told_s = now_s
        """When a span of it was told last, by the loop's clock."""
        self.fed_s = now_s
        """When it last had a page, or none was to be had."""
        self._records: deque[Delivered] = deque()
        self._size = 0

    def put(self, records: Iterable[Delivered]) -> None:
        """Take in what was fetched."""
        for record in records:
            self._records.append(record)
            self._size += len(record.value or b"")
            self.ended = self.told_idle = False

    def take(self) -> Delivered:
        """Take the next record out."""
        record = self._records.popleft()
        self._size -= len(record.value or b"")
        return record

    def put_back(self) -> None:
        """Have the page that is held read again."""
        if self.held is not None:
            record, self.held = self.held.record, None
            self._records.appendleft(record)
            self._size += len(record.value or b"")

    @property
    def waiting(self) -> bool:
        """Whether there is a page to be read, or held."""
        return self.held is not None or bool(self._records)

    @property
    def records(self) -> int:
        """How many wait to be read."""
        return len(self._records)

    @property
    def oldest_ms(self) -> int | None:
        """The time of the first of them: Unix milliseconds."""
        return self._records[0].timestamp_ms if self._records else None

    @property
    def size(self) -> int:
        """Bytes of them."""
        return self._size

    @property
    def full(self) -> bool:
        """Whether nothing more is wanted now."""
        return len(self._records) >= FULL_RECORDS or self._size >= FULL_BYTES


class Inlets:
    """All of them, by name."""

    def __init__(self) -> None:
        self._inlets: dict[str, Inlet] = {}

    def __iter__(self) -> Iterator[Inlet]:
        return iter(self._inlets.values())

    def __len__(self) -> int:
        return len(self._inlets)

    def add(self, inlet: Inlet) -> None:
        """Take one over."""
        self._inlets[inlet.name] = inlet

    def drop(self, names: Collection[str]) -> None:
        """Let go of some, with all that was fetched of them."""
        for name in names:
            self._inlets.pop(name, None)

    def __getitem__(self, name: str) -> Inlet:
        return self._inlets[name]

    def __contains__(self, name: str) -> bool:
        return name in self._inlets

    @property
    def names(self) -> tuple[str, ...]:
        """Of all of them."""
        return tuple(self._inlets)

    def full(self) -> set[str]:
        """The names of those of which nothing more is wanted now."""
        if sum(inlet.size for inlet in self) >= ALL_BYTES:
            return {inlet.name for inlet in self if inlet.waiting}
        return {inlet.name for inlet in self if inlet.full}


def first_in_time(inlets: Iterable[tuple[Inlet, datetime | None]]) -> Inlet | None:
    """The inlet whose input is furthest behind in time; one that was not begun comes before any."""
    best: tuple[Inlet, datetime | None] | None = None
    for inlet, at in inlets:
        if best is None or (best[1] is not None and (at is None or at < best[1])):
            best = (inlet, at)
    return None if best is None else best[0]
