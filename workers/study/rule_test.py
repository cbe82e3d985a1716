"""Rule tests: what a replay told, held against what was expected of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from workers.alert.counting import rank
from workers.ingest.address import canonical
from workers.model.alert import Change, Evidence
from workers.model.rejection import Rejection
from workers.pipeline import ReadArticle, Reading
from workers.study.expectations import AlertItem, MentionItem, RuleTest
from workers.study.page import answer_of
from workers.study.replayed import Life, Step, lives_of
from workers.study.words import between, clock, counted

_SHARE = 3
"""One origin in three must name a region or topic: what a subscription asks for too."""
_LISTED = 3
"""Alerts told of in one line."""


class Ruling(Struct, frozen=True, kw_only=True):
    """One expectation, and what came of it."""

    passed: bool
    expected: str
    found: str
    """What was found, in plain words; empty where it passed."""


class _Seen(Struct, frozen=True, kw_only=True):
    """One of the pages the test asks about."""

    names: tuple[str, ...]
    """What it may be called."""
    refused: str | None = None
    articles: tuple[ReadArticle, ...] = ()


def judge_test(test: RuleTest, steps: Iterable[Step]) -> tuple[Ruling, ...]:
    """Replay a test's pages and judge every expectation, in the order of the file."""
    asked = frozenset().union(*map(_called, (*test.mentions, *test.no_mention)))
    changes: list[Change] = []
    pages: list[_Seen] = []
    mentions: dict[str, int] = {}
    for step in steps:
        changes += step.changes
        for one in step.heard:
            mentions[one.mention.watch_id] = mentions.get(one.mention.watch_id, 0) + 1
        if step.read is not None and not asked.isdisjoint((seen := _see(step.read)).names):
            pages.append(seen)
    lives = lives_of(changes)
    return (
        *(_judge_alerts(item, lives, mentions.get(item.watch, 0)) for item in test.expect),
        *(_judge_mention(item, pages, wanted=True) for item in test.mentions),
        *(_judge_mention(item, pages, wanted=False) for item in test.no_mention),
        *(_judge_only(test.expect, lives) if test.only else ()),
    )


def _judge_alerts(item: AlertItem, lives: Sequence[Life], mentions: int) -> Ruling:
    own = [life for life in lives if life.watch_id == item.watch]
    like = [life for life in own if not any(_objections(item, life))]
    passed = bool(like) if item.alerts is None else len(like) == item.alerts
    found = "" if passed else _found(item, own, like, mentions)
    return Ruling(passed=passed, expected=_expected(item), found=found)


def _objections(item: AlertItem, life: Life) -> Iterator[str]:
    """Where an alert differs from what is expected of it, in words."""
    last, evidence = life.last, life.last.evidence
    if item.kind is not None and life.first.kind is not item.kind:
        yield f"it is a {life.first.kind.value}"
    if not _lies_in(life.first.opened_at, item.opened_within):
        yield f"it opened {clock(life.first.opened_at)}"
    if not _lies_in(last.resolved_at, item.resolved_within):
        yield "it was still open" if last.resolved_at is None else f"it ended {clock(last.resolved_at)}"
    if item.severity is not None and rank(life.severity) < rank(item.severity):
        yield f"it only reached {life.severity.value}"
    yield from _strangeness(item, evidence)
    for least, number, name in (
        (item.origins_at_least, evidence.origins, "origin"),
        (item.articles_at_least, evidence.articles, "article"),
        (item.sources_at_least, evidence.sources, "source"),
    ):
        if number < least:
            yield f"it came to {counted(number, name)}"


def _strangeness(item: AlertItem, evidence: Evidence) -> Iterator[str]:
    """Where what an alert is about differs."""
    for what, codes, shares in (("region", item.regions, evidence.regions), ("topic", item.topics, evidence.topics)):
        for code in codes:
            if shares.get(code, 0) * _SHARE < max(evidence.origins, 1):
                yield f"{shares.get(code, 0)} of its {counted(evidence.origins, 'origin')} name the {what} {code}"
    for code in item.languages:
        if not evidence.languages.get(code, 0):
            yield f"none of its {counted(evidence.origins, 'origin')} is in the language {code}"


def _lies_in(at: datetime | None, within: tuple[datetime, ...]) -> bool:
    return not within or (at is not None and within[0] <= at <= within[1])


