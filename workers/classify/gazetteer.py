"""Every word that names a country, compiled into one automaton for each language."""

from collections.abc import Iterator
from enum import StrEnum

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from workers.classify.lexicon import LanguageLexicon, RegionWords, load_lexicon, words_of


class Kind(StrEnum):
    """In which way a word names a country."""

    NAME = "names"
    PEOPLE = "people"
    CAPITAL = "capitals"
    PLACE = "places"
    CITY = "cities"
    OFFICE = "offices"
    SHORT = "short"
    NOWHERE = "nowhere"


WEIGHTS = {
    Kind.NAME: 1.0,
    Kind.PEOPLE: 0.9,
    Kind.CAPITAL: 0.9,
    Kind.PLACE: 0.8,
    Kind.CITY: 0.7,
    Kind.OFFICE: 0.6,
    Kind.SHORT: 0.8,
    Kind.NOWHERE: 0.0,
}
"""How surely a word of each kind means that an article is about the country."""


class Alias(Struct, frozen=True, kw_only=True):
    """One word or phrase."""

    countries: tuple[str, ...]
    """None for a phrase that names none; several where the rest of the text must decide."""
    weight: float
    person: bool = False
    """Also the name of persons: needs to stand alone."""
    after_comma: bool = False
    """An abbreviation that counts only behind a place: ``Tenafly, N.J.``"""
    open_end: bool = False
    """Ends with a mark, so that a letter may follow."""


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one language, ready for searching."""

    automaton: AhoCorasick
    aliases: tuple[Alias, ...]
    """By the automaton's pattern numbers."""
    before: frozenset[str]
    """Words in capitals that may stand before a name of persons that is meant as a place."""


class Gazetteer(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of countries."""

    words: dict[str, Words]
    """By language; other languages of Latin script are read with the English one."""
    areas: dict[str, str]
    """Country to its UN M49 sub-region."""


class _Area(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    countries: str


def load_gazetteer(languages: dict[str, LanguageLexicon]) -> Gazetteer:
    """Compile the words of all languages, with the areas and cities that all share (0.1 s).

    Args:
        languages: From `load_languages`.
    """
    areas = load_lexicon("regions.yaml", dict[str, _Area])
    cities = load_lexicon("cities.yaml", dict[str, str])
    return Gazetteer(
        words={code: compile_words(language.regions, cities) for code, language in languages.items()},
        areas={country: number for number, area in areas.items() for country in area.countries.split()},
    )


def compile_words(lists: RegionWords, cities: dict[str, str]) -> Words:
    """Make one automaton of a language's words.

    Args:
        lists: Its words.
        cities: Country to a line of more cities, the same in every language of Latin script.
    """
    aliases: dict[str, Alias] = {}
    persons = frozenset(words_of(lists.persons))
    for word, countries, kind in _entries(lists, cities):
        alias = Alias(
            countries=countries,
            weight=WEIGHTS[kind],
            person=word in persons,
            after_comma=kind is Kind.SHORT,
            open_end=not word[-1].isalnum(),
        )
        aliases.setdefault(word, alias)
    # A word all in capitals stands in headlines and datelines; it is a pattern of its own, so that small letters
    # within other words ("woman", "Romania") cost nothing.
    for word in tuple(aliases):
        if not aliases[word].after_comma:
            aliases.setdefault(word.upper(), aliases[word])
    return Words(
        automaton=AhoCorasick(list(aliases)),
        aliases=tuple(aliases.values()),
        before=frozenset(words_of(lists.before)),
    )


def _entries(lists: RegionWords, cities: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...], Kind]]:
    """All words, the surer kinds first: the first to claim a word has it."""
    for phrase in words_of(lists.nowhere):
        yield phrase, (), Kind.NOWHERE
    for word, countries in lists.either.items():
        yield word, tuple(countries.split()), Kind.PLACE
    for kind, table in (
        (Kind.NAME, lists.names),
        (Kind.PEOPLE, lists.people),
        (Kind.CAPITAL, lists.capitals),
        (Kind.PLACE, lists.places),
        (Kind.OFFICE, lists.offices),
        (Kind.SHORT, lists.short),
        (Kind.CITY, cities),
    ):
        for country, line in table.items():
            for word in words_of(line):
                yield word, (country,), kind
