"""Time zones by the names that pages write beside a clock."""

import re
from datetime import timedelta

from msgspec import Struct

_SCRIPTS = ((re.compile(r"[\u0900-\u0d7f]"), "in"), (re.compile(r"[\u0590-\u05ff]"), "il"))
"""Letters that show a line's country well enough to tell one zone of a name from the others."""
_DOMAINS = {"uk": "gb"}
"""Where a country's domain has not the letters of its code."""


class Zones(Struct, frozen=True, kw_only=True):
    """Names of zones in small letters, and minutes east of UTC."""

    fixed: dict[str, int]
    by_country: dict[str, dict[str, int]]
    """Of names that mean different zones: the zone by the country's code, ISO 3166-1 in small letters."""
    country_of_language: dict[str, str]


def country_of(language: str | None, source: str | None, zones: Zones) -> str | None:
    """The country that a page is of: by its language tag, its domain, or a language of one country; else None.

    Args:
        language: As the page declares it, a tag of BCP 47 or with an underscore.
        source: The page's registrable domain.
        zones: The table of languages.
    """
    first, *others = (language or "").replace("_", "-").casefold().split("-")
    region = next((part for part in others if len(part) == 2), None)
    if region is not None:
        return region
    suffix = (source or "").casefold().rsplit(".", 1)[-1]
    if len(suffix) == 2:
        return _DOMAINS.get(suffix, suffix)
    return zones.country_of_language.get(first)


def offset_of(name: str | None, line: str, country: str | None, zones: Zones) -> timedelta | None:
    """How far east of UTC a zone is; None for no name, and for one that may be several zones.

    Args:
        name: As written: "MSK", "UTC+3", "+0530".
        line: In which it stands; its letters may tell the country.
        country: The page's, where it is known.
        zones: The tables.
    """
    if not name:
        return None
    folded = name.casefold()
    if folded in zones.by_country:
        here = country or next((code for script, code in _SCRIPTS if script.search(line)), None)
        minutes = zones.by_country[folded].get(here or "", zones.fixed.get(folded))
        return None if minutes is None else timedelta(minutes=minutes)
    return timedelta(minutes=zones.fixed[folded]) if folded in zones.fixed else _read_offset(name)


def _read_offset(name: str) -> timedelta:
    sign = max(name.find("+"), name.find("-"))
    digits = name[sign + 1 :].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if name[sign] == "-" else offset
