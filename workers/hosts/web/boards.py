"""The board as it stands: made anew at most once a second, off the loop, and only where somebody asks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Protocol, TypeVar

from workers.hosts.web.board import Board
from workers.model.alert import Change
from workers.model.notice import Delivery

EVERY_S = 1.0

T = TypeVar("T")


class Source(Protocol):
    """Who knows what there is to show. Asked by one thread at a time, never by the one that serves."""

    def board(self) -> Board:
        """Everything as it stands now."""
        ...

    def changes(self, alert_id: str) -> tuple[Change, ...]:
        """The changes of an alert that are known, in order; the last one at least, nothing where there is no such."""
        ...

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """Who was told of an alert, or not, as far as that is known."""
        ...


class Boards:
    """Shares one board among all who look on."""

    def __init__(self, source: Source, clock: Callable[[], float] = monotonic) -> None:
        self._source, self._clock = source, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="page")
        self._made_at = -EVERY_S
        self._making: asyncio.Future[Board] | None = None

    async def latest(self) -> Board:
        """The board, at most a second old."""
        if self._making is None or (self._making.done() and self._clock() - self._made_at >= EVERY_S):
            self._made_at = self._clock()
            self._making = asyncio.ensure_future(self.ask(self._source.board))
        return await asyncio.shield(self._making)

    async def ask(self, what: Callable[[], T]) -> T:
        """Ask the source something that takes its time; one after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, what)

    async def changes(self, alert_id: str) -> tuple[Change, ...]:
        """See `Source.changes`."""
        return await self.ask(lambda: self._source.changes(alert_id))

    async def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """See `Source.deliveries`."""
        return await self.ask(lambda: self._source.deliveries(alert_id))

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
