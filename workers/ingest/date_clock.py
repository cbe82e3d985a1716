"""A date found in a line, and the time of day beside it."""

import re
from datetime import UTC, datetime, timedelta, timezone

from msgspec import Struct

from workers.ingest.date_words import DateWords
from workers.ingest.date_zones import offset_of
from workers.model.article import PublishedFrom

NEAR_CLOCK = 24
"""Characters between a date and the time of day that belongs to it."""
_AFTER_NOON = ("p", "午後", "下午", "晚上", "오후", "م", "μ", "अपराह्न", "शाम", "दोपहर", "ch", "ös")


class FoundDate(Struct, frozen=True, kw_only=True):
    """A date in a line: the moment, what kind of evidence it is, and where it stands."""

    at: datetime
    evidence: PublishedFrom
    start: int
    end: int
    timed: bool = False
    """A time of day stands beside it; else `at` is the beginning of the day."""
    zoned: bool = False
    """Its zone is known; else it was taken for UTC."""
    dated: bool = True
    """Its year is written; else it was reckoned from the fetch."""
    updated: bool = False
    """A word says that it is the date of a later change."""


def with_clock(text: str, date: re.Match[str], day: datetime, words: DateWords, country: str | None) -> FoundDate:
    """Add the time of day that stands right after the date, else right before it."""
    start, end = date.span()
    clock, offset = clock_after(text, end, words), end
    if clock is None:
        clocks, offset = tuple(words.clock.finditer(text, 0, start)), 0
        clock = clocks[-1] if clocks and start - clocks[-1].end() <= NEAR_CLOCK else None
    zone = None if clock is None else offset_of(clock["zone"], text, country, words.zones)
    moment = None if clock is None else at_clock(day, clock, zone)
    if clock is None or moment is None:
        return FoundDate(at=day, evidence=PublishedFrom.TEXT, start=start, end=end)
    return FoundDate(
        at=moment,
        evidence=PublishedFrom.TEXT,
        start=min(start, offset + clock.start()),
        end=max(end, offset + clock.end()),
        timed=True,
        zoned=zone is not None,
    )


def clock_after(text: str, end: int, words: DateWords) -> re.Match[str] | None:
    """The time of day right after a date that ends at `end`; its places count from there."""
    rest = text[end : end + 2 * NEAR_CLOCK]
    found = words.clock_with_point.match(rest) or words.clock.search(rest)
    return None if found is None or found.start() > NEAR_CLOCK else found


def at_clock(day: datetime, clock: re.Match[str], zone: timedelta | None) -> datetime | None:
    """A day at a time of day, in UTC; None if there is no such time.

    Args:
        day: Its beginning, or any time of it.
        clock: A match of `DateWords.clock`.
        zone: How far east of UTC the clock stands; None is taken for UTC.
    """
    hour, minute, second = int(clock["h"]), int(clock["min"]), int(clock["s"] or 0)
    half = (clock["half"] or clock["early"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith(_AFTER_NOON) else 0)
    try:
        local = day.replace(hour=hour, minute=minute, second=second, tzinfo=timezone(zone or timedelta()))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
