"""When a page is counted, and when an article was published. All times UTC; no clock is read."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from msgspec import Struct

from workers.errors import PageRejected
from workers.ingest.date_words import DateWords, fold_name
from workers.model.article import PublishedFrom
from workers.model.page import Page, Payload
from workers.model.rejection import Reason

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
"""Slots and buckets are counted from 1970 on, and a window of almost a day reaches back before them."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""What is added to a time must still be one."""
_DAY = timedelta(days=1)
_LONGEST_DATE = 160
_NEAR_CLOCK = 24
"""Characters between a date and the time of day that belongs to it."""
_AFTER_NOON = ("午後", "下午", "오후")
_MOST_OTHER_LETTERS = 60
"""A line with more letters beside its date is prose that mentions a date."""


class FoundDate(Struct, frozen=True, kw_only=True):
    """A date in a line: the moment, what kind of evidence it is, and where it stands."""

    at: datetime
    evidence: PublishedFrom
    start: int
    end: int


def time_of_page(page: Page, payload: Payload, lead_s: float = 300.0) -> tuple[datetime, bool]:
    """The time a page is counted at (UTC), and whether its own clock was ahead.

    That is its time of fetching, else its record's time. A time of fetching more than `lead_s`
    seconds after the record's is not believed: one page from 2203 must not move the clock.

    Raises:
        PageRejected: nothing can be counted at that time.
    """
    fetched_at, recorded_at = page.fetched_at, payload.recorded_at
    ahead = fetched_at is not None and fetched_at - recorded_at > timedelta(seconds=lead_s)
    at = recorded_at if fetched_at is None or ahead else fetched_at
    if not EARLIEST <= at < LATEST:
        whose = "the record's time (of a file, its date)" if at is recorded_at else "the time of fetching"
        detail = f"{whose} is {at:%Y-%m-%dT%H:%M:%SZ}; expected one from {EARLIEST:%Y-%m-%d} on"
        raise PageRejected(Reason.BAD_TIME, detail)
    return at, ahead


def read_time(raw: str, time_format: str | None = None) -> datetime | None:
    """A moment as a machine writes it: `time_format`, ISO 8601, RFC 2822 or Unix seconds; without a zone it is UTC.

    Returns None for anything else.
    """
    text = raw.strip()
    try:
        if time_format is not None:
            return in_utc(datetime.strptime(text, time_format))  # noqa: DTZ007 - the zone may be missing; then UTC
        if text.isdecimal() and len(text) >= 9:
            return datetime.fromtimestamp(int(text), UTC)
        return in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError, OSError):
        return _read_mail_time(text) if time_format is None else None


