"""The two sides of a run: where pages come from, and who looks on."""

from typing import Protocol

from workers.hosts.local.lane import Arrival
from workers.hosts.local.place import Place
from workers.hosts.local.store import Store
from workers.hosts.local.walk import Summary


class Pages(Protocol):
    """Where pages come from; see `MergedPages` and `LivePages`."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The clock's names of the inputs there are."""
        ...

    @property
    def ended(self) -> bool:
        """Whether no page can come any more, when there is none now."""
        ...

    def take(self) -> Arrival | None:
        """Return the next page; None when there is none now."""
        ...

    def input_of(self, arrival: Arrival, /) -> str:
        """The clock's name of the input the page taken last came from."""
        ...

    def done(self, arrival: Arrival) -> None:
        """Hear that the page taken last needs not come again."""
        ...

    def moved(self) -> dict[str, Place]:
        """Return the places of all files that moved since this was last asked."""
        ...

    def idle(self) -> tuple[str, ...]:
        """The inputs that were read to where they end now."""
        ...

    def wait(self, seconds: float, *also: int) -> None:
        """Wait for a page, or until one of these descriptors can be read, but so long at most."""
        ...

    def broken(self) -> tuple[str, ...]:
        """Files that could not be read to their ends, and why."""
        ...


class Watcher(Protocol):
    """Whoever follows a run from outside: the progress bar, the printed lines, the health page."""

    @property
    def shown(self) -> int:
        """The number of the last change that was shown; a run that was killed shows from there on."""
        ...

    def started(self, store: Store) -> None:
        """The state is loaded."""
        ...

    def beat(self, summary: Summary) -> None:
        """The loop went round once."""
        ...

    def committed(self, store: Store) -> None:
        """A transaction was written: its changes may be shown."""
        ...
