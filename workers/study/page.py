"""One page: what was read on it, and for each watch why it is, or is not, a mention."""

from collections.abc import Iterator

from msgspec import Struct

from workers.model.rejection import Rejection
from workers.pipeline import ReadArticle, Reading
from workers.study.words import NEAR, clock
from workers.watch.terms import CompiledWatch


class Answer(Struct, frozen=True, kw_only=True):
    """What one article is to one watch."""

    watch_id: str
    counts: bool
    """Whether it makes a mention."""
    because: str
    """In words."""


def answer_of(read: ReadArticle, watch_id: str) -> Answer:
    """Say whether an article is a mention of a watch, and why."""
    for found in read.found:
        if found.watch_id == watch_id:
            place = "in the title" if found.in_title else "in the text"
            because = f"it names {_quoted(found.matched)} {place}"
            if read.stale:
                return Answer(watch_id=watch_id, counts=False, because=f"{because}, but {_stale_words(read)}")
            return Answer(watch_id=watch_id, counts=True, because=because)
    for near in read.near:
        if near.watch_id == watch_id:
            because = f"it has {_quoted(near.matched)}, but {NEAR[near.because]} ({near.because.value})"
            return Answer(watch_id=watch_id, counts=False, because=because)
    return Answer(watch_id=watch_id, counts=False, because="none of its terms stands in it")


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _stale_words(read: ReadArticle) -> str:
    published, at = read.article.published_at, read.article.at
    if published is None:
        return "it is too old to count"
    hours = (at - published).total_seconds() / 3_600
    return f"it was published {clock(published)}, {hours:,.0f} hours before it was fetched: too old to count"


def explain_page(read: Reading | Rejection, watch: CompiledWatch | None = None) -> Iterator[str]:
    """Explain a page, a line at a time.

    Args:
        read: What the first step made of it.
        watch: The watch that is asked about; None: every watch that it names or nearly names.
    """
    if isinstance(read, Rejection):
        yield f"{read.payload.name}: refused, {read.reason.value}: {read.detail}"
        return
    articles = len(read.articles)
    yield f"{read.page}: {articles} article{'' if articles == 1 else 's'}, counted at {clock(read.at)}"
    for number, article in enumerate(read.articles, 1):
        yield from _article_lines(number, article)
        yield from _answer_lines(article, watch)


def _article_lines(number: int, read: ReadArticle) -> Iterator[str]:
    article, tags = read.article, read.tags
    yield f"  {number}. {article.title or '(no title)'}"
    lines = f", from lines {_spans(article.lines)} of the page" if article.lines else ""
    yield f"     {len(article.text.split()):,} words{lines}; id {article.id}"
    where = article.url or "no address"
    yield f"     source {article.source or 'unknown'}; {where}"
    yield f"     {_dated(read)}"
    language = tags.language
    yield f"     language {language.code} ({language.confidence:.2f}, by {language.from_.value})"
    regions = (f"{one.code} {one.score:.2f} ({', '.join(one.because[:3])})" for one in tags.regions[:4])
    topics = (f"{one.name} {one.score:.2f} ({', '.join(one.because[:3])})" for one in tags.topics[:4])
    yield f"     regions {'; '.join(regions) or 'none'}"
    yield f"     topics {'; '.join(topics) or 'none'}"


def _dated(read: ReadArticle) -> str:
    article = read.article
    if article.published_at is None or article.published_from is None:
        return "no publication time found; so it is taken as new"
    stale = "; too old to count" if read.stale else ""
    return f"published {clock(article.published_at)} (from {article.published_from.value}){stale}"


def _spans(lines: tuple[int, ...]) -> str:
    """Line numbers as ``4-6, 9``."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)


def _answer_lines(read: ReadArticle, watch: CompiledWatch | None) -> Iterator[str]:
    if watch is None:
        named = [found.watch_id for found in read.found] + [near.watch_id for near in read.near]
        answers = [answer_of(read, watch_id) for watch_id in named]
        if not answers:
            yield "     names no watch, nor nearly"
    else:
        answers = [answer_of(read, watch.watch_id)]
    for answer in answers:
        yield f"     {'MENTION of' if answer.counts else 'no mention of'} {answer.watch_id}: {answer.because}"
    if watch is not None and not _is_named(read, watch.watch_id):
        yield f"       its terms: {_quoted(tuple(term.text for term in watch.terms))}"


def _is_named(read: ReadArticle, watch_id: str) -> bool:
    named = [found.watch_id for found in read.found] + [near.watch_id for near in read.near]
    return watch_id in named
