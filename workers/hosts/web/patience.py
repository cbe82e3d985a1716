"""Connections that ask for nothing, or ask for ever, are closed: a server that is only looked at has few."""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from time import monotonic
from typing import Protocol

MOST = 256
"""Connections at once; of more, those that have waited longest for nothing are closed first."""
LOOK_S = 2.0


class Connection(Hashable, Protocol):
    """What aiohttp calls a protocol."""

    def force_close(self) -> None:
        """Close it, whatever it does."""
        ...


class Patience:
    """Knows which connections have a request under way, and since when the others have none.

    aiohttp alone waits for ever for the first request of a connection, and for the rest of a request line.
    """

    def __init__(self, idle_s: float, clock: Callable[[], float] = monotonic) -> None:
        """Make one; who asks for nothing for ``idle_s`` seconds is closed."""
        self._idle_s, self._clock = idle_s, clock
        self._since: dict[Hashable, float] = {}
        self._busy: set[Hashable] = set()

    def begin(self, connection: Hashable) -> None:
        """A request has begun. There is never more than one at a time."""
        self._busy.add(connection)

    def end(self, connection: Hashable) -> None:
        """It is answered."""
        self._busy.discard(connection)
        self._since[connection] = self._clock()

    def worn_out(self, connections: Iterable[Connection]) -> list[Connection]:
        """Those to be closed now, of all there are."""
        now, every = self._clock(), list(connections)
        self._since = {one: self._since.get(one, now) for one in every}
        waiting = sorted((one for one in every if one not in self._busy), key=lambda one: self._since[one])
        over = max(0, len(every) - MOST)
        return waiting[:over] + [one for one in waiting[over:] if now - self._since[one] >= self._idle_s]

    async def close_idle(self, connections: Callable[[], Iterable[Connection]]) -> None:
        """Look every few seconds, for as long as the server lives."""
        while True:
            await asyncio.sleep(LOOK_S)
            for one in self.worn_out(connections()):
                one.force_close()
