"""Words of dates in many languages, as they are written in a file and ready for use."""

import re
from collections.abc import Iterator

from msgspec import Struct

from workers.ingest.date_patterns import (
    absolute_patterns,
    any_of,
    clock_pattern,
    joined_pattern,
    numeric_pattern,
    point_clock_pattern,
    relative_patterns,
    yearless_patterns,
)
from workers.ingest.date_zones import Zones
from workers.ingest.phrases import Phrases, compile_phrases

_UNIT_S = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "year": 31_556_952}


class DateTables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `dates.yaml` as it is written."""

    months: dict[str, tuple[tuple[str, ...], ...]]
    """By language, twelve lists of spellings."""
    persian_months: dict[str, tuple[tuple[str, ...], ...]]
    """Likewise, of the calendar of Iran."""
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
    zones_by_country: dict[str, dict[str, int]]
    """Likewise, of names that mean a zone in one country and another in the next: by the country's code."""
    country_of_language: dict[str, str]
    """Of languages whose papers, written abroad, would not use these names."""
    published: tuple[str, ...]
    """Words before the date of publication."""
    updated: tuple[str, ...]
    """Words before the date of a later change."""


class DateWords(Struct, frozen=True, kw_only=True):
    """Patterns with the groups ``y m d`` or ``y mon d``, and what their words mean."""

    absolute: tuple[re.Pattern[str], ...]
    """Tried in this order."""
    numeric: re.Pattern[str]
    """``d m y`` in digits, of which it is not sure which is the day and which the month."""
    yearless: tuple[re.Pattern[str], ...]
    """Groups ``m d`` or ``mon d``; the last has numbers only."""
    labels: re.Pattern[str]
    """Group ``updated``, or another word that stands before a date of publication."""
    clock: re.Pattern[str]
    """Groups ``early h min s half zone``; ``early`` is the half of the day where it stands before the hour."""
    clock_with_point: re.Pattern[str]
    """Likewise, right after a date and with a point between hour and minute, which elsewhere is a number's."""
    relative: tuple[re.Pattern[str], ...]
    """Groups ``before n unit after``; past only if ``before`` or ``after`` is there. No ``n`` is one."""
    day_words: re.Pattern[str]
    months: dict[str, int]
    unit_s: dict[str, int]
    """Seconds in a unit, or in a word for two of them; a month and a year are the mean ones."""
    days_ago: dict[str, int]
    persian_months: dict[str, int]
    zones: Zones
    calendar: frozenset[str]
    """Names of months and weekdays, in small letters."""
    month_hints: Phrases
    """The letters of a month's name; a line without them is not searched for one, which takes ten times as long."""
    past_hints: Phrases
    """Likewise those of the words that make a span past, and of words such as "yesterday"."""


def compile_dates(tables: DateTables) -> DateWords:
    """Make the tables ready for use."""
    unit_s = _seconds(tables.units)
    joined_s, alone_s, pairs_s = _seconds(tables.joined_units), _seconds(tables.alone), _seconds(tables.pairs, 2)
    days_ago = {fold_name(word): days for days, words in tables.days_ago.items() for word in words}
    # The patterns look for the words as they are written: folding changes letters that ignoring case does not.
    names = [name for table in (tables.months, tables.persian_months) for name, _ in _numbered(table)]
    days = [word for words in tables.days_ago.values() for word in words]
    weekdays = [name for listed in tables.weekdays.values() for name in listed]
    written = any_of(names)
    zones = any_of([*tables.zones, *tables.zones_by_country])
    labels = rf"(?P<updated>{any_of(tables.updated)})|(?:{any_of(tables.published)})"
    return DateWords(
        absolute=absolute_patterns(written, any_of(_names(tables.units))),
        numeric=numeric_pattern(),
        yearless=yearless_patterns(any_of(name for name, _ in _numbered(tables.months))),
        labels=re.compile(labels, re.IGNORECASE),
        clock=clock_pattern(zones),
        clock_with_point=point_clock_pattern(zones),
        relative=_relative(tables),
        day_words=re.compile(rf"(?<!\w)({any_of(days)})(?![^\W\d])", re.IGNORECASE),
        months={fold_name(name): number for name, number in _numbered(tables.months)},
        persian_months={fold_name(name): number for name, number in _numbered(tables.persian_months)},
        unit_s={**unit_s, **joined_s, **alone_s, **pairs_s},
        days_ago=days_ago,
        zones=_zones(tables),
        calendar=frozenset(name.casefold() for name in (*names, *weekdays)),
        month_hints=compile_phrases(map(fold_name, names)),
        past_hints=compile_phrases(
            map(fold_name, (*tables.ago_before, *tables.ago_after, *tables.joined_after, *days))
        ),
    )


def _numbered(table: dict[str, tuple[tuple[str, ...], ...]]) -> Iterator[tuple[str, int]]:
    """All spellings of months, each with its number."""
    for names in table.values():
        for number, spellings in enumerate(names, start=1):
            yield from ((name, number) for name in spellings)


def _zones(tables: DateTables) -> Zones:
    return Zones(
        fixed={name.casefold(): minutes for name, minutes in tables.zones.items()},
        by_country={
            name.casefold(): {code.casefold(): minutes for code, minutes in countries.items()}
            for name, countries in tables.zones_by_country.items()
        },
        country_of_language={language: code.casefold() for language, code in tables.country_of_language.items()},
    )


def _relative(tables: DateTables) -> tuple[re.Pattern[str], ...]:
    spaced = relative_patterns(
        tables.ago_before,
        any_of(tables.ago_after),
        any_of(tables.ones),
        any_of(_names(tables.units)),
        any_of([*_names(tables.alone), *_names(tables.pairs)]),
    )
    return (*spaced, joined_pattern(_names(tables.joined_units), tables.joined_after))


def _names(units: dict[str, tuple[str, ...]]) -> list[str]:
    return [name for names in units.values() for name in names]


def _seconds(units: dict[str, tuple[str, ...]], count: int = 1) -> dict[str, int]:
    return {fold_name(name): count * _UNIT_S[unit] for unit, names in units.items() for name in names}


def fold_name(name: str) -> str:
    """A name as it is looked up. Turkish İ and ı are an i, as they are to a pattern that ignores case."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")
