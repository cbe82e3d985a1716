"""Watches and tags for tests, and one look at an article."""

from workers.model.tags import Language, LanguageFrom, Region, Tags, Topic
from workers.model.watch import Needs, Scope, Term, WatchTerms
from workers.watch.inflections import load_inflections
from workers.watch.match import Matches, find_mentions
from workers.watch.terms import compile_matcher

INFLECTIONS = load_inflections()


def watch(
    *terms: str | Term,
    watch_id: str = "w",
    mask: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    requires: tuple[str, ...] = (),
    scope: Scope | None = None,
    lists: dict[str, tuple[str, ...]] | None = None,
) -> WatchTerms:
    return WatchTerms(
        watch_id=watch_id,
        terms=tuple(term if isinstance(term, Term) else Term(text=term) for term in terms),
        mask=mask,
        unless=unless,
        requires=requires,
        scope=scope or Scope(),
        lists=lists or {},
    )


def term(text: str, *, needs: tuple[str, ...] = (), listed: str | None = None, **fields: str | float) -> Term:
    wanted = Needs(words=needs, list=listed) if needs or listed else None
    return Term(text=text, needs=wanted, **fields)  # type: ignore[arg-type]  # the fields of a term, by name


def tags(language: str = "en", regions: dict[str, float] | None = None, topics: tuple[str, ...] = ()) -> Tags:
    return Tags(
        language=Language(code=language, confidence=1.0, from_=LanguageFrom.PROFILE),
        regions=tuple(
            Region(code=code, score=score, area="030", because=()) for code, score in (regions or {}).items()
        ),
        topics=tuple(Topic(code=code, name="conflict", score=0.8, because=()) for code in topics),
    )


def look(
    text: str,
    *watches: WatchTerms,
    title: str | None = None,
    tagged: Tags | None = None,
    source: str | None = None,
) -> Matches:
    return find_mentions(title, text, tagged or tags(), source, compile_matcher(watches, INFLECTIONS))


def named(text: str, *terms: str | Term, title: str | None = None) -> tuple[str, ...]:
    """The terms of one watch that a text names."""
    return tuple(word for found in look(text, watch(*terms), title=title).mentions for word in found.matched)


def reasons(matches: Matches) -> dict[str, str]:
    return {miss.watch_id: miss.because.value for miss in matches.near}


def ids(matches: Matches) -> tuple[str, ...]:
    return tuple(found.watch_id for found in matches.mentions)
