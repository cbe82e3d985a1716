"""Every word that names a country, compiled into one automaton for each language."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from workers.classify.edge import KATAKANA, Edge, edge_of
from workers.classify.lexicon import LanguageLexicon, Letters, RegionWords, Shelf, load_lexicon, words_of

LENDER = "en"
"""The language whose capitals, places and offices all languages of Latin script know too."""
LATIN = "Latn"


SOME_ENDING = r"\w{0,4}"
"""The endings of a language that has no list of them."""


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
    edge: Edge = Edge.WORD
    """What may stand before it."""
    rest: re.Pattern[str] | None = None
    """What must follow the part that the automaton knows; None where a plain boundary will do, or `open_end`."""
    open_end: bool = False
    """Anything may follow."""


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one language, ready for searching."""

    automaton: AhoCorasick
    aliases: tuple[Alias, ...]
    """By the automaton's pattern numbers."""
    before: frozenset[str]
    """Words in capitals that may stand before a name of persons that is meant as a place."""
    letters: Letters = Letters()


class Gazetteer(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of countries."""

    words: Mapping[str, Words]
    """By language; a language without words is read with the English ones."""
    areas: dict[str, str]
    """Country to its UN M49 sub-region."""


class _Area(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    countries: str


def load_gazetteer(languages: Mapping[str, LanguageLexicon]) -> Gazetteer:
    """Read the areas, and the cities that all languages of Latin script share; words are compiled when asked for.

    Args:
        languages: From `load_languages`.
    """
    areas = load_lexicon("regions.yaml", dict[str, _Area])
    cities = load_lexicon("cities.yaml", dict[str, str])

    def make(code: str) -> Words:
        language = languages[code]
        if language.places.script != LATIN:
            return compile_words(language)
        lender = RegionWords() if code == LENDER else languages[LENDER].regions
        return compile_words(language, lender, cities)

    return Gazetteer(
        words=Shelf(frozenset(languages), make),
        areas={country: number for number, area in areas.items() for country in area.countries.split()},
    )


def compile_words(
    language: LanguageLexicon, lender: RegionWords | None = None, cities: dict[str, str] | None = None
) -> Words:
    """Make one automaton of a language's words.

    Args:
        language: Its own words.
        lender: Those of another language of its script, whose places it may name in the same way.
        cities: Country to a line of more cities, the same in every language of that script.
    """
    letters = language.letters
    persons = frozenset(words_of(language.regions.persons))
    aliases: dict[str, Alias] = {}
    for word, countries, kind in _entries(language, lender or RegionWords(), cities or {}):
        for form in _forms(letters.plain(word), kind, letters):
            if form not in aliases:
                aliases[form] = _alias(form, countries, kind, letters, person=word in persons)
    return Words(
        automaton=AhoCorasick([_stem(form) for form in aliases]),
        aliases=tuple(aliases.values()),
        before=frozenset(words_of(language.regions.before)),
        letters=letters,
    )


def _forms(word: str, kind: Kind, letters: Letters) -> tuple[str, ...]:
    """A word as it is written, with a capital as where it begins a sentence, and all in capitals as in headlines.

    Each is a pattern of its own, so that small letters within other words ("woman", "Romania") cost nothing.
    """
    if kind is Kind.SHORT:
        return (word,)
    return word, letters.capital(word[0]) + word[1:], letters.capital(word)


def _stem(form: str) -> str:
    """What of a word the automaton looks for: all before its first mark."""
    return re.split(r"[*~]", form, maxsplit=1)[0]


def _alias(form: str, countries: tuple[str, ...], kind: Kind, letters: Letters, *, person: bool) -> Alias:
    stem = _stem(form)
    last = stem[-1]
    return Alias(
        countries=countries,
        weight=WEIGHTS[kind],
        person=person,
        after_comma=kind is Kind.SHORT,
        edge=edge_of(form[0]),
        rest=_rest(form[len(stem) :], last, letters),
        open_end=not last.isalnum() or edge_of(last) in {Edge.NONE, Edge.HANGUL},
    )


def _rest(tail: str, last: str, letters: Letters) -> re.Pattern[str] | None:
    """What follows a word's stem: endings, further words, and then no letter."""
    if not tail:
        return re.compile(rf"(?![{KATAKANA}])") if edge_of(last) is Edge.KANA else None
    endings = "|".join(map(re.escape, letters.endings))
    meant = {"~": f"(?:{endings}|)" if endings else SOME_ENDING, "*": r"\w*"}
    inner = "".join(meant.get(part, re.escape(part)) for part in re.split(r"([*~])", tail))
    return re.compile(rf"{inner}(?!\w)", re.IGNORECASE)


def _entries(
    language: LanguageLexicon, lender: RegionWords, cities: dict[str, str]
) -> Iterator[tuple[str, tuple[str, ...], Kind]]:
    """All words, the surer kinds first: the first to claim a word has it."""
    own, places = language.regions, language.places
    for phrase in words_of(own.nowhere):
        yield phrase, (), Kind.NOWHERE
    for word, line in {**lender.either, **own.either}.items():
        yield word, tuple(line.split()), Kind.PLACE
    for kind, table in (
        (Kind.NAME, own.names),
        (Kind.NAME, places.names),
        (Kind.PEOPLE, own.people),
        (Kind.CAPITAL, own.capitals),
        (Kind.PLACE, own.places),
        (Kind.OFFICE, own.offices),
        (Kind.SHORT, own.short),
        (Kind.CITY, places.cities),
        (Kind.CAPITAL, lender.capitals),
        (Kind.PLACE, lender.places),
        (Kind.OFFICE, lender.offices),
        (Kind.CITY, cities),
    ):
        for country, line in table.items():
            for word in words_of(line):
                yield word, (country,), kind
