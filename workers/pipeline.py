"""THE FIVE STEPS. Start here.

    read -> keep time -> count -> route -> notify

Each is a pure function: state in, state out. None reads a clock, a file or a socket; a host keeps the state and
carries the messages.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from workers.alert.count import count_signal
from workers.alert.ingest import ingest_change
from workers.alert.outbox import plan_delivery
from workers.alert.route import route_change
from workers.alert.state import due_s
from workers.classify.other_languages import load_identifier
from workers.classify.publisher import publisher_of
from workers.classify.tag import tag_article
from workers.detect.clock import keep_time
from workers.detect.origins import ANCHORS
from workers.detect.partition import hear_tick
from workers.errors import PageRejected
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.fingerprint import anchors, signature
from workers.ingest.gist import gist, pack_gist
from workers.model.article import Article
from workers.model.page import Page, Payload
from workers.model.rejection import Rejection
from workers.model.signal import Mention
from workers.model.tags import Tags
from workers.model.trace import child_of, read_traceparent
from workers.rules import Rules
from workers.watch.match import Found, Matches, NearMiss, find_mentions

__all__ = [
    "ReadArticle",
    "Reading",
    "count_signal",
    "due_s",
    "hear_tick",
    "ingest_change",
    "keep_time",
    "open_page",
    "plan_delivery",
    "read_opened",
    "read_page",
    "route_change",
]


class ReadArticle(Struct, frozen=True, kw_only=True):
    """One article with everything the first step made of it."""

    article: Article
    tags: Tags
    found: tuple[Found, ...]
    """The watches it names, counted or not."""
    near: tuple[NearMiss, ...]
    mentions: tuple[Mention, ...]
    """What is counted: empty for an article that was published too long before it was fetched."""
    stale: bool


class Reading(Struct, frozen=True, kw_only=True):
    """What the first step made of a page."""

    page: str
    at: datetime
    """The time all its articles are counted at (UTC)."""
    articles: tuple[ReadArticle, ...]


def read_page(payload: Payload, rules: Rules) -> Reading | Rejection:
    """First step: bytes to articles with tags and mentions. Never raises for bad input."""
    page = open_page(payload, rules)
    return page if isinstance(page, Rejection) else read_opened(page, payload, rules)


def open_page(payload: Payload, rules: Rules) -> Page | Rejection:
    """The first half of the first step: bytes to a page. A host sees by it who had better read the rest."""
    try:
        return decode_page(payload, rules.input)
    except PageRejected as rejected:
        return Rejection(payload=payload, reason=rejected.reason, detail=rejected.detail)


def read_opened(page: Page, payload: Payload, rules: Rules) -> Reading | Rejection:
    """The second half: a page to articles with tags and mentions."""
    try:
        articles = read_articles(page, payload, rules.input, rules.tables)
    except PageRejected as rejected:
        return Rejection(payload=payload, reason=rejected.reason, detail=rejected.detail)
    trace = child_of(read_traceparent(payload.traceparent) or page.traceparent, "read")
    read = tuple(_read_article(article, payload, trace, rules) for article in articles)
    return Reading(page=payload.name, at=articles[0].at, articles=read)


def _read_article(article: Article, payload: Payload, trace: str | None, rules: Rules) -> ReadArticle:
    other = load_identifier() if rules.input.languages == "py3langid" else None
    tags = tag_article(article, rules.knowledge, other)
    matches = find_mentions(article.title, article.text, tags, article.source, rules.matcher)
    stale = _is_stale(article, rules.max_age_s)
    return ReadArticle(
        article=article,
        tags=tags,
        found=matches.mentions,
        near=matches.near,
        mentions=() if stale else tuple(_mentions(article, tags, matches, payload, trace, rules)),
        stale=stale,
    )


def _is_stale(article: Article, max_age_s: int) -> bool:
    """Old news is kept, and not counted: a scraper that finds an archive is no coverage."""
    published = article.published_at
    return published is not None and article.at - published > timedelta(seconds=max_age_s)


def _mentions(
    article: Article, tags: Tags, matches: Matches, payload: Payload, trace: str | None, rules: Rules
) -> Iterator[Mention]:
    counted = [found for found in matches.mentions if found.watch_id in rules.watches]
    if not counted:
        return
    calendar = rules.tables.words.dates.calendar
    fingerprint, named = signature(article.text), anchors(article.text, calendar)
    telling = gist(article.title, article.text, calendar)
    publisher = publisher_of(article.source, rules.knowledge.publishers)
    for found in counted:
        yield Mention(
            watch_id=found.watch_id,
            counted=rules.watches[found.watch_id].counted_hash,
            article_id=article.id,
            at=article.at,
            position=payload.position,
            signature=fingerprint,
            anchors=_own_anchors(named, found.matched),
            gist=pack_gist(telling, found.matched),
            title=article.title,
            url=article.url,
            source=article.source,
            family=publisher.family if publisher else None,
            publisher=publisher.kind if publisher else "other",
            language=tags.language.code,
            regions=tuple(region.code for region in tags.regions if region.score >= 0.5),
            topics=tuple(topic.code for topic in tags.topics),
            matched=found.matched,
            in_title=found.in_title,
            published_at=article.published_at,
            traceparent=trace,
        )


def _own_anchors(named: tuple[tuple[str, int], ...], matched: tuple[str, ...]) -> tuple[int, ...]:
    """The article's anchors without the watch's own words, which all its mentions share."""
    own = {word for term in matched for word in term.casefold().split()}
    return tuple(sorted(number for word, number in named if word.casefold() not in own)[:ANCHORS])
