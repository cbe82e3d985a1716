"""A date found in a line, and the time of day beside it."""

import re
from datetime import UTC, datetime, timedelta, timezone

from msgspec import Struct

from workers.ingest.date_words import DateWords
from workers.model.article import PublishedFrom

NEAR_CLOCK = 24
"""Characters between a date and the time of day that belongs to it."""
_AFTER_NOON = ("午後", "下午", "晚上", "오후", "م", "μ")


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


def with_clock(text: str, date: re.Match[str], day: datetime, words: DateWords) -> FoundDate:
    """Add the time of day that stands right after the date, else right before it."""
    start, end = date.span()
    rest = text[end : end + 2 * NEAR_CLOCK]
    clock, offset = words.clock.search(rest), end
    if clock is None or clock.start() > NEAR_CLOCK:
        clocks, offset = tuple(words.clock.finditer(text, 0, start)), 0
        clock = clocks[-1] if clocks and start - clocks[-1].end() <= NEAR_CLOCK else None
    moment = None if clock is None else at_clock(day, clock, words)
    if clock is None or moment is None:
        return FoundDate(at=day, evidence=PublishedFrom.TEXT, start=start, end=end)
    return FoundDate(
        at=moment,
        evidence=PublishedFrom.TEXT,
        start=min(start, offset + clock.start()),
        end=max(end, offset + clock.end()),
        timed=True,
        zoned=bool(clock["zone"]),
    )


def at_clock(day: datetime, clock: re.Match[str], words: DateWords) -> datetime | None:
    """A day at a time of day, in UTC; None if there is no such time."""
    hour, minute, second = int(clock["h"]), int(clock["min"]), int(clock["s"] or 0)
    half = clock["half"] or clock["early"]
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" or half.startswith(_AFTER_NOON) else 0)
    try:
        local = day.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(clock["zone"], words))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None, words: DateWords) -> timezone:
    if not name:
        return UTC
    sign = max(name.find("+"), name.find("-"))
    if sign < 0:
        return timezone(timedelta(minutes=words.zones[name.casefold()]))
    digits = name[sign + 1 :].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = int(hours) * 60 + int(minutes)
    return timezone(timedelta(minutes=-offset if name[sign] == "-" else offset))
