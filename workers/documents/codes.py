"""Codes of regions, subjects and languages: only those that an article can be tagged with are of use."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from workers.config.node import Place
from workers.config.say import unknown_key
from workers.documents.placed import Documents
from workers.model.mistake import Mistake

MOST_NAMED = 40
"""Codes that a person is shown to choose from."""


class Codes(Struct, frozen=True, kw_only=True):
    """What articles are tagged with."""

    areas: Mapping[str, str]
    """Country (ISO 3166-1) to area (UN M49)."""
    topics: Collection[str]
    """IPTC Media Topics."""
    languages: Collection[str]
    """BCP 47."""

    def countries(self, codes: Collection[str]) -> tuple[str, ...]:
        """The countries among the codes, and those of the areas among them, in order."""
        return tuple(sorted(country for country, area in self.areas.items() if country in codes or area in codes))


def check_codes(documents: Documents[object], codes: Codes) -> Iterator[Mistake]:
    """Find codes that no article ever has."""
    regions = frozenset((*codes.areas, *codes.areas.values()))
    # A scope that says zh is met by zh-Hans.
    spoken = frozenset((*codes.languages, *(code.partition("-")[0] for code in codes.languages)))
    for watch in documents.watches:
        yield from _unknown(watch.place.within("scope", "regions"), watch.value.scope.regions, regions)
        yield from _unknown(watch.place.within("scope", "topics"), watch.value.scope.topics, codes.topics)
        scope = watch.place.within("scope", "languages")
        yield from _unknown_language(scope, watch.value.scope.languages, spoken)
        split = watch.value.split_by
        if split is not None and split.region not in (None, "any"):
            yield from _unknown(watch.place.within("split_by", "region"), split.region or (), codes.areas)
        if split is not None and split.topic not in (None, "any"):
            yield from _unknown(watch.place.within("split_by", "topic"), split.topic or (), codes.topics)
        if split is not None and split.language not in (None, "any"):
            yield from _unknown_language(
                watch.place.within("split_by", "language"), split.language or (), codes.languages
            )
    for wish in documents.subscriptions:
        yield from _unknown(wish.place.within("regions"), wish.value.regions, regions)
        yield from _unknown(wish.place.within("topics"), wish.value.topics, codes.topics)
        yield from _unknown_language(wish.place.within("languages"), wish.value.languages, codes.languages)
    for silence in documents.silences:
        yield from _unknown(silence.place.within("regions"), silence.value.regions, regions)
        yield from _unknown(silence.place.within("topics"), silence.value.topics, codes.topics)
        yield from _unknown_language(silence.place.within("languages"), silence.value.languages, codes.languages)


def _unknown(place: Place, named: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    for number, code in enumerate(named):
        if code not in known:
            some = sorted(known)
            wanted = unknown_key(code, some) if len(some) <= MOST_NAMED else _like(some)
            yield place.within(number).mistake(f'"{code}", which no article is tagged with', wanted)


def _unknown_language(place: Place, named: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    for number, code in enumerate(named):
        if code not in known:
            wanted = f"one of {', '.join(sorted(known))}"
            yield place.within(number).mistake(f'"{code}", which no article is tagged with', wanted)


def _like(known: list[str]) -> str:
    countries = [code for code in known if not code.isdigit()]
    areas = [code for code in known if code.isdigit()]
    named = f" or a UN M49 sub-region ({', '.join(areas)})" if areas else ""
    return f"one of {len(countries)} countries (ISO 3166-1), as {countries[0]}{named}"
