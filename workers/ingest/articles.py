"""A page to its articles."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.errors import PageRejected
from workers.ingest.address import best_address, canonical, source_of
from workers.ingest.clean import clean_line
from workers.ingest.cut import Piece, cut_page, join_lines, page_lines
from workers.ingest.cut_markup import MarkupPiece, cut_markup
from workers.ingest.date_find import Reference
from workers.ingest.date_line import find_in_dateline
from workers.ingest.date_order import writes_day_first
from workers.ingest.date_zones import country_of
from workers.ingest.dates import find_published, read_published, time_of_page
from workers.ingest.lines import Line
from workers.ingest.rules import InputRules, Tables
from workers.ingest.title_site import without_site
from workers.ingest.words import Kind
from workers.model.article import Article, PublishedFrom
from workers.model.names import short_hash
from workers.model.page import Page, Payload
from workers.model.rejection import Reason

_MOST_LINES = 100_000
_LINES_WITH_DATELINE = 2
"""Of a text: a standfirst may stand above it."""


class About(Struct, frozen=True, kw_only=True):
    """What is true of a whole page, and so of each article on it."""

    at: datetime
    clock_ahead: bool
    url: str | None
    source: str | None
    language: str | None
    country: str | None
    """Whose names of time zones it writes; a code in small letters."""
    published_at: datetime | None = None
    """As the scraper gave it (UTC)."""

    @property
    def when(self) -> Reference:
        """What dates on the page are read against."""
        return Reference(at=self.at, day_first=writes_day_first(self.language, self.source), country=self.country)


def read_articles(page: Page, payload: Payload, rules: InputRules, tables: Tables) -> tuple[Article, ...]:
    """All articles of a page, in its order; at least one.

    Raises:
        PageRejected: it holds none.
    """
    about = about_page(page, payload, rules, tables)
    title = given_title(page)
    if page.text is None:
        return _of_markup(page.html or "", title, about, tables)
    breaks = page.text.count("\n") + page.text.count("\r")
    if breaks > _MOST_LINES:
        raise PageRejected(Reason.TOO_LARGE, f"{breaks:,} lines; expected at most {_MOST_LINES:,}")
    pieces = cut_text(page_lines(page.text, tables.words), title, about.source)
    if not pieces:
        raise PageRejected(Reason.NO_ARTICLE, _why_none(page.text))
    several = len(pieces) > 1
    return tuple(_of_piece(piece, place, several, about, tables) for place, piece in enumerate(pieces))


def cut_text(lines: Sequence[Line], title: str | None, source: str | None) -> tuple[Piece, ...]:
    """Cut a page of lines by the title it was given, without the site's name; see `cut_page`."""
    if title is not None:
        title = without_site(title, source, {line.text for line in lines if line.kind is not Kind.PROSE})
    return cut_page(lines, title)


def title_of(piece: Piece, source: str | None) -> str | None:
    """An article's title, without the site's name."""
    return None if piece.title is None else without_site(piece.title, source)


def about_page(page: Page, payload: Payload, rules: InputRules, tables: Tables) -> About:
    """What a page says of itself as a whole.

    Raises:
        PageRejected: its time is none.
    """
    at, clock_ahead = time_of_page(page, payload)
    url = None if page.url is None else canonical(page.url)
    source = _source(page, url, tables) or payload.source or rules.source
    about = About(
        at=at,
        clock_ahead=clock_ahead,
        url=url,
        source=source,
        language=page.language,
        country=country_of(page.language, source, tables.words.dates.zones),
    )
    if page.published is None:
        return about
    given = read_published(page.published, about.when, tables.words.dates, rules.time_format)
    return replace(about, published_at=given)


def _source(page: Page, url: str | None, tables: Tables) -> str | None:
    """The page's own word, else its address's domain. A word that looks like a host is taken for its domain."""
    said = None if page.source is None else clean_line(page.source)
    if said and ("." not in said or " " in said):
        return said
    return source_of(said or url or "", tables.suffixes)


def given_title(page: Page) -> str | None:
    """The title the scraper gave, cleaned."""
    return None if page.title is None else clean_line(" ".join(page.title.split())) or None


def _of_piece(piece: Piece, place: int, several: bool, about: About, tables: Tables) -> Article:
    text = join_lines(piece.lines)
    title = title_of(piece, about.source)
    published_at, evidence = _published(piece, about, tables)
    return Article(
        id=_identity(about.url, title, text, several=several),
        place=place,
        title=title,
        text=text,
        at=about.at,
        clock_ahead=about.clock_ahead,
        lines=tuple(line.number for line in piece.lines),
        url=about.url,
        source=about.source,
        published_at=published_at,
        published_from=evidence,
        declared_language=about.language,
    )


def _published(piece: Piece, about: About, tables: Tables) -> tuple[datetime | None, PublishedFrom | None]:
    """What the scraper gave is true of the page's own article; else what stands near the text, else its dateline."""
    if about.published_at is not None and piece.own:
        return about.published_at, PublishedFrom.GIVEN
    words, when = tables.words.dates, about.when
    found = find_published((line.text for line in piece.near), when, words)
    if found is None:
        datelines = (find_in_dateline(line.text, words, when) for line in piece.lines[:_LINES_WITH_DATELINE])
        found = next((one for one in datelines if one is not None), None)
    return (None, None) if found is None else (found.at, found.evidence)


def _identity(url: str | None, title: str | None, text: str, *, several: bool) -> str:
    """Page read again, same id: its address; with its title where the page holds several; without address its text."""
    if url is None:
        return short_hash("text", text)
    return short_hash("address", url, title or text) if several else short_hash("address", url)


def _of_markup(html: str, title: str | None, about: About, tables: Tables) -> tuple[Article, ...]:
    from workers.ingest.html import read_markup  # a tenth of a second to import, and only pages of HTML need it

    markup = read_markup(html)
    pieces = cut_markup(markup, title, tables.words)
    if not pieces:
        raise PageRejected(Reason.NO_ARTICLE, "markup without a main text; expected sentences")
    url = best_address(about.url, markup.url, tables.suffixes)
    source = about.source or (None if url is None else source_of(url, tables.suffixes))
    language = about.language or markup.language
    country = country_of(language, source, tables.words.dates.zones)
    said = replace(about, url=url, source=source, language=language, country=country)
    several = len(pieces) > 1
    return tuple(_of_markup_piece(piece, place, several, said, tables) for place, piece in enumerate(pieces))


def _of_markup_piece(cut: MarkupPiece, place: int, several: bool, about: About, tables: Tables) -> Article:
    """As `_of_piece`; its own address goes before the page's, and what the markup says of its time before its text."""
    own = None if cut.link is None else canonical(cut.link)
    here = about if own in (None, about.url) else replace(about, url=own)
    article = _of_piece(cut.piece, place, several and here is about, here, tables)
    article = replace(article, lines=None)
    if article.published_from is PublishedFrom.GIVEN:
        return article
    said = (read_published(text, about.when, tables.words.dates) for text in cut.dates)
    published_at = next((at for at in said if at is not None), None)
    if published_at is None:
        return article
    return replace(article, published_at=published_at, published_from=PublishedFrom.META)


def _why_none(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    words = len(text.split())
    return f"{len(lines):,} lines with {words:,} words, none of them an article's text; expected sentences"
