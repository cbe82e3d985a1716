"""The outbound side of the loop: one queue and one task for each channel, in a thread of their own."""

import asyncio
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from time import monotonic

from workers.alert.outbox import Attempt
from workers.channels.base import Carriers, Channel
from workers.errors import ChannelGone, DeliveryFailed
from workers.model.notice import Outcome, Result

ACCEPTED = "accepted"


class Senders:
    """Takes attempts, makes them one after the other for each channel, gives outcomes back."""

    def __init__(self, channels: Mapping[str, Channel], carriers: Carriers) -> None:
        self._channels, self._carriers = dict(channels), carriers
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._queues: dict[str, asyncio.Queue[Attempt]] = {}
        self._gone: dict[str, str] = {}
        """Channels that want nothing any more, and how they said so."""
        self._loop = asyncio.new_event_loop()
        self._failed: BaseException | None = None
        self._waiting = 0
        self._thread = threading.Thread(target=self._run, name="senders", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Attempts that were submitted and not collected."""
        return self._waiting

    @property
    def answered(self) -> int:
        """Attempts that were answered and not collected."""
        return self._outcomes.qsize()

    def submit(self, attempt: Attempt) -> None:
        """Have an attempt made."""
        self._waiting += 1
        if attempt.channel_id in self._channels:
            self._loop.call_soon_threadsafe(self._enqueue, attempt)
        else:
            # The config lost the channel while a notice was owed: nobody can ever take it.
            self._outcomes.put(_outcome(attempt, Result.GAVE_UP, "no such channel", 0))

    def collect(self, wait_s: float = 0.0) -> list[Outcome]:
        """Return the outcomes there are; wait up to ``wait_s`` for the first.

        Raises:
            BaseException: whatever a channel raised that is not `DeliveryFailed`: a bug in it ends the process.
        """
        found: list[Outcome] = []
        try:
            found.append(self._outcomes.get(timeout=wait_s) if wait_s else self._outcomes.get_nowait())
            while True:
                found.append(self._outcomes.get_nowait())
        except Empty:
            self._waiting -= len(found)
        if self._failed is not None:
            raise self._failed
        return found

    def withdraw(self) -> list[Attempt]:
        """Take back the attempts that were not begun; those that were are answered as always."""
        taken = asyncio.run_coroutine_threadsafe(self._withdraw(), self._loop).result()
        self._waiting -= len(taken)
        return taken

    def close(self) -> None:
        """Stop; attempts that are not answered are made again after the next start."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _enqueue(self, attempt: Attempt) -> None:
        queue = self._queues.get(attempt.channel_id)
        if queue is None:
            queue = self._queues[attempt.channel_id] = asyncio.Queue()
            for _ in range(self._channels[attempt.channel_id].needs.at_once):
                task = self._loop.create_task(self._work(queue), name=attempt.channel_id)
                task.add_done_callback(self._ended)
        queue.put_nowait(attempt)

    async def _withdraw(self) -> list[Attempt]:
        taken: list[Attempt] = []
        for queue in self._queues.values():
            while not queue.empty():
                taken.append(queue.get_nowait())
        return taken

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            self._failed = task.exception()

    async def _work(self, queue: asyncio.Queue[Attempt]) -> None:
        while True:
            attempt = await queue.get()
            self._outcomes.put(await self._make(attempt))

    async def _make(self, attempt: Attempt) -> Outcome:
        began = monotonic()
        if attempt.channel_id in self._gone:
            return _outcome(attempt, Result.GAVE_UP, self._gone[attempt.channel_id], began)
        try:
            await self._channels[attempt.channel_id].send(attempt.notice, attempt.number, self._carriers)
        except ChannelGone as gone:
            self._gone[attempt.channel_id] = f"{gone.detail}: wants nothing more, not asked again until the next start"
            return _outcome(attempt, Result.GAVE_UP, self._gone[attempt.channel_id], began)
        except DeliveryFailed as failed:
            result = Result.RETRY if failed.retryable else Result.GAVE_UP
            return _outcome(attempt, result, failed.detail, began, failed.retry_after_s)
        return _outcome(attempt, Result.ACCEPTED, ACCEPTED, began)


def _outcome(
    attempt: Attempt, result: Result, status: str, began: float, retry_after_s: float | None = None
) -> Outcome:
    return Outcome(
        notice_id=attempt.notice.id,
        channel_id=attempt.channel_id,
        attempt=attempt.number,
        result=result,
        status=status,
        ms=round((monotonic() - began) * 1000) if began else 0,
        at=datetime.now(UTC),
        retry_after_s=retry_after_s,
    )
