"""A message no larger than its receivers take: lists are shortened until it fits, and ``omitted`` says by how much."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat

from msgspec.structs import replace

from workers.channels.base import message_of
from workers.model.alert import ArticleShown, Change, Evidence
from workers.model.notice import AnyNotice, DigestNotice, Notice

MOST_BYTES = 20_000
"""What receivers of webhooks are asked to take at least."""

_LEAST_TELLING = ("latest", "in_title", "most_copied", "earliest")
"""Articles go in this order: what shows how it began goes last."""
_COPIERS, _TAGS, _NAME = 3, 5, 200


def fit_message(notice: AnyNotice, attempt: int, most: int = MOST_BYTES) -> bytes:
    """The JSON body of a notice, in at most so many bytes. What counts something stays whole."""
    body = message_of(notice, attempt)
    for smaller in _smaller(notice) if len(body) > most else ():
        body = message_of(smaller, attempt)
        if len(body) <= most:
            break
    return body


def _smaller(notice: AnyNotice) -> Iterator[AnyNotice]:
    if isinstance(notice, Notice):
        return (replace(notice, change=change) for change in _ever_smaller(notice.change))
    return _ever_shorter(notice)


def _ever_shorter(notice: DigestNotice) -> Iterator[AnyNotice]:
    """Leave out the last alert of those that are left, one after the other; then shorten what an operator wrote."""
    digest = notice.digest
    while digest.alerts:
        omitted = replace(digest.omitted, alerts=digest.omitted.alerts + 1)
        digest = replace(digest, alerts=digest.alerts[:-1], omitted=omitted)
        yield replace(notice, digest=digest)
    yield replace(notice, digest=replace(digest, headline=digest.headline[:_NAME]))


def _ever_smaller(change: Change) -> Iterator[Change]:
    steps: Iterator[Callable[[Evidence], Evidence]] = chain(
        (_cut_copiers,),
        repeat(_cut_article, len(change.evidence.articles_shown)),
        repeat(_cut_story, len(change.evidence.stories)),
        (_cut_names,),
    )
    for step in steps:
        change = replace(change, evidence=step(change.evidence))
        yield change
    for cut in (_cut_parts, _cut_texts):
        change = cut(change)
        yield change


def _cut_copiers(evidence: Evidence) -> Evidence:
    shown = tuple(replace(one, copied_by=one.copied_by[:_COPIERS]) for one in evidence.articles_shown)
    return replace(evidence, articles_shown=shown)


def _cut_article(evidence: Evidence) -> Evidence:
    """Leave out one article; each stands for an origin."""
    goes = min(evidence.articles_shown, key=_worth)
    shown = tuple(one for one in evidence.articles_shown if one is not goes)
    omitted = replace(evidence.omitted, origins=evidence.omitted.origins + 1)
    return replace(evidence, articles_shown=shown, omitted=omitted)


def _worth(article: ArticleShown) -> tuple[int, float]:
    rank = _LEAST_TELLING.index(article.why_shown) if article.why_shown in _LEAST_TELLING else 0
    return rank, -article.fetched_at.timestamp()


def _cut_story(evidence: Evidence) -> Evidence:
    omitted = replace(evidence.omitted, stories=evidence.omitted.stories + 1)
    return replace(evidence, stories=evidence.stories[:-1], omitted=omitted)


def _cut_names(evidence: Evidence) -> Evidence:
    return replace(evidence, languages={}, regions={}, topics={}, publishers={}, terms={})


def _cut_parts(change: Change) -> Change:
    why = replace(change.why, windows=())
    return replace(change, parts=(), cautions=(), why=why, watch=replace(change.watch, tags=change.watch.tags[:_TAGS]))


def _cut_texts(change: Change) -> Change:
    """What is left is written by the operator, and may be of any length."""
    watch = replace(change.watch, name=change.watch.name[:_NAME], tags=())
    return replace(change, watch=watch, headline=change.headline[:_NAME])
