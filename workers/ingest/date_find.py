"""The date in a line of text."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from workers.ingest.date_calendars import civil_day
from workers.ingest.date_clock import FoundDate, with_clock
from workers.ingest.date_relative import find_relative
from workers.ingest.date_words import DateWords, fold_name

_EARLY = timedelta(hours=14)
"""It is tomorrow already where clocks are furthest ahead; a date without a zone may be from there."""
_SKEW = timedelta(hours=1)
"""By how much the clock of a site may be ahead, whose zone is known."""
_NEAR_LABEL = 40
_SURELY_NEAR = timedelta(days=31)
"""A date that can be read in two ways is taken for the reading within so many days before the fetch."""
_YEAR = re.compile(r"\d{4}")
_LATELY = timedelta(days=60)
"""A date without a year is one of the last so many days, or unknown."""


class Reference(Struct, frozen=True, kw_only=True):
    """What a date is read against."""

    at: datetime
    """When the page was fetched (UTC)."""
    day_first: bool | None = None
    """Whether the page writes the day before the month in numbers; None if nobody knows."""
    country: str | None = None
    """Whose names of time zones it writes, ISO 3166-1 in small letters; None if nobody knows."""


def is_past(found: FoundDate, at: datetime) -> bool:
    """Whether a date lies before the fetch, with an allowance for clocks and zones."""
    return found.at <= at + (_SKEW if found.zoned else _EARLY)


def find_date(text: str, words: DateWords, reference: Reference) -> FoundDate | None:
    """The date in a line: absolute if there is one, else relative to the fetch.

    Of several, the first that is not said to be of a later change. Dates in the future are passed over.
    """
    later = None
    if any(map(str.isdigit, text)):
        for found in _absolute_dates(text, words, reference):
            if not is_past(found, reference.at):
                continue
            if not found.updated:
                return found
            later = later or found
    return later or find_relative(text, words, reference.at, reference.country)


def _absolute_dates(text: str, words: DateWords, reference: Reference) -> Iterator[FoundDate]:
    found = False
    for match, day in _days(text, words, reference):
        found = True
        yield _labelled(text, with_clock(text, match, day, words, reference.country), words)
    if not found:
        for match, day in _yearless_days(text, words, reference.at):
            timed = with_clock(text, match, day, words, reference.country)
            yield _labelled(text, replace(timed, dated=False), words)


def _days(text: str, words: DateWords, reference: Reference) -> Iterator[tuple[re.Match[str], datetime]]:
    """The dates of a line in the first form that it has any in; a line that has two writes them alike."""
    for pattern in words.absolute if _YEAR.search(text) else ():
        found = [(match, day) for match in pattern.finditer(text) if (day := _named_day(match, words)) is not None]
        if found:
            yield from found
            return
    for match in words.numeric.finditer(text):
        numeric = _numeric_day(match, text, words, reference)
        if numeric is not None:
            yield match, numeric


def _named_day(match: re.Match[str], words: DateWords) -> datetime | None:
    parts = match.groupdict()
    name = fold_name(parts.get("mon") or "")
    if name in words.persian_months:
        return civil_day(int(parts["y"]), words.persian_months[name], int(parts["d"]), persian=True)
    return civil_day(int(parts["y"]), words.months[name] if name else int(parts["m"]), int(parts["d"]))


def _numeric_day(match: re.Match[str], text: str, words: DateWords, reference: Reference) -> datetime | None:
    """The reading that is possible; of two, the one that something speaks for, else none.

    No country writes the month first with dots. The language may tell, and American clocks do; else a reading of
    the last weeks is likelier than an older one, since pages are fetched when they are new.
    """
    first, second, year = int(match["d"]), int(match["m"]), int(match["y"])
    year += 2000 if year < 100 else 0
    readings = {civil_day(year, second, first), None if match["mark"] == "." else civil_day(year, first, second)}
    past = [day for day in readings if day is not None and day <= reference.at + _EARLY]
    if len(past) < 2:
        return past[0] if past else None
    day_first = reference.day_first if reference.day_first is not None else _clock_order(text, words)
    if day_first is not None:
        return civil_day(year, second, first) if day_first else civil_day(year, first, second)
    nearest = max(past)
    return nearest if reference.at - nearest <= _SURELY_NEAR else None


def _clock_order(text: str, words: DateWords) -> bool | None:
    """Whether the clock beside a date is of those who write the day first: by its zone, else by its halves."""
    clock = words.clock.search(text)
    if clock is None:
        return None
    zone = (clock["zone"] or "").casefold()
    if -600 <= words.zones.fixed.get(zone, 0) <= -240:
        return False
    return False if clock["half"] and not zone else None


def _yearless_days(text: str, words: DateWords, at: datetime) -> Iterator[tuple[re.Match[str], datetime]]:
    """Dates without a year that lie within the last weeks."""
    named = words.month_hints.are_in(fold_name(text))
    for pattern in words.yearless if named else words.yearless[-1:]:
        for match in pattern.finditer(text):
            name, number = fold_name(match.groupdict().get("mon") or ""), int(match["d"])
            month = words.months[name] if name else int(match["m"])
            days = (civil_day(year, month, number) for year in (at.year + 1, at.year, at.year - 1))
            past = next((day for day in days if day is not None and day <= at + _EARLY), None)
            if past is not None and at - past <= _LATELY:
                yield match, past


def _labelled(text: str, found: FoundDate, words: DateWords) -> FoundDate:
    """Say of a date that it is of a later change, if the last word before it that tells says so."""
    labels = tuple(words.labels.finditer(text, max(0, found.start - _NEAR_LABEL), found.start))
    return replace(found, updated=True) if labels and labels[-1]["updated"] else found
