"""One page's reading as the outside sees it: a line of `read --json`, and the records of the flow `articles`."""

from datetime import datetime

import msgspec
from msgspec import Struct, field

from workers.model.rejection import Rejection
from workers.model.tags import Language, Region, Topic
from workers.pipeline import ReadArticle, Reading


class MentionReport(Struct, frozen=True, kw_only=True):
    """A watch the article names."""

    watch: str
    matched: tuple[str, ...]
    in_title: bool


class NearReport(Struct, frozen=True, kw_only=True):
    """A watch it only nearly names."""

    watch: str
    matched: tuple[str, ...]
    because: str


class ArticleReport(Struct, frozen=True, kw_only=True):
    """One article with all that was made of it. Times in UTC."""

    id: str
    place: int
    url: str | None
    source: str | None
    title: str | None
    text: str
    lines: tuple[int, ...] | None
    published_at: datetime | None
    published_from: str | None
    fetched_at: datetime
    language: Language
    regions: tuple[Region, ...]
    topics: tuple[Topic, ...]
    mentions: tuple[MentionReport, ...]
    near: tuple[NearReport, ...]
    stale: bool = False
    """Published too long before it was fetched to be counted."""
    clock_ahead: bool = False
    """The page claimed a time after its own record."""


class RejectedReport(Struct, frozen=True, kw_only=True):
    """Why a page was refused."""

    reason: str
    detail: str


class PageReport(Struct, frozen=True, kw_only=True):
    """One page: its articles, or why there are none."""

    page: str
    rejected: RejectedReport | None = None
    articles: tuple[ArticleReport, ...] = field(default_factory=tuple)


def report_article(read: ReadArticle) -> ArticleReport:
    """Say what was made of one article."""
    article = read.article
    found = (MentionReport(watch=one.watch_id, matched=one.matched, in_title=one.in_title) for one in read.found)
    near = (NearReport(watch=one.watch_id, matched=one.matched, because=one.because.value) for one in read.near)
    return ArticleReport(
        id=article.id,
        place=article.place,
        url=article.url,
        source=article.source,
        title=article.title,
        text=article.text,
        lines=article.lines,
        published_at=article.published_at,
        published_from=article.published_from.value if article.published_from else None,
        fetched_at=article.at,
        language=read.tags.language,
        regions=read.tags.regions,
        topics=read.tags.topics,
        mentions=tuple(found),
        near=tuple(near),
        stale=read.stale,
        clock_ahead=article.clock_ahead,
    )


def report_page(read: Reading | Rejection) -> PageReport:
    """Say what was made of one page."""
    if isinstance(read, Rejection):
        refused = RejectedReport(reason=read.reason.value, detail=read.detail)
        return PageReport(page=read.payload.name, rejected=refused)
    return PageReport(page=read.page, articles=tuple(report_article(article) for article in read.articles))


_encoder = msgspec.json.Encoder()


def encode_article(read: ReadArticle) -> bytes:
    """One article as JSON."""
    return _encoder.encode(report_article(read))
