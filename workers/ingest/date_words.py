"""Words of dates in many languages, compiled to the patterns that find a date in a line."""

import re
from collections.abc import Iterable

from msgspec import Struct

# A name may stand glued to a word before it ("PublishedJune 19, 2024"): then its first letter is a capital.
_GLUE = r"(?:(?<![^\W\d_])|(?<=(?-i:[a-zß-öø-ÿа-я]))(?=(?-i:[A-ZÀ-ÖØ-ÞА-Я])))"
_UNIT_S = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "year": 31_556_952}


class DateTables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `dates.yaml` as it is written."""

    months: dict[str, tuple[tuple[str, ...], ...]]
    """By language, twelve lists of spellings."""
    ago_before: tuple[str, ...]
    ago_after: tuple[str, ...]
    ones: tuple[str, ...]
    units: dict[str, tuple[str, ...]]
    days_ago: dict[int, tuple[str, ...]]
    zones: dict[str, int]
    """Minutes east of UTC, by name."""


class DateWords(Struct, frozen=True, kw_only=True):
    """Patterns with the groups ``y m d`` or ``y mon d``, and what their words mean."""

    absolute: tuple[re.Pattern[str], ...]
    """Tried in this order."""
    numeric: re.Pattern[str]
    """``d m y`` in digits, of which it is not sure which is the day and which the month."""
    clock: re.Pattern[str]
    """Groups ``h min s half zone``."""
    relative: re.Pattern[str]
    """Groups ``before n unit after``; past only if ``before`` or ``after`` is there."""
    day_words: re.Pattern[str]
    months: dict[str, int]
    unit_s: dict[str, int]
    """Seconds in a unit; a month and a year are the mean ones."""
    days_ago: dict[str, int]
    zones: dict[str, int]


def compile_dates(tables: DateTables) -> DateWords:
    """Make the tables ready for use."""
    months = {
        name.casefold(): number
        for names in tables.months.values()
        for number, spellings in enumerate(names, start=1)
        for name in spellings
    }
    unit_s = {name.casefold(): _UNIT_S[unit] for unit, names in tables.units.items() for name in names}
    days_ago = {word.casefold(): days for days, words in tables.days_ago.items() for word in words}
    return DateWords(
        absolute=_absolute(_any_of(months)),
        numeric=re.compile(
            r"(?<![\d.,/-])(?P<d>\d{1,2})(?P<mark>[./-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})(?!\d)"
        ),
        clock=_clock(_any_of(tables.zones)),
        relative=_relative(tables, _any_of(unit_s)),
        day_words=re.compile(rf"(?<!\w)({_any_of(days_ago)})(?!\w)", re.IGNORECASE),
        months=months,
        unit_s=unit_s,
        days_ago=days_ago,
        zones={name.casefold(): minutes for name, minutes in tables.zones.items()},
    )


def _absolute(months: str) -> tuple[re.Pattern[str], ...]:
    ordinal = r"(?:st|nd|rd|th|er|º|ª|\.)?"
    of = r"(?:de\s+|del\s+|of\s+)?"
    shapes = (
        r"(?<!\d)(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}){ordinal}[\s-]*{of}(?P<mon>{months})\.?,?[\s-]+{of}(?P<y>\d{{4}})(?!\d)",
        rf"{_GLUE}(?P<mon>{months})\.?\s+(?P<d>\d{{1,2}}){ordinal},?\s+(?P<y>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _clock(zones: str) -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d:.])(?P<h>\d{1,2})[:h](?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?!\d)\s*"
        rf"(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>(?:{zones})(?!\w)|(?<=\d)[+-]\d{{2}}:?\d{{2}}(?!\d))?",
        re.IGNORECASE,
    )


def _relative(tables: DateTables, units: str) -> re.Pattern[str]:
    # No boundary before the count: "Independenta day ago" is a byline glued to "a day ago".
    return re.compile(
        rf"(?:(?<!\w)(?P<before>{_any_of(tables.ago_before)})\s+)?"
        rf"(?P<n>\d{{1,3}}|{_any_of(tables.ones)})\s+(?P<unit>{units})(?!\w)(?:\s+(?P<after>{_any_of(tables.ago_after)})(?!\w))?",
        re.IGNORECASE,
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
