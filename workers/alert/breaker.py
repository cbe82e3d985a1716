"""A circuit breaker: a channel that fails again and again is left alone for a while, and then asked once.

Notices wait meanwhile without an attempt, so a receiver that was away for days costs none of them its chances.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from workers.model.notice import Outcome, Result

OPENS_AFTER = 5
"""Failures in a row."""
LONGEST_S = 300
"""Unless the receiver asks for longer."""


class Breaker(Struct, frozen=True, kw_only=True):
    """What one channel lately answered."""

    failures: int = 0
    """In a row."""
    opened: int = 0
    """How often in a row it was left alone."""
    open_until: datetime | None = None
    """UTC; None while it takes what it is sent."""


def heed(breaker: Breaker, outcome: Outcome, schedule: Sequence[int]) -> Breaker:
    """Hear how an attempt ended.

    Anything but a failure that is worth another try shows that somebody is there.

    Args:
        breaker: As it was.
        outcome: Of any notice that the channel was to carry.
        schedule: Seconds before each attempt of a notice; the first wait begins the doubling here.
    """
    if outcome.result is not Result.RETRY:
        return Breaker()
    failures = breaker.failures + 1
    asked = outcome.at + timedelta(seconds=outcome.retry_after_s or 0.0)
    until = max(breaker.open_until or asked, asked)
    if breaker.open_until is not None and outcome.at < breaker.open_until:
        return replace(breaker, failures=failures, open_until=until)  # it was under way when the others failed
    if failures < OPENS_AFTER and until <= outcome.at:
        return replace(breaker, failures=failures)
    first_s = schedule[1] if len(schedule) > 1 else 1
    pause = timedelta(seconds=min(max(first_s, 1) * 2**breaker.opened, LONGEST_S))
    return Breaker(failures=failures, opened=breaker.opened + 1, open_until=max(until, outcome.at + pause))


def is_open(breaker: Breaker, at: datetime) -> bool:
    """Whether the channel is left alone (UTC)."""
    return breaker.open_until is not None and at < breaker.open_until


def may_begin(breaker: Breaker, at: datetime, under_way: int, most: int) -> int:
    """How many more attempts may be begun.

    Args:
        breaker: As it is.
        at: Now (UTC).
        under_way: Attempts that are not answered yet.
        most: Attempts that may be under way together.
    """
    if is_open(breaker, at):
        return 0
    return max((most if breaker.open_until is None else 1) - under_way, 0)
