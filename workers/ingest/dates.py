"""When a page is counted, and when an article was published. All times UTC; no clock is read."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from workers.errors import PageRejected
from workers.ingest.date_clock import FoundDate
from workers.ingest.date_find import Reference, find_date
from workers.ingest.date_words import DateWords
from workers.model.article import PublishedFrom
from workers.model.page import Page, Payload
from workers.model.rejection import Reason

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
"""Slots and buckets are counted from 1970 on, and a window of almost a day reaches back before them."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""What is added to a time must still be one."""
_DAY = timedelta(days=1)
_LONGEST_DATE = 160
_MOST_OTHER_LETTERS, _MOST_IN_SENTENCE = 80, 40
"""A line with more letters beside its date is prose that mentions a date."""
_MOST_BESIDE_A_WORD = 2
"""Letters beside a weak date: "today" stands in the names of papers and of sections."""


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


def read_published(raw: str, reference: Reference, words: DateWords, time_format: str | None = None) -> datetime | None:
    """The publication time a scraper gave in its own words; None if unreadable, or in the future.

    Args:
        raw: In any of many forms: a machine's, a person's ("19 June 2024"), or relative ("2 hours ago").
        reference: What it is read against.
        time_format: The form the operator knows the scraper to use; others are tried if it does not fit.
    """
    at = (read_time(raw, time_format) if time_format else None) or read_time(raw)
    if at is not None:
        return at if at <= reference.at + _DAY else None
    found = find_date(raw, words, reference)
    return None if found is None else found.at


def find_published(lines: Iterable[str], reference: Reference, words: DateWords) -> FoundDate | None:
    """The publication date among lines that are near an article and not part of its text; the likeliest line first.

    Only a line that is mostly its date counts, for a caption or a sentence may name any day. The first
    absolute date wins, then the first that is said to be of a later change, then the first that was reckoned
    from the fetch.
    """
    updated: FoundDate | None = None
    reckoned: FoundDate | None = None
    for line in lines:
        found = find_date(line, words, reference) if len(line) <= _LONGEST_DATE else None
        if found is None or not _is_mostly_date(line, found):
            continue
        if not found.dated:
            reckoned = reckoned or found
        elif found.updated:
            updated = updated or found
        else:
            return found
    return updated or reckoned


def _is_mostly_date(line: str, found: FoundDate) -> bool:
    others = sum(map(str.isalpha, line[: found.start] + line[found.end :]))
    if _is_weak(line[found.start : found.end], found):
        return others <= _MOST_BESIDE_A_WORD
    return others <= (_MOST_IN_SENTENCE if line.endswith((".", "。", "।")) else _MOST_OTHER_LETTERS)


def _is_weak(text: str, found: FoundDate) -> bool:
    """A day without a year and a time of day, or a word such as "today": many lines have one that are no dates."""
    if found.dated or found.timed:
        return False
    return found.evidence is PublishedFrom.TEXT or not any(char.isspace() or char.isdigit() for char in text)