def _read_mail_time(text: str) -> datetime | None:
    try:
        return in_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError, TypeError):
        return None


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is taken to be UTC.

    Raises:
        OverflowError: it lies outside the years 1 to 9999 in UTC.
    """
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def read_published(raw: str, at: datetime, words: DateWords, time_format: str | None = None) -> datetime | None:
    """The publication time a scraper gave in its own words; None if unreadable, or in the future.

    Args:
        raw: In any of many forms: a machine's, a person's ("19 June 2024"), or relative to `at` ("2 hours ago").
        at: When the page was fetched.
        time_format: The form the operator knows the scraper to use; others are tried if it does not fit.
    """
    found = (read_time(raw, time_format) if time_format else None) or read_time(raw)
    if found is None:
        seen = find_date(raw, words, at)
        found = None if seen is None else seen.at
    return found if found is not None and found <= at + _DAY else None


def find_published(lines: Iterable[str], at: datetime, words: DateWords) -> FoundDate | None:
    """The publication date among lines that are near an article and not part of its text.

    Only a line that is mostly its date counts, for a caption or a sentence may name any day. The first
    absolute date wins, then the first relative one. Dates later than a day after `at` are refused.
    """
    relative: FoundDate | None = None
    for line in lines:
        found = find_date(line, words, at) if len(line) <= _LONGEST_DATE else None
        if found is None or found.at > at + _DAY or not _is_mostly_date(line, found):
            continue
        if found.evidence is PublishedFrom.TEXT:
            return found
        relative = relative or found
    return relative


def _is_mostly_date(line: str, found: FoundDate) -> bool:
    rest = line[: found.start] + line[found.end :]
    return sum(map(str.isalpha, rest)) <= _MOST_OTHER_LETTERS


def find_date(text: str, words: DateWords, reference: datetime) -> FoundDate | None:
    """The first date in a line: absolute if there is one, else relative to `reference` (UTC)."""
    if any(map(str.isdigit, text)):
        for pattern in words.absolute:
            for match in pattern.finditer(text):
                day = _named_day(match, words)
                if day is not None:
                    return _with_clock(text, match, day, words)
        for match in words.numeric.finditer(text):
            day = _numeric_day(match, reference)
            if day is not None:
                return _with_clock(text, match, day, words)
    return _find_relative(text, words, reference)


def _named_day(match: re.Match[str], words: DateWords) -> datetime | None:
    parts = match.groupdict()
    month = words.months[fold_name(parts["mon"])] if parts.get("mon") else int(parts["m"])
    return _day(int(parts["y"]), month, int(parts["d"]))


def _numeric_day(match: re.Match[str], reference: datetime) -> datetime | None:
    """The reading that is possible; of two, the one nearer to the reference and not after it.

    Dots are read as day, month, year: no country writes the month first with dots.
    """
    first, second, year = int(match["d"]), int(match["m"]), int(match["y"])
    year += 2000 if year < 100 else 0
    readings = [_day(year, second, first)]
    if match["mark"] != ".":
        readings.append(_day(year, first, second))
    possible = [day for day in readings if day is not None and day <= reference + _DAY]
    return min(possible, key=lambda day: abs(reference - day), default=None)


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _with_clock(text: str, date: re.Match[str], day: datetime, words: DateWords) -> FoundDate:
    """Add the time of day that stands right after the date, else right before it."""
    clock = words.clock.search(text, date.end(), date.end() + _NEAR_CLOCK + 24)
    if clock is None or clock.start() - date.end() > _NEAR_CLOCK:
        before = [match for match in words.clock.finditer(text, 0, date.start())]
        clock = before[-1] if before and date.start() - before[-1].end() <= _NEAR_CLOCK else None
    moment = None if clock is None else _at_clock(day, clock, words)
    if clock is None or moment is None:
        return FoundDate(at=day, evidence=PublishedFrom.TEXT, start=date.start(), end=date.end())
    start, end = min(date.start(), clock.start()), max(date.end(), clock.end())
    return FoundDate(at=moment, evidence=PublishedFrom.TEXT, start=start, end=end)


def _at_clock(day: datetime, clock: re.Match[str], words: DateWords) -> datetime | None:
    hour, minute, second = int(clock["h"]), int(clock["min"]), int(clock["s"] or 0)
    half = clock["half"] or clock["early"]
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" or half in _AFTER_NOON else 0)
    try:
        return in_utc(day.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(clock["zone"], words)))
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None, words: DateWords) -> timezone:
    if not name:
        return UTC
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[-2:])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
    return timezone(timedelta(minutes=words.zones[name.casefold()]))


def _find_relative(text: str, words: DateWords, reference: datetime) -> FoundDate | None:
    for match in (match for pattern in words.relative for match in pattern.finditer(text)):
        if match["before"] or match["after"]:
            count = int(match["n"]) if match["n"].isdecimal() else 1
            return _ago(match, reference, count * words.unit_s[fold_name(match["unit"])])
    match_day = words.day_words.search(text)
    if match_day is None:
        return None
    return _ago(match_day, reference, 86_400 * words.days_ago[fold_name(match_day[1])])


def _ago(match: re.Match[str], reference: datetime, seconds: int) -> FoundDate | None:
    try:
        at = reference - timedelta(seconds=seconds)
    except OverflowError:
        return None
    return FoundDate(at=at, evidence=PublishedFrom.RELATIVE, start=match.start(), end=match.end())
