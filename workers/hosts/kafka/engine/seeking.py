"""A consumer that loses nothing at a seek, and takes nothing from a recovery; see docs/guarantees.md."""

import asyncio
from collections.abc import Collection
from typing import Any

from faust.transport.drivers import aiokafka as driver


class Readable:
    """The partitions that may be read now, as aiokafka asks for them: one after the other, when there are records.

    Faust hands over its set itself. While that is empty, after a rebalance, aiokafka takes it for no limit at all: a
    fetch that was in hand then takes the first records of a recovery, which Faust drops, since the flow stands still,
    and waits for. This is no set, so never an empty one.
    """

    def __init__(self, consumer: "SafeSeekConsumer", active: Collection[object]) -> None:
        self._consumer, self._active = consumer, active

    def __contains__(self, tp: object) -> bool:
        """Whether its records may be taken."""
        return self._consumer.flow_active and tp in self._active


class SafeSeekConsumer(driver.Consumer):
    """Stops the flow, and waits for the fetch in hand, before it seeks.

    At the end of a recovery Faust resumes the partitions, seeks, and then clears the agents' queues. What was fetched
    in between is cleared, and when it is fetched again it is taken for old and dropped. Both callers of this resume the
    flow afterwards.
    """

    _fetching = False

    async def _wait_next_records(self, timeout: float) -> Any:
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # as Faust itself does
        self._fetching = True
        try:
            return await super()._wait_next_records(timeout)
        finally:
            self._fetching = False

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:
        return await super()._getmany(Readable(self, active_partitions), timeout)  # type: ignore[arg-type]

    async def perform_seek(self) -> None:
        """Seek, with nothing on its way."""
        self.stop_flow()
        while self._fetching and not self.should_stop:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.01)  # the loop that fetches leaves its old batch
        await super().perform_seek()

    def place(self, tp: Any) -> int | None:
        """The offset up to which records were fetched; None before the first fetch. May be asked by any thread."""
        consumer: Any = self._thread._consumer
        assignment = consumer._subscription.subscription.assignment if consumer is not None else None
        if assignment is None or tp not in assignment.tps:
            return None
        place: int | None = assignment.state_value(tp)._position
        return place
