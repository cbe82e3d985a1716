"""What a word that several places or persons share means in this text: a word has one meaning in an article."""

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.classify.hits import Hit
from workers.classify.naming import Kind, Words

CITIES = frozenset({Kind.CAPITAL, Kind.PART, Kind.PLACE, Kind.CITY, Kind.EITHER})
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'-]*) $")
_NAME_AFTER = re.compile(r" [A-Z][a-z]")
_QUALIFIES = re.compile(r"\s*(?:[,.;:()–—-]|$)")


def qualified(hits: Sequence[Hit], whole: str) -> dict[str, tuple[str, ...]]:
    """Which cities the text itself says to lie elsewhere: ``Paris, Texas``, ``GLASGOW, Ky.``

    A country behind a city says so too, where the two are not part of a list; a state or province always does.

    Returns:
        The city as it is written, in small letters, to its country.
    """
    found = {}
    for city, place in pairwise(hits):
        if city.alias.kind not in CITIES or whole[city.end : place.start] != ", ":
            continue
        if place.alias.kind in {Kind.SHORT, Kind.PART} or (
            place.alias.kind is Kind.NAME and city.alias.kind is not Kind.CAPITAL and _QUALIFIES.match(whole, place.end)
        ):
            found[whole[city.start : city.end].casefold()] = place.alias.countries
    return found


def without_persons(hits: Sequence[Hit], whole: str, words: Words, title_end: int) -> Sequence[Hit]:
    """The words that stand as places do.

    A name of persons does not where another name is directly before or behind it. Where it does so once, and never
    behind a word such as *in*, all of it is that person (*Georgia Stevens skates; Georgia is nine*). In titles every
    word may have a capital, which says nothing.
    """
    names = {hit: whole[hit.start : hit.end] for hit in hits if whole[hit.start : hit.end] in words.persons}
    beside = {hit for hit in names if hit.start >= title_end and _beside_name(hit, whole, words.before)}
    if not beside:
        return hits
    placed = {name for hit, name in names.items() if hit not in beside and _is_at(hit, whole, words.at)}
    persons = {names[hit] for hit in beside} - placed if words.at else set()
    return [hit for hit in hits if hit not in beside and names.get(hit) not in persons]


def _beside_name(hit: Hit, whole: str, before: frozenset[str]) -> bool:
    """Whether another name stands directly before or behind."""
    earlier = _WORD_BEFORE.search(whole, max(hit.start - 30, 0), hit.start)
    if earlier and earlier[1][0].isupper() and earlier[1] not in before and not earlier[1].endswith("'s"):
        return True
    return bool(_NAME_AFTER.match(whole, hit.end))


def _is_at(hit: Hit, whole: str, at: frozenset[str]) -> bool:
    """Whether a word such as *in* stands before."""
    earlier = _WORD_BEFORE.search(whole, max(hit.start - 30, 0), hit.start)
    return bool(earlier and earlier[1].casefold() in at)
