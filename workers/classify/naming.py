"""Words that name countries, ready for searching."""

import re
from enum import StrEnum

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from workers.classify.edge import Edge
from workers.classify.lexicon import Letters


class Kind(StrEnum):
    """In which way a word names a country."""

    NAME = "names"
    PEOPLE = "people"
    CAPITAL = "capitals"
    PART = "parts"
    PLACE = "places"
    CITY = "cities"
    EITHER = "either"
    OFFICE = "offices"
    SHORT = "short"
    HINT = "hints"
    NOWHERE = "nowhere"


WEIGHTS = {
    Kind.NAME: 1.0,
    Kind.PEOPLE: 0.9,
    Kind.CAPITAL: 0.9,
    Kind.PART: 0.8,
    Kind.PLACE: 0.8,
    Kind.EITHER: 0.8,
    Kind.CITY: 0.7,
    Kind.OFFICE: 0.6,
    Kind.SHORT: 0.8,
    Kind.HINT: 0.3,
    Kind.NOWHERE: 0.0,
}
"""How surely a word of each kind means that an article is about the country."""


class Alias(Struct, frozen=True, kw_only=True):
    """One word or phrase."""

    kind: Kind
    countries: tuple[str, ...]
    """None for a phrase that names none; several where the rest of the text must decide."""
    weight: float
    """How surely it means that an article is about the country."""
    edge: Edge = Edge.WORD
    """What may stand before it."""
    rest: str = ""
    """A pattern of what must follow the part that the automaton knows; empty where a plain boundary will do, or
    `open_end`. Compiled when a text first needs it: of a language's hundreds a day's news needs a few."""
    open_end: bool = False
    """Anything may follow."""


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one language, ready for searching."""

    automaton: AhoCorasick
    aliases: tuple[Alias, ...]
    """By the automaton's pattern numbers."""
    persons: frozenset[str] = frozenset()
    """Those that are also names of persons, in every form."""
    before: frozenset[str] = frozenset()
    """Words in capitals that may stand before a name of persons that is meant as a place."""
    at: frozenset[str] = frozenset()
    """Words in small letters behind which a name is a place."""
    aside: re.Pattern[str] | None = None
    """What follows a word that then only says which money it is, or which team."""
    origin: re.Pattern[str] | None = None
    """What stands before a word that then only says where a person is from."""
    letters: Letters = Letters()
    shared: "Words | None" = None
    """Of all languages of a script; the language's own come first."""
