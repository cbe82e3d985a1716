"""Codes of regions, subjects and languages: only those that an article can be tagged with are of use."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from msgspec import Struct

from workers.config.node import Place
from workers.config.say import unknown_key
from workers.documents.placed import Documents
from workers.model.mistake import Mistake

LONGEST_CODE = 3
"""Letters of a country or area; what is longer was meant for a group."""


class Codes(Struct, frozen=True, kw_only=True):
    """What articles are tagged with."""

    areas: Mapping[str, str]
    """Country (ISO 3166-1) to area (UN M49)."""
    topics: Collection[str]
    """IPTC Media Topics."""
    languages: Collection[str]
    """BCP 47."""
    groups: Mapping[str, tuple[str, ...]] = {}
    """Name of a group to its countries and areas; nothing is tagged with a group, it stands for what it holds."""

    @property
    def regions(self) -> frozenset[str]:
        """Countries and areas."""
        return frozenset((*self.areas, *self.areas.values()))

    def spread(self, named: Iterable[str]) -> tuple[str, ...]:
        """What is named, with what a group holds in its place, each once."""
        return tuple(dict.fromkeys(code for name in named for code in self.groups.get(name, (name,))))

    def parts(self, named: Iterable[str]) -> tuple[str, ...]:
        """Likewise, with the countries of a group's areas: a part of a watch is a country."""
        each = (self.countries([name]) if name in self.groups else (name,) for name in named)
        return tuple(dict.fromkeys(code for codes in each for code in codes))

    def countries(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The countries among the codes, and those of the areas and groups among them, in order."""
        wanted = frozenset(self.spread(codes))
        return tuple(sorted(country for country, area in self.areas.items() if country in wanted or area in wanted))

    def like_region(self, *, countries: bool) -> str:
        """What a region is written like, for a person who wrote something else.

        Args:
            countries: Whether an area will not do.
        """
        areas = "" if countries else f", a UN M49 sub-region ({', '.join(sorted(set(self.areas.values())))})"
        one = f"one of {len(self.areas)} countries (ISO 3166-1), as {min(self.areas)}"
        return f"{one}{areas} or a group ({', '.join(sorted(self.groups))})" if self.groups else f"{one}{areas}"


def check_codes(documents: Documents[object], codes: Codes) -> Iterator[Mistake]:
    """Find codes that no article ever has."""
    # A scope that says zh is met by zh-Hans.
    spoken = frozenset((*codes.languages, *(code.partition("-")[0] for code in codes.languages)))
    for watch in documents.watches:
        yield from _unknown_region(watch.place.within("scope", "regions"), watch.value.scope.regions, codes)
        yield from _unknown(watch.place.within("scope", "topics"), watch.value.scope.topics, codes.topics)
        scope = watch.place.within("scope", "languages")
        yield from _unknown_language(scope, watch.value.scope.languages, spoken)
        split = watch.value.split_by
        if split is not None and split.region not in (None, "any"):
            yield from _unknown_region(
                watch.place.within("split_by", "region"), split.region or (), codes, countries=True
            )
        if split is not None and split.topic not in (None, "any"):
            yield from _unknown(watch.place.within("split_by", "topic"), split.topic or (), codes.topics)
        if split is not None and split.language not in (None, "any"):
            yield from _unknown_language(
                watch.place.within("split_by", "language"), split.language or (), codes.languages
            )
    for wish in documents.subscriptions:
        yield from _unknown_region(wish.place.within("regions"), wish.value.regions, codes)
        yield from _unknown(wish.place.within("topics"), wish.value.topics, codes.topics)
        yield from _unknown_language(wish.place.within("languages"), wish.value.languages, codes.languages)
    for silence in documents.silences:
        yield from _unknown_region(silence.place.within("regions"), silence.value.regions, codes)
        yield from _unknown(silence.place.within("topics"), silence.value.topics, codes.topics)
        yield from _unknown_language(silence.place.within("languages"), silence.value.languages, codes.languages)


def _unknown_region(
    place: Place, named: Collection[str], codes: Codes, *, countries: bool = False
) -> Iterator[Mistake]:
    known = {*codes.groups, *(codes.areas if countries else codes.regions)}
    for number, code in enumerate(named):
        if code not in known:
            near = get_close_matches(code.upper(), codes.groups, n=1, cutoff=0.75) if len(code) > LONGEST_CODE else []
            meant = f"{near[0]} (did you mean that?)" if near else codes.like_region(countries=countries)
            yield place.within(number).mistake(f'"{code}", which no article is tagged with', meant)


def _unknown(place: Place, named: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    for number, code in enumerate(named):
        if code not in known:
            some = sorted(known)
            yield place.within(number).mistake(f'"{code}", which no article is tagged with', unknown_key(code, some))


def _unknown_language(place: Place, named: Collection[str], known: Collection[str]) -> Iterator[Mistake]:
    for number, code in enumerate(named):
        if code not in known:
            wanted = f"one of {', '.join(sorted(known))}"
            yield place.within(number).mistake(f'"{code}", which no article is tagged with', wanted)
