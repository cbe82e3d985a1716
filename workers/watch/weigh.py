"""Whether what was seen of a watch's terms makes an article a mention, and if not, the first thing that says no."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from workers.model.tags import Tags
from workers.model.watch import Scope
from workers.watch.terms import CompiledTerm, CompiledWatch

_ENOUGH = 1 - 1e-9
"""Weights such as 0.1 do not add up to 1 exactly."""
_BELONGS = 0.5
"""Share of the first region's score from which an article belongs to a region."""

Span = tuple[int, int]
"""Start and end in the folded text."""
Seen = Mapping[int, Sequence[Span]]
"""Where each form stands."""


class Because(StrEnum):
    """Why an article that has a watch's term is no mention of it, in one word. In the order of asking."""

    MASKED = "masked"
    INSIDE_LONGER = "inside_longer"
    """Only inside a longer term, of this watch or another."""
    NEEDS_MISSING = "needs_missing"
    WEIGHT_TOO_LOW = "weight_too_low"
    REQUIRES_MISSING = "requires_missing"
    UNLESS_FOUND = "unless_found"
    SCOPE_REGION = "scope_region"
    SCOPE_TOPIC = "scope_topic"
    SCOPE_LANGUAGE = "scope_language"
    SCOPE_SOURCE = "scope_source"


class Stand(Struct, frozen=True, kw_only=True):
    """A term and the places where it speaks for its watch."""

    term: CompiledTerm
    spans: Sequence[Span]


class Circumstances(Struct, frozen=True, kw_only=True):
    """All that is known of one article when its terms are weighed."""

    seen: Seen
    inside_longer: Collection[Span]
    """Places of terms that lie inside a longer term's."""
    tags: Tags
    source: str | None
    """None when unknown."""


class Weighed(Struct, frozen=True, kw_only=True):
    """What one watch makes of an article that has at least one of its terms."""

    stands: Sequence[Stand]
    """The terms that count; where it is no mention, those that came nearest."""
    because: Because | None
    """Why it is no mention; None when it is one."""


def weigh(watch: CompiledWatch, named: Sequence[Stand], article: Circumstances) -> Weighed:
    """Judge one article for one watch.

    Args:
        watch: The watch.
        named: Its terms that stand in the article, at least one, and all the places where they do.
        article: The rest.
    """
    masks = [span for form in watch.mask for span in article.seen.get(form, ())]
    unmasked = _where(named, lambda span: not _is_inside(span, masks)) if masks else named
    if not unmasked:
        return Weighed(stands=named, because=Because.MASKED)
    longer = article.inside_longer
    own = _where(unmasked, lambda span: span not in longer) if longer else unmasked
    if not own:
        return Weighed(stands=unmasked, because=Because.INSIDE_LONGER)
    counted = [met for stand in own if (met := _with_needs(stand, article.seen)).spans]
    if weight_of(counted) < _ENOUGH:
        lacking = Because.NEEDS_MISSING if weight_of(own) >= _ENOUGH else Because.WEIGHT_TOO_LOW
        return Weighed(stands=own, because=lacking)
    return Weighed(stands=counted, because=_objection(watch, article))


def _objection(watch: CompiledWatch, article: Circumstances) -> Because | None:
    if watch.requires is not None and not any(form in article.seen for form in watch.requires):
        return Because.REQUIRES_MISSING
    if any(form in article.seen for form in watch.unless):
        return Because.UNLESS_FOUND
    return outside(watch.scope, article.tags, article.source)


def _where(stands: Sequence[Stand], counts: Callable[[Span], bool]) -> list[Stand]:
    """The terms at those of their places that count."""
    kept = ((stand.term, tuple(filter(counts, stand.spans))) for stand in stands)
    return [Stand(term=term, spans=spans) for term, spans in kept if spans]


def _is_inside(span: Span, wholes: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in wholes)


def outside(scope: Scope, tags: Tags, source: str | None) -> Because | None:
    """The first part of a scope that an article does not meet; what is not known of it meets nothing."""
    if scope.regions and not _in_regions(scope.regions, tags):
        return Because.SCOPE_REGION
    if scope.topics and not any(topic.code in scope.topics for topic in tags.topics):
        return Because.SCOPE_TOPIC
    if scope.languages and not _in_languages(scope.languages, tags.language.code):
        return Because.SCOPE_LANGUAGE
    if scope.sources and not _in_sources(scope.sources, source):
        return Because.SCOPE_SOURCE
    return None


def weight_of(stands: Sequence[Stand]) -> float:
    """The weights of distinct terms together; of terms that fold to the same, the heaviest."""
    if len(stands) == 1:
        return stands[0].term.weight
    weights: dict[str, float] = {}
    for stand in stands:
        weights[stand.term.folded] = max(stand.term.weight, weights.get(stand.term.folded, 0.0))
    return sum(weights.values())


def _with_needs(stand: Stand, seen: Seen) -> Stand:
    """The term where one of the words it needs is near enough."""
    needs, near = stand.term.needs, stand.term.near
    if needs is None:
        return stand
    words = [word for form in needs for word in seen.get(form, ())]
    met = tuple(span for span in stand.spans if any(_is_near(span, word, near) for word in words))
    return Stand(term=stand.term, spans=met)


def _is_near(span: Span, word: Span, near: int) -> bool:
    """Whether at most ``near`` characters (0: any number) lie between a term and a word that is no part of it."""
    gap = max(word[0] - span[1], span[0] - word[1])
    return gap >= 0 and (near == 0 or gap <= near)


def _in_regions(wanted: Sequence[str], tags: Tags) -> bool:
    return any(region.score >= _BELONGS and (region.code in wanted or region.area in wanted) for region in tags.regions)


def _in_languages(wanted: Sequence[str], code: str) -> bool:
    return code != "und" and (code in wanted or code.partition("-")[0] in wanted)


def _in_sources(wanted: Sequence[str], source: str | None) -> bool:
    return source is not None and any(source == one or source.endswith(f".{one}") for one in wanted)