def _expected(item: AlertItem) -> str:
    match item.alerts:
        case 0:
            number = "no alert"
        case None:
            number = "an alert"
        case number_of:
            number = counted(number_of, "alert")
    return ", ".join([f"{item.watch}: {number}", *_conditions(item)])


def _conditions(item: AlertItem) -> Iterator[str]:
    if item.kind is not None:
        yield f"of the kind {item.kind.value}"
    for what, span in (("opened", item.opened_within), ("resolved", item.resolved_within)):
        if span:
            yield f"{what} {between(span[0], span[1])}"
    if item.severity is not None:
        yield f"at least {item.severity.value}"
    for what, codes in (("regions", item.regions), ("topics", item.topics), ("languages", item.languages)):
        if codes:
            yield f"{what} {' '.join(codes)}"
    for least, name in (
        (item.origins_at_least, "origin"),
        (item.articles_at_least, "article"),
        (item.sources_at_least, "source"),
    ):
        if least:
            yield f"at least {counted(least, name)}"


def _found(item: AlertItem, own: Sequence[Life], like: Sequence[Life], mentions: int) -> str:
    if not own:
        return f"found none; {counted(mentions, 'mention')} of {item.watch} in all the pages"
    if like:
        return f"found {len(like)}: {_listed(like)}"
    differing = (f"{_name(life)}, but {' and '.join(_objections(item, life))}" for life in own[:_LISTED])
    return f"found {'; '.join(differing)}{_more(own)}"


def _listed(lives: Sequence[Life]) -> str:
    return "; ".join(_name(life) for life in lives[:_LISTED]) + _more(lives)


def _more(lives: Sequence[Life]) -> str:
    return f"; and {len(lives) - _LISTED} more" if len(lives) > _LISTED else ""


def _name(life: Life) -> str:
    first = life.first
    return f'{first.alert_id} of {clock(first.opened_at)}, {life.severity.value}, "{first.headline}"'


def _judge_only(expect: Sequence[AlertItem], lives: Sequence[Life]) -> Iterator[Ruling]:
    """The last of all: no alert that nothing expects; what is wrong with a watch's own is not told twice."""
    wanting = {item.watch for item in expect if not _judge_alerts(item, lives, 0).passed}
    others = [life for life in lives if life.watch_id not in wanting]
    strange = [life for life in others if life.first.kind.of_watch and not any(_welcomes(it, life) for it in expect)]
    found = f"found {counted(len(strange), 'other')}: {_listed(strange)}" if strange else ""
    yield Ruling(passed=not strange, expected="no other alerts", found=found)


def _welcomes(item: AlertItem, life: Life) -> bool:
    return item.watch == life.watch_id and not any(_objections(item, life))


def _see(read: Reading | Rejection) -> _Seen:
    if isinstance(read, Rejection):
        return _Seen(names=(read.payload.name,), refused=f"{read.reason.value}: {read.detail}")
    addresses = (one.article.url for one in read.articles)
    return _Seen(names=(read.page, *{url for url in addresses if url}), articles=read.articles)


def _judge_mention(item: MentionItem, pages: Sequence[_Seen], *, wanted: bool) -> Ruling:
    called = _called(item)
    seen = [page for page in pages if not called.isdisjoint(page.names)]
    articles = [article for page in seen for article in page.articles]
    named = [mention.watch_id for article in articles for mention in article.mentions]
    hit = item.watch in named if item.watch else bool(named)
    expected = f"{item.page}: {'a mention' if wanted else 'no mention'} of {item.watch or 'any watch'}"
    if not seen:
        return Ruling(passed=False, expected=expected, found="found no page of this name or address")
    if hit == wanted:
        return Ruling(passed=True, expected=expected, found="")
    return Ruling(passed=False, expected=expected, found="found " + "; ".join(_told(item, seen, articles, named)))


def _told(
    item: MentionItem, seen: Sequence[_Seen], articles: Sequence[ReadArticle], named: Sequence[str]
) -> Iterator[str]:
    yield from (f"it refused, {page.refused}" for page in seen if page.refused)
    if item.watch is None:
        yield f"mentions of {' '.join(dict.fromkeys(named))}" if named else "none of any"
        return
    for article in articles:
        title = article.article.title or f"article {article.article.place + 1}"
        yield f'in "{title}": {answer_of(article, item.watch).because}'


def _called(item: MentionItem) -> frozenset[str]:
    """What the page may be called: an address is known by its canonical form."""
    return frozenset({item.page, canonical(item.page) or item.page})
