"""The outbound side of the loop: one queue and one task for each channel, in a thread of their own."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from time import monotonic

from workers.alert.outbox import Attempt
from workers.channels.base import Carriers, Channel
from workers.errors import ChannelGone, DeliveryFailed
from workers.hosts.bell import Bell
from workers.model.notice import Outcome, Result

ACCEPTED = "accepted"

LOST = "no such channel"

_Queue = asyncio.Queue[Attempt | None]
"""None: whoever takes it ends."""


class Senders:
    """Takes attempts, makes them one after the other for each channel, gives outcomes back."""

    def __init__(self, channels: Mapping[str, Channel], carriers: Carriers) -> None:
        self._channels, self._carriers = dict(channels), carriers
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self.bell = Bell()
        """Rings when there is an outcome to collect."""
        self._queues: dict[str, _Queue] = {}
        self._at_work: dict[str, int] = {}
        """How many tasks take from each queue, those that were told to end left out."""
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
        self._loop.call_soon_threadsafe(self._enqueue, attempt)

    def reload(self, channels: Mapping[str, Channel], carriers: Carriers, changed: Iterable[str]) -> None:
        """Go on with other channels, from the next attempt that begins; one under way ends as it began.

        Args:
            channels: By id.
            carriers: What they reach the outside with.
            changed: Ids of those that are not what they were: one that wanted nothing any more is asked again.
        """
        self._loop.call_soon_threadsafe(self._change, dict(channels), carriers, tuple(changed))

    def collect(self, wait_s: float = 0.0) -> list[Outcome]:
        """Return the outcomes there are; wait up to ``wait_s`` for the first.

        Raises:
            BaseException: whatever a channel raised that is not `DeliveryFailed`: a bug in it ends the process.
        """
        self.bell.hush()
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
        if not self._thread.is_alive():
            self.bell.close()

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
        name = attempt.channel_id
        if name not in self._channels:
            # The config lost the channel while a notice was owed: nobody can ever take it.
            self._tell(_outcome(attempt, Result.GAVE_UP, LOST, 0))
            return
        if name not in self._queues:
            self._queues[name] = asyncio.Queue()
            self._staff(name)
        self._queues[name].put_nowait(attempt)

    def _staff(self, name: str) -> None:
        """Have as many tasks take from a queue as its channel makes calls at once."""
        queue, wanted = self._queues[name], self._channels[name].needs.at_once
        there = self._at_work.get(name, 0)
        for _ in range(there, wanted):
            task = self._loop.create_task(self._work(queue), name=name)
            task.add_done_callback(self._ended)
        for _ in range(wanted, there):
            queue.put_nowait(None)
        self._at_work[name] = wanted

    def _change(self, channels: Mapping[str, Channel], carriers: Carriers, changed: Iterable[str]) -> None:
        self._channels, self._carriers = dict(channels), carriers
        for name in changed:
            self._gone.pop(name, None)
        for name in list(self._queues):
            if name in channels:
                self._staff(name)
            else:
                queue = self._queues.pop(name)
                for _ in range(self._at_work.pop(name)):
                    queue.put_nowait(None)

    async def _withdraw(self) -> list[Attempt]:
        taken: list[Attempt] = []
        for queue in self._queues.values():
            there = [queue.get_nowait() for _ in range(queue.qsize())]
            for one in there:
                if one is None:
                    queue.put_nowait(None)
                else:
                    taken.append(one)
        return taken

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._failed = task.exception()
            self.bell.ring()

    async def _work(self, queue: _Queue) -> None:
        while (attempt := await queue.get()) is not None:
            self._tell(await self._make(attempt))

    def _tell(self, outcome: Outcome) -> None:
        self._outcomes.put(outcome)
        self.bell.ring()

    async def _make(self, attempt: Attempt) -> Outcome:
        began, channel = monotonic(), self._channels.get(attempt.channel_id)
        if channel is None:
            return _outcome(attempt, Result.GAVE_UP, LOST, 0)
        if attempt.channel_id in self._gone:
            return _outcome(attempt, Result.GAVE_UP, self._gone[attempt.channel_id], began)
        try:
            await channel.send(attempt.notice, attempt.number, self._carriers)
        except ChannelGone as gone:
            words = f"{gone.detail}: wants nothing more, not asked again until the next start"
            if self._channels.get(attempt.channel_id) == channel:  # else it is another by now
                self._gone[attempt.channel_id] = words
            return _outcome(attempt, Result.GAVE_UP, words, began)
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
