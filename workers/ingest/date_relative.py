"""Dates that are told by how long ago they were."""

import re
from datetime import datetime, timedelta

from msgspec.structs import replace

from workers.ingest.date_clock import FoundDate, at_clock, clock_after
from workers.ingest.date_words import DateWords, fold_name
from workers.ingest.date_zones import offset_of
from workers.model.article import PublishedFrom


def find_relative(text: str, words: DateWords, at: datetime, country: str | None) -> FoundDate | None:
    """The first span in a line that is said to be past, else a word such as "yesterday", reckoned from `at` (UTC)."""
    if not words.past_hints.are_in(fold_name(text)):
        return None
    for match in (match for pattern in words.relative for match in pattern.finditer(text)):
        if match["before"] or match["after"]:
            count = int(match["n"]) if match["n"].isdecimal() else 1
            return _ago(match, at, count * words.unit_s[fold_name(match["unit"])])
    match_day = words.day_words.search(text)
    if match_day is None:
        return None
    found = _ago(match_day, at, 86_400 * words.days_ago[fold_name(match_day[1])])
    return None if found is None else _at_that_time(text, found, words, country)


def _ago(match: re.Match[str], at: datetime, seconds: int) -> FoundDate | None:
    try:
        past = at - timedelta(seconds=seconds)
    except OverflowError:
        return None
    return FoundDate(
        at=past, evidence=PublishedFrom.RELATIVE, start=match.start(), end=match.end(), zoned=True, dated=False
    )


def _at_that_time(text: str, found: FoundDate, words: DateWords, country: str | None) -> FoundDate:
    """A word such as "yesterday" with a time of day after it."""
    clock = clock_after(text, found.end, words)
    zone = None if clock is None else offset_of(clock["zone"], text, country, words.zones)
    moment = None if clock is None else at_clock(found.at.replace(microsecond=0), clock, zone)
    if clock is None or moment is None:
        return found
    return replace(found, at=moment, end=found.end + clock.end(), timed=True, zoned=zone is not None)
