"""Pages written in a rule test, put among those of its files in the order of their times."""

from collections.abc import Sequence

import msgspec

from workers.hosts.local.lane import Arrival, arrival_of
from workers.hosts.local.peek import Asked, peek
from workers.hosts.local.place import Place
from workers.hosts.local.sources import MERGED, MergedPages
from workers.model.page import Payload, Position
from workers.study.expectations import InlinePage


class WrittenPages:
    """Hands out the pages of files and the written ones, merged by (time, name, line)."""

    def __init__(self, pages: Sequence[InlinePage], file: str, asked: Asked, files: MergedPages) -> None:
        arrivals = [_arrival(page, file, number, asked) for number, page in enumerate(pages, 1)]
        self._written = sorted(arrivals, key=_order, reverse=True)
        self._files = files
        self._head: Arrival | None = None
        """The files' next page, taken and not yet handed out."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The clock's names of the inputs: all together are one."""
        return (MERGED,)

    @property
    def ended(self) -> bool:
        """Whether no page can come any more: true whenever there is none now."""
        return True

    def take(self) -> Arrival | None:
        """Return the next page; None when all were handed out."""
        self._head = self._head or self._files.take()
        if self._head is not None and not (self._written and _order(self._written[-1]) < _order(self._head)):
            return self._head
        return self._written[-1] if self._written else None

    def done(self, arrival: Arrival) -> None:
        """Hear that the page taken last needs not come again."""
        if arrival is self._head:
            self._files.done(arrival)
            self._head = None
        else:
            self._written.pop()

    def input_of(self, _: Arrival) -> str:
        """The clock's name of the input a page came from."""
        return MERGED

    def moved(self) -> dict[str, Place]:
        """Return the places of files that moved since this was last asked."""
        return self._files.moved()

    def idle(self) -> tuple[str, ...]:
        """The inputs that were read to where they end now."""
        return (MERGED,)

    def wait(self, seconds: float, *also: int) -> None:
        """Wait for the descriptors alone: there is always a next page, or an end."""
        self._files.wait(seconds, *also)

    def broken(self) -> tuple[str, ...]:
        """Files that could not be read to their ends, and why."""
        return self._files.broken()


def _order(arrival: Arrival) -> tuple[object, ...]:
    position = arrival.payload.position
    return arrival.at, position.input, position.offset


def _arrival(page: InlinePage, file: str, number: int, asked: Asked) -> Arrival:
    payload = Payload(
        value=msgspec.json.encode(page.fields),
        position=Position(input=file, offset=number),
        name=page.name,
        recorded_at=page.fetched_at,
        kind="json",
    )
    return arrival_of(peek(payload, asked), file)
