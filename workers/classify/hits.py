"""The words of a text that name countries."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from workers.classify.edge import KATAKANA, Edge
from workers.classify.naming import Alias, Kind, Words

LONGEST_PREFIX = 5
"""Letters looked at before a word that something is written together with."""

_KATAKANA = re.compile(f"[{KATAKANA}]")


class Hit(Struct, frozen=True, kw_only=True):
    """A word that names a country, where it stands."""

    alias: Alias
    start: int
    end: int


def find_hits(whole: str, words: Words) -> list[Hit]:
    """The words of a language in a text, in order; of those that overlap the first, and of these the longest."""
    plain = words.letters.plain(whole)
    found = _hits(plain, words)
    if words.shared:
        found += _hits(plain, words.shared)
    return [hit for hit in _longest(found) if hit.alias.countries]


def _hits(plain: str, words: Words) -> list[Hit]:
    """Every word of the gazetteer that stands in the text as a word, overlapping ones included."""
    end_of_text = len(plain)
    hits = []
    for pattern, start, end in words.automaton.find_matches_as_indexes(plain, overlapping=True):
        alias = words.aliases[pattern]
        if start and not _may_begin(plain, start, alias.edge, words.letters.prefixes):
            continue
        if alias.rest:
            if not (rest := _pattern(alias.rest).match(plain, end)):
                continue
            end = rest.end()
        elif end < end_of_text and plain[end].isalnum() and not alias.open_end:
            continue
        if alias.kind is Kind.SHORT and plain[max(start - 2, 0) : start] != ", ":
            continue
        hits.append(Hit(alias=alias, start=start, end=end))
    return hits


@cache
def _pattern(rest: str) -> re.Pattern[str]:
    return re.compile(rest, re.IGNORECASE)


def _may_begin(plain: str, start: int, edge: Edge, prefixes: frozenset[str]) -> bool:
    """Whether a word may begin inside the text, at ``start``."""
    if edge is Edge.NONE or not plain[start - 1].isalnum():
        return True
    if edge is Edge.KANA:
        return not _KATAKANA.match(plain[start - 1])
    if not prefixes:
        return False
    begin = start - 1
    while begin and start - begin < LONGEST_PREFIX and plain[begin - 1].isalnum():
        begin -= 1
    return plain[begin:start] in prefixes


def _longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Without those inside, or overlapping, an earlier longer one: New Mexico is not Mexico."""
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.alias.countries != ())):
        if hit.start >= end:
            end = hit.end
            yield hit
