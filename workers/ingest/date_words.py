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
    weekdays: dict[str, tuple[str, ...]]
    """By language; none of them is read as a date."""
    ago_before: tuple[str, ...]
    ago_after: tuple[str, ...]
    ones: tuple[str, ...]
    units: dict[str, tuple[str, ...]]
    alone: dict[str, tuple[str, ...]]
    """Units that mean one of them where no count stands."""
    pairs: dict[str, tuple[str, ...]]
    """Units that mean two of them."""
    joined_after: tuple[str, ...]
    joined_units: dict[str, tuple[str, ...]]
    """Of scripts without spaces."""
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
    """Groups ``early h min s half zone``; ``early`` is the half of the day where it stands before the hour."""
    relative: tuple[re.Pattern[str], ...]
    """Groups ``before n unit after``; past only if ``before`` or ``after`` is there. No ``n`` is one."""
    day_words: re.Pattern[str]
    months: dict[str, int]
    unit_s: dict[str, int]
    """Seconds in a unit, or in a word for two of them; a month and a year are the mean ones."""
    days_ago: dict[str, int]
    zones: dict[str, int]
    calendar: frozenset[str]
    """Names of months and weekdays, in small letters."""


def compile_dates(tables: DateTables) -> DateWords:
    """Make the tables ready for use."""
    months = {
        fold_name(name): number
        for names in tables.months.values()
        for number, spellings in enumerate(names, start=1)
        for name in spellings
    }
    unit_s = _seconds(tables.units)
    joined_s, alone_s, pairs_s = _seconds(tables.joined_units), _seconds(tables.alone), _seconds(tables.pairs, 2)
    days_ago = {fold_name(word): days for days, words in tables.days_ago.items() for word in words}
    # The patterns look for the words as they are written: folding changes letters that ignoring case does not.
    names = [name for lists in tables.months.values() for spellings in lists for name in spellings]
    days = [word for words in tables.days_ago.values() for word in words]
    weekdays = [name for listed in tables.weekdays.values() for name in listed]
    return DateWords(
        absolute=_absolute(_any_of(names), _any_of(_names(tables.units))),
        numeric=re.compile(
            r"(?<![\d.,/-])(?P<d>\d{1,2})(?P<mark>[./-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})(?!\d)"
        ),
        clock=_clock(_any_of(tables.zones)),
        relative=_relative(tables),
        day_words=re.compile(rf"(?<!\w)({_any_of(days)})(?![^\W\d])", re.IGNORECASE),
        months=months,
        unit_s={**unit_s, **joined_s, **alone_s, **pairs_s},
        days_ago=days_ago,
        zones={name.casefold(): minutes for name, minutes in tables.zones.items()},
        calendar=frozenset(name.casefold() for name in (*names, *weekdays)),
    )


def _absolute(months: str, units: str) -> tuple[re.Pattern[str], ...]:
    ordinal = r"(?:st|nd|rd|th|er|º|ª|\.)?"
    of = r"(?:de\s+|del\s+|of\s+)?"
    # "11 March 20253 hours ago" is a date glued to "3 hours ago".
    over = rf"(?:(?!\d)|(?=\d{{1,2}}\s+(?:{units})(?!\w)))"
    shapes = (
        r"(?<!\d)(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}){ordinal}[\s-]*{of}(?P<mon>{months})\.?,?(?:/[^\W\d_]+)?[\s-]+{of}(?P<y>\d{{4}}){over}",
        rf"{_GLUE}(?P<mon>{months})\.?\s+(?P<d>\d{{1,2}}){ordinal},?\s+(?P<y>\d{{4}}){over}",
        r"(?<!\d)(?P<y>\d{4})\.\s(?P<m>\d{1,2})\.\s(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _clock(zones: str) -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d:.])(?:(?P<early>午前|午後|上午|下午|오전|오후)\s?)?(?P<h>\d{1,2})(?:[:h時时点點]|시\s?)(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?!\d)\s*"
        rf"(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>(?:{zones})(?!\w)|(?<=\d)[+-]\d{{2}}:?\d{{2}}(?!\d))?",
        re.IGNORECASE,
    )


def _relative(tables: DateTables) -> tuple[re.Pattern[str], ...]:
    before = rf"(?:(?<!\w)(?P<before>{_any_of(tables.ago_before)})\s+)?"
    after = rf"(?!\w)(?:\s+(?P<after>{_any_of(tables.ago_after)})(?!\w))?"
    units, joined = _any_of(_names(tables.units)), _any_of(_names(tables.joined_units))
    alone = _any_of([*_names(tables.alone), *_names(tables.pairs)])
    # No boundary before the count: "Independenta day ago" is a byline glued to "a day ago".
    shapes = (
        rf"{before}(?P<n>\d{{1,3}}|{_any_of(tables.ones)})\s+(?P<unit>{units}){after}",
        rf"(?<!\d)(?P<before>)(?P<n>\d{{1,3}})\s?(?P<unit>{joined})\s?(?P<after>{_any_of(tables.joined_after)})(?![가-힣])",
        rf"{before}(?<!\w)(?P<n>)(?P<unit>{alone}){after}",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _names(units: dict[str, tuple[str, ...]]) -> list[str]:
    return [name for names in units.values() for name in names]


def _seconds(units: dict[str, tuple[str, ...]], count: int = 1) -> dict[str, int]:
    return {fold_name(name): count * _UNIT_S[unit] for unit, names in units.items() for name in names}


def fold_name(name: str) -> str:
    """A name as it is looked up. Turkish İ and ı are an i, as they are to a pattern that ignores case."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
