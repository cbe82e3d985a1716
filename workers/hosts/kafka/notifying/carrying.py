"""Attempts out of the outboxes to the channels, and the channels' answers back to the flow of notices."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.outbox import Attempt
from workers.channels.base import Carriers
from workers.hosts.config import Config
from workers.hosts.desk import terms_of
from workers.hosts.lines import Lines
from workers.hosts.senders import Senders
from workers.model.notice import Outcome

WAIT_S = 0.5
LOOK_S = 0.02

Report = Callable[[Sequence[Outcome]], Awaitable[None]]
"""Sends outcomes to the flow of notices, and waits until the broker has them."""


class Outbound(Struct, frozen=True, kw_only=True):
    """The way out of this process."""

    senders: Senders
    """Make the attempts."""
    lines: Lines
    """Hear of each, and of its end."""
    carriers: Carriers
    """What channels reach the outside with."""

    def reload(self, config: Config, changed: Collection[str]) -> None:
        """Go on with the channels of another config; of these, by their ids, it says something else."""
        schedule = terms_of(config.rules.settings).schedule
        self.lines.reload({name: one.needs for name, one in config.channels.items()}, schedule, changed)
        self.senders.reload(config.channels, replace(self.carriers, words=config.words), changed)


class Carrying:
    """Knows which attempts are under way, from when they are handed out until their outcome was heard.

    An outbox that is taken up again after a rebalance hands out once more what is under way: that is one attempt, not
    two, for as long as this process makes it.
    """

    def __init__(self, outbound: Outbound, report: Report) -> None:
        self._senders, self.lines, self._report = outbound.senders, outbound.lines, report
        self._under_way: dict[tuple[str, str], int] = {}
        """The number of the attempt, by notice and channel."""
        self._unreported = 0

    def begin(self, attempts: Iterable[Attempt]) -> None:
        """Have attempts made."""
        for attempt in attempts:
            key = (attempt.notice.id, attempt.channel_id)
            if self._under_way.get(key) != attempt.number:
                self._under_way[key] = attempt.number
                self._unreported += 1
                self._senders.submit(attempt)

    def heard(self, outcome: Outcome) -> None:
        """Hear that an outcome came through the flow of notices, ours or another's."""
        key = (outcome.notice_id, outcome.channel_id)
        if self._under_way.get(key) == outcome.attempt:
            del self._under_way[key]

    async def run(self) -> None:
        """Report outcomes for as long as the process lives.

        Raises:
            BaseException: whatever a channel raised that is a bug in it.
        """
        while True:
            outcomes = await asyncio.to_thread(self._senders.collect, WAIT_S)
            for outcome in outcomes:
                self.lines.hear(outcome)
            if outcomes:
                await self._report(outcomes)
                self._unreported -= len(outcomes)

    async def pause(self, patience_s: float) -> int:
        """Take back what was not begun, and wait a while for what was; return how many attempts are still open.

        What was answered by then is in the flow of notices: whoever has the partition next hears of it first.
        """
        withdrawn = await asyncio.to_thread(self._senders.withdraw)
        self._unreported -= len(withdrawn)
        self.lines.withdraw(withdrawn)
        for attempt in withdrawn:
            self._under_way.pop((attempt.notice.id, attempt.channel_id), None)
        until = monotonic() + patience_s
        while self._unreported and monotonic() < until:
            await asyncio.sleep(LOOK_S)
        return self._unreported
