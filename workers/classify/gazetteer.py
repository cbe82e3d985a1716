"""Every word that names a country, compiled into one automaton for each language, and one that languages share."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ahocorasick_rs import AhoCorasick
from msgspec import Struct
from msgspec.structs import replace

from workers.classify.edge import KATAKANA, Edge, edge_of
from workers.classify.lexicon import LanguageLexicon, Letters, PlaceNames, RegionWords, Shelf, load_lexicon, words_of
from workers.classify.naming import WEIGHTS, Alias, Kind, Words

LENDER = "en"
"""The language whose capitals, places and offices all languages of Latin script know too."""
LATIN = "Latn"
SOME_ENDING = r"\w{0,4}"
"""The endings of a language that has no list of them."""


class Gazetteer(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of countries."""

    words: Mapping[str, Words]
    """By language; a language without words is read with the English ones."""
    areas: dict[str, str]
    """Country to its UN M49 sub-region."""


class Cities(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``cities.yaml``, made by ``tools/build_cities.py``."""

    alone: dict[str, str] = {}
    """Country to a line of cities that lie there."""
    either: dict[str, str] = {}
    """Countries, the one of the largest first, to a line of names that cities in all of them have."""


class _Area(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    countries: str


class _Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    members: str
    source: str


def load_groups() -> dict[str, tuple[str, ...]]:
    """Read ``groups.yaml``: what newsrooms call several countries (``G7``) to their codes and those of areas."""
    groups = load_lexicon("groups.yaml", dict[str, _Group])
    return {name: tuple(group.members.split()) for name, group in groups.items()}


def load_gazetteer(languages: Mapping[str, LanguageLexicon]) -> Gazetteer:
    """Read the areas, and the cities that all languages of Latin script share; words are compiled when asked for.

    Args:
        languages: From `load_languages`.
    """
    areas = load_lexicon("regions.yaml", dict[str, _Area])
    shared = Shelf(frozenset({LATIN}), lambda _: compile_shared(languages[LENDER], load_lexicon("cities.yaml", Cities)))

    def make(code: str) -> Words:
        language = languages[code]
        if language.places.script != LATIN:
            return compile_words(language)
        return compile_words(_without_lent(language) if code == LENDER else language, shared[LATIN])

    return Gazetteer(
        words=Shelf(frozenset(languages), make),
        areas={country: number for number, area in areas.items() for country in area.countries.split()},
    )


def compile_words(language: LanguageLexicon, shared: Words | None = None) -> Words:
    """Make one automaton of a language's words.

    Args:
        language: Its own words.
        shared: More words, the same in every language of its script.
    """
    own, letters = language.regions, language.letters
    aliases = _aliases(_entries(own, language.places), letters)
    return Words(
        automaton=AhoCorasick([_stem(form) for form in aliases]),
        aliases=tuple(aliases.values()),
        persons=frozenset(form for word in words_of(own.persons) for form in _forms(word, Kind.PLACE, letters)),
        before=frozenset(words_of(own.before)),
        at=frozenset(words_of(own.at)),
        aside=_aside(words_of(own.aside)),
        origin=_origin(words_of(own.origin)),
        letters=letters,
        shared=shared,
    )


def compile_shared(lender: LanguageLexicon, cities: Cities) -> Words:
    """Make one automaton of the words that all languages of a script have in common.

    Args:
        lender: The language that names places as the others do.
        cities: More of them.
    """
    own = lender.regions
    surer = RegionWords(either=own.either, capitals=own.capitals, parts=own.parts)
    rest = RegionWords(places=own.places, offices=own.offices)
    torn = (
        (word, tuple(codes.split()), Kind.EITHER) for codes, line in cities.either.items() for word in words_of(line)
    )
    entries = (*_entries(surer, PlaceNames()), *torn, *_entries(rest, PlaceNames(cities=cities.alone)))
    aliases = _aliases(entries, lender.letters)
    return Words(automaton=AhoCorasick([_stem(form) for form in aliases]), aliases=tuple(aliases.values()))


def _without_lent(lender: LanguageLexicon) -> LanguageLexicon:
    return replace(lender, regions=replace(lender.regions, either={}, capitals={}, parts={}, places={}, offices={}))


def _entries(own: RegionWords, places: PlaceNames) -> Iterator[tuple[str, tuple[str, ...], Kind]]:
    """All words, the surer kinds first: the first to claim a word has it."""
    for phrase in words_of(own.nowhere):
        yield phrase, (), Kind.NOWHERE
    for word, line in own.either.items():
        yield word, tuple(line.split()), Kind.EITHER
    for kind, table in (
        (Kind.NAME, own.names),
        (Kind.NAME, places.names),
        (Kind.PEOPLE, own.people),
        (Kind.CAPITAL, own.capitals),
        (Kind.PART, own.parts),
        (Kind.PLACE, own.places),
        (Kind.OFFICE, own.offices),
        (Kind.SHORT, own.short),
        (Kind.CITY, places.cities),
        (Kind.HINT, own.hints),
    ):
        for country, line in table.items():
            for word in words_of(line):
                yield word, (country,), kind


def _aliases(entries: Iterable[tuple[str, tuple[str, ...], Kind]], letters: Letters) -> dict[str, Alias]:
    """Every form of every word; the first to claim a form has it. Aliases that are alike are one value."""
    aliases: dict[str, Alias] = {}
    rests: dict[tuple[str, bool], str] = {}
    same: dict[tuple[object, ...], Alias] = {}
    for word, countries, kind in entries:
        for form in (form for spelling in letters.spellings(word) for form in _forms(spelling, kind, letters)):
            if form in aliases:
                continue
            stem = _stem(form)
            ending = form[len(stem) :], edge_of(stem[-1]) is Edge.KANA
            if ending not in rests:
                rests[ending] = _rest(ending[0], letters, kana=ending[1])
            open_end = not stem[-1].isalnum() or edge_of(stem[-1]) in {Edge.NONE, Edge.HANGUL}
            key = kind, countries, edge_of(form[0]), ending, open_end
            if key not in same:
                same[key] = Alias(
                    kind=kind,
                    countries=countries,
                    weight=WEIGHTS[kind],
                    edge=edge_of(form[0]),
                    rest=rests[ending],
                    open_end=open_end,
                )
            aliases[form] = same[key]
    return aliases


def _forms(word: str, kind: Kind, letters: Letters) -> tuple[str, ...]:
    """A word as it is written, with a capital as where it begins a sentence, and all in capitals as in headlines.

    Each is a pattern of its own, so that small letters within other words ("woman", "Romania") cost nothing.
    """
    if kind is Kind.SHORT:
        return word, word.upper()
    return word, letters.capital(word[0]) + word[1:], letters.capital(word)


def _stem(form: str) -> str:
    """What of a word the automaton looks for: all before its first mark."""
    return re.split(r"[*~]", form, maxsplit=1)[0] if "~" in form or "*" in form else form


def _rest(tail: str, letters: Letters, *, kana: bool) -> str:
    """A pattern of what follows a word's stem: endings, further words, and then no letter."""
    if not tail:
        return rf"(?![{KATAKANA}])" if kana else ""
    endings = "|".join(map(re.escape, letters.endings))
    meant = {"~": f"(?:{endings}|)" if endings else SOME_ENDING, "*": r"\w*"}
    inner = "".join(meant.get(part, re.escape(part)) for part in re.split(r"([*~])", tail))
    return rf"{inner}(?!\w)"


def _aside(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What follows a word that is said aside, as one pattern."""
    return re.compile(rf"[ -](?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None


def _origin(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What stands before a word that says where a person is from, as one pattern."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}) $") if words else None
