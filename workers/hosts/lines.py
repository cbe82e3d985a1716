"""What each channel has under way, and whether it takes anything: known once for the whole process."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from workers.alert.breaker import Breaker, heed, is_open, may_begin
from workers.alert.outbox import RETRY_AFTER_S, Attempt
from workers.channels.base import Needs
from workers.model.notice import Outcome

AHEAD = 4
"""Attempts handed to a channel for each that it makes at a time: it need not wait for us, and a kill repeats few."""


class Lines:
    """Hears of every attempt and every answer; says how many more may be begun."""

    def __init__(self, needs: Mapping[str, Needs], schedule: Sequence[int] = RETRY_AFTER_S) -> None:
        self._needs, self._schedule = dict(needs), schedule
        self._breakers: dict[str, Breaker] = {}
        self._under_way: dict[str, set[str]] = {}
        """Ids of notices, by channel."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Those of the config."""
        return tuple(self._needs)

    def reload(self, needs: Mapping[str, Needs], schedule: Sequence[int], changed: Iterable[str]) -> None:
        """Hear which channels there are now. One that ``changed`` is not left alone for what the old one did."""
        self._needs, self._schedule = dict(needs), schedule
        for name in changed:
            self._breakers.pop(name, None)

    def needs(self, channel: str) -> Needs:
        """What a channel asks for; one that the config has lost asks for nothing."""
        return self._needs.get(channel, Needs())

    def room(self, channel: str, at: datetime) -> int:
        """How many attempts may be begun now (UTC)."""
        breaker, most = self._breakers.get(channel, Breaker()), AHEAD * self.needs(channel).at_once
        return may_begin(breaker, at, len(self._under_way.get(channel, ())), most)

    def down(self, at: datetime) -> frozenset[str]:
        """The channels that are left alone now (UTC)."""
        return frozenset(name for name, breaker in self._breakers.items() if is_open(breaker, at))

    def begin(self, attempt: Attempt) -> None:
        """Hear that an attempt is made."""
        self._under_way.setdefault(attempt.channel_id, set()).add(attempt.notice.id)

    def hear(self, outcome: Outcome) -> None:
        """Hear how an attempt ended."""
        self._under_way.get(outcome.channel_id, set()).discard(outcome.notice_id)
        breaker = self._breakers.get(outcome.channel_id, Breaker())
        self._breakers[outcome.channel_id] = heed(breaker, outcome, self._schedule)

    def withdraw(self, attempts: Iterable[Attempt]) -> None:
        """Hear that attempts will not be made after all."""
        for attempt in attempts:
            self._under_way.get(attempt.channel_id, set()).discard(attempt.notice.id)
