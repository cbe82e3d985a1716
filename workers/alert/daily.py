"""A time of day, on a day, in a time zone: at which instant it is told."""

from bisect import bisect_left
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from workers.model.setting import TimeOfDay

_DAYS = 4_096
"""Instants remembered: whoever waits for one asks for the same few again and again."""


@cache
def zone_of(name: str) -> ZoneInfo:
    """The rules of a time zone, by its IANA name; read once, as all that is shipped of time zones.

    Raises:
        ZoneInfoNotFoundError: there is none of this name; `check` finds it before anything starts.
    """
    return ZoneInfo(name)


@lru_cache(_DAYS)
def instant_of(day: date, time: TimeOfDay, zone: str) -> datetime:
    """The instant (UTC) at which clocks show a time of day.

    Where clocks are put back and show it twice, it is the first. Where they are put forward and never show it, it is
    the first instant at which they show more.

    Args:
        day: As people in the zone call it.
        time: As their clocks show it.
        zone: An IANA name.
    """
    shown, rules = datetime.combine(day, time.time), zone_of(zone)
    # By the offset before a change of clocks, and by the one after it (PEP 495).
    first, second = (shown.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    seconds = range(int(second.timestamp()), int(first.timestamp()))
    return _at(seconds.start + bisect_left(seconds, shown, key=lambda unix_s: _shown(unix_s, rules)))


def _shown(unix_s: int, rules: ZoneInfo) -> datetime:
    return _at(unix_s).astimezone(rules).replace(tzinfo=None)


def _at(unix_s: int) -> datetime:
    return datetime.fromtimestamp(unix_s, tz=UTC)
