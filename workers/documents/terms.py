"""A watch as it is written to what the matcher looks for."""

from collections.abc import Collection, Iterator, Mapping

from workers.documents.placed import Placed
from workers.documents.watches import SplitItem, TermItem, WatchItem
from workers.model.mistake import Mistake
from workers.model.watch import Needs, Scope, Term, WatchTerms
from workers.watch.mistakes import mistakes_in

DIMENSIONS = ("region", "language", "topic", "source")


def watch_terms(watch: WatchItem, lists: Mapping[str, tuple[str, ...]]) -> WatchTerms:
    """All that decides whether an article is a mention, with those of the lists that it refers to."""
    terms = tuple(_term(term) for term in watch.terms)
    named = [term.needs.list for term in terms if term.needs is not None and term.needs.list is not None]
    return WatchTerms(
        watch_id=watch.id,
        terms=terms,
        mask=watch.mask,
        unless=watch.unless,
        requires=watch.requires,
        scope=Scope(
            regions=watch.scope.regions,
            topics=watch.scope.topics,
            languages=watch.scope.languages,
            sources=watch.scope.sources,
        ),
        lists={name: lists[name] for name in named if name in lists},
    )


def _term(term: str | TermItem) -> Term:
    if isinstance(term, str):
        return Term(text=term)
    needs = None if term.needs is None else Needs(list=term.needs.list, words=term.needs.words)
    return Term(text=term.text, weight=term.weight, case=term.case, inflect=term.inflect, needs=needs, near=term.near)


def split_of(split: SplitItem | None) -> tuple[str | None, tuple[str, ...]]:
    """The dimension a watch is split by, and the parts; no parts: any."""
    if split is None:
        return None, ()
    values = {dimension: getattr(split, dimension) for dimension in DIMENSIONS}
    dimension, parts = next((name, value) for name, value in values.items() if value is not None)
    return dimension, () if parts == "any" else parts


def check_terms(
    placed: Placed[WatchItem], lists: Mapping[str, tuple[str, ...]], languages: Collection[str]
) -> Iterator[Mistake]:
    """Find terms that find nothing or everything, and lists and languages nobody knows."""
    terms = watch_terms(placed.value, lists)
    for path, found, expected in mistakes_in(terms, lists, languages):
        yield placed.place.find(path).mistake(found, expected)
