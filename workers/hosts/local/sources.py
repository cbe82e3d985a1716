"""Files as one stream of pages in one order, which depends on nothing but what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush

from msgspec.structs import replace

from workers.hosts.bell import wait_for_any
from workers.hosts.local.files import InputFile, make_room
from workers.hosts.local.lane import Arrival, LineLane, Order, PageLane, Shelf
from workers.hosts.local.peek import Asked
from workers.hosts.local.place import Place

MERGED = "files"
"""The clock's name for all files together: merged by time, they are one sorted input."""

_SHARED_SIZE = 64 * 1024 * 1024
_LEAST_SIZE = 1024 * 1024
_LEAST_CHUNK = 16 * 1024

Lane = LineLane | PageLane


class MergedPages:
    """All inputs merged by (time, name, line). Hands out one page at a time; it is pending until it is done."""

    def __init__(self, files: Sequence[InputFile], places: Mapping[str, Place], asked: Asked, order: Order) -> None:
        self._files = [file for file in files if file.many]
        singles = [file for file in files if not file.many]
        self._places, self._asked, self._order = places, asked, _shared(order, max(len(self._files), 1))
        self._shelf = Shelf(order.whole)
        self._lanes: list[Lane] = [self._line_lane(number) for number in range(len(self._files))]
        if singles:
            self._lanes.append(PageLane(singles, dict(places), asked))
        self._pages: list[Iterator[Arrival]] = []
        self._heads: list[tuple[tuple[object, ...], int, Arrival | None]] = []
        """Each lane's next page, or None where the lane sleeps until it is due."""
        self._taken: int | None = None
        self._moved: dict[str, Lane] = {}

    def _line_lane(self, number: int) -> LineLane:
        file = self._files[number]
        return LineLane(file, self._places.get(file.key, Place()), self._asked, self._order, self._shelf)

    def take(self) -> Arrival | None:
        """Return the next page; None when all inputs were read to their ends.

        Raises:
            InputError: an input cannot be read.
        """
        if not self._pages:
            self._begin()
        elif self._taken is not None:
            self._pull(self._taken)
        self._taken = None
        while self._heads:
            _, lane, arrival = heappop(self._heads)
            if arrival is not None:
                self._taken = lane
                return arrival
            self._pull(lane)
        return None

    def _begin(self) -> None:
        """Learn the first page of every lane: only all of them together tell which comes first."""
        make_room(len(self._files))
        self._pages = [lane.arrivals() for lane in self._lanes]
        sleepy = len(self._files) > self._order.awake and not self._order.whole
        for number in range(len(self._lanes)):
            self._pull(number, asleep=sleepy and number < len(self._files))

    def _pull(self, lane: int, *, asleep: bool = False) -> None:
        """Put a lane's next page among the heads. One that is to sleep closes its file and will begin anew."""
        arrival = next(self._pages[lane], None)
        if arrival is None:
            return
        position = arrival.payload.position
        heappush(self._heads, ((arrival.at, position.input, position.offset), lane, None if asleep else arrival))
        if asleep:
            self._lanes[lane] = fresh = self._line_lane(lane)
            self._pages[lane] = fresh.arrivals()

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

    def wait(self, seconds: float, *also: int) -> None:
        """Wait for the descriptors alone: there is always a next page, or an end."""
        wait_for_any(also, seconds)

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
        told: list[str] = []
        for lane in self._lanes:
            if isinstance(lane, PageLane):
                told += [f"{name}: gone before it was read" for name in lane.gone]
            elif lane.broken:
                told.append(f"{lane.file.name}: {lane.broken}")
        return tuple(told)


def _shared(order: Order, files: int) -> Order:
    """What one of several files may hold, so that all together stay within bounds."""
    share = _SHARED_SIZE // files
    size = max(_LEAST_SIZE, min(order.size, share))
    return replace(order, size=size, chunk=max(_LEAST_CHUNK, min(order.chunk, share // 4)))
