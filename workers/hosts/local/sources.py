"""Files as one stream of pages in one order, which depends on nothing but what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from msgspec.structs import replace

from workers.hosts.local.files import InputFile
from workers.hosts.local.lane import Arrival, LineLane, Order, PageLane
from workers.hosts.local.peek import Asked
from workers.hosts.local.place import Place

MERGED = "files"
"""The clock's name for all files together: merged by time, they are one sorted input."""

_SHARED_SIZE = 64 * 1024 * 1024
_LEAST_SIZE = 1024 * 1024

Lane = LineLane | PageLane


class MergedPages:
    """All inputs merged by (time, name, line). Hands out one page at a time; it is pending until it is done."""

    def __init__(self, files: Sequence[InputFile], places: Mapping[str, Place], asked: Asked, order: Order) -> None:
        many = [file for file in files if file.many]
        singles = [file for file in files if not file.many]
        share = max(_LEAST_SIZE, min(order.size, _SHARED_SIZE // max(len(many), 1)))
        own = replace(order, size=share)
        self._lanes: list[Lane] = [LineLane(file, places.get(file.key, Place()), asked, own) for file in many]
        if singles:
            self._lanes.append(PageLane(singles, dict(places), asked))
        self._pages: list[Iterator[Arrival]] = [lane.arrivals() for lane in self._lanes]
        self._heads: list[tuple[tuple[object, ...], int, Arrival]] | None = None
        self._taken: int | None = None
        self._moved: dict[str, Lane] = {}

    def take(self) -> Arrival | None:
        """Return the next page; None when all inputs were read to their ends.

        Raises:
            InputError: an input cannot be read.
        """
        if self._heads is None:
            self._heads = []
            for lane in range(len(self._lanes)):
                self._pull(lane)
            heapify(self._heads)
        elif self._taken is not None:
            self._pull(self._taken)
        if not self._heads:
            self._taken = None
            return None
        _, self._taken, arrival = heappop(self._heads)
        return arrival

    def _pull(self, lane: int) -> None:
        arrival = next(self._pages[lane], None)
        if arrival is None or self._heads is None:
            return
        position = arrival.payload.position
        heappush(self._heads, ((arrival.at, position.input, position.offset), lane, arrival))

    def done(self, arrival: Arrival) -> None:
        """Hear that a page was counted, or refused: it needs not come again."""
        lane = self._lane_of(arrival)
        lane.done(arrival)
        self._moved[arrival.file] = lane

    @property
    def inputs(self) -> tuple[str, ...]:
        """The clock's names of the inputs: one."""
        return (MERGED,)

    def input_of(self, _: Arrival) -> str:
        """The clock's name of the input a page came from."""
        return MERGED

    @property
    def ended(self) -> bool:
        """Whether no page can come any more: true whenever there is none now."""
        return True

    def idle(self) -> tuple[str, ...]:
        """The inputs that were read to where they end now."""
        return (MERGED,)

    def wait(self) -> None:
        """Never needed: there is always a next page, or an end."""

    def _lane_of(self, arrival: Arrival) -> Lane:
        if self._taken is None:
            raise ValueError(f"{arrival.payload.name} was not taken")
        return self._lanes[self._taken]

    def moved(self) -> dict[str, Place]:
        """Return the places of all files that moved since this was last asked."""
        moved = {key: lane.place(key) for key, lane in self._moved.items()}
        self._moved.clear()
        return moved

    def broken(self) -> tuple[str, ...]:
        """Files that could not be read to their ends, and why."""
        return tuple(
            f"{lane.file.name}: {lane.broken}" for lane in self._lanes if isinstance(lane, LineLane) and lane.broken
        )
