"""Main text out of markup. The only file that imports trafilatura; it and lxml take a tenth of a second to import."""

from collections.abc import Sequence
from copy import deepcopy

from htmldate import find_date
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, builder  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Document

from workers.errors import PageRejected
from workers.ingest.html_head import Head, dates_in, read_head
from workers.ingest.html_tree import (
    drop_machinery,
    heading_of,
    headlines_in,
    link_of,
    listed_articles,
    parse_markup,
    plain_lines,
    text_of,
)
from workers.ingest.lines import count_words, is_prose
from workers.ingest.markup import Markup, Story
from workers.ingest.markup_size import refuse_endless
from workers.model.rejection import Reason

_LINKS = "//p[a and not(text()[normalize-space()]) and not(*[not(self::a)][normalize-space()])]"
"""Paragraphs of nothing but links: to other stories."""
_NO_LIMIT = "2100-01-01"
"""Else htmldate asks the clock what day it is; what lies beyond the time of fetching is refused later."""
_READING = (LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError)
"""What the libraries raise at markup they were not made for; the page is then read as plain lines."""


def read_markup(html: str) -> Markup:
    """Main text by trafilatura, without its slower second opinions; title, date, address and language by the markup.

    Raises:
        PageRejected: there is no markup in it, more than a parser reads in good time, or nothing but links.
    """
    refuse_endless(html)
    tree = parse_markup(html)
    head = read_head(tree)
    stories = () if head.single else tuple(_listed(element, head) for element in listed_articles(tree))
    if not stories or not all(map(_has_prose, stories)):
        dates = head.dates or _day_in(tree, head.url)
        drop_machinery(tree)
        stories = (Story(title=head.title, lines=_main_lines(tree), dates=dates),)
    plain = None if all(map(_has_prose, stories)) else plain_lines(tree)
    refuse_links(tree, [line for story in stories for line in story.lines] if plain is None else plain.split("\n"))
    return Markup(url=head.url, language=head.language, stories=stories, plain=plain)


def seen_lines(html: str) -> str:
    """All of a page as lines of text, navigation and all.

    Raises:
        PageRejected: there is no markup in it, or more than a parser reads in good time.
    """
    refuse_endless(html)
    return plain_lines(parse_markup(html))


def _main_lines(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of the main text; none if there is none, or trafilatura fails on the page."""
    try:
        found = bare_extraction(tree, fast=True, include_comments=False, include_tables=False, prune_xpath=_LINKS)
    except _READING:
        return ()
    return tuple(found.text.split("\n")) if isinstance(found, Document) and found.text else ()


def _day_in(tree: HtmlElement, url: str | None) -> tuple[str, ...]:
    """The day of publication as htmldate finds it in the whole page, where no markup names a time."""
    try:
        found = find_date(tree, original_date=True, extensive_search=True, url=url, max_date=_NO_LIMIT)
    except _READING:
        return ()
    return (found,) if found else ()


def _listed(element: HtmlElement, head: Head) -> Story:
    """One of several articles, read as a page of its own."""
    heading = text_of(heading_of(element))
    alone = builder.HTML(builder.HEAD(), builder.BODY(deepcopy(element)))
    lines = _main_lines(alone) or tuple(text_of(paragraph) for paragraph in element.iter("p"))
    return Story(title=heading, lines=lines, dates=dates_in(element), link=link_of(element, head.url))


def refuse_links(tree: HtmlElement, lines: Sequence[str]) -> None:
    """Refuse a front page: headlines may be sentences, and are still no text.

    Raises:
        PageRejected: all that is a sentence among the lines, or on the page, is a link.
    """
    headlines = headlines_in(tree)
    sentences = [line for line in lines if is_prose(line, count_words(line))]
    if not sentences or not all(_is_headline(line, headlines) for line in sentences):
        return
    raise PageRejected(Reason.NO_ARTICLE, f"all {len(sentences)} sentences are links; expected an article's text")


def _is_headline(line: str, headlines: frozenset[str]) -> bool:
    """Whether no sentence is left of a line without the links in it."""
    if line in headlines:
        return True
    for headline in headlines:
        line = line.replace(headline, " ")
    return not is_prose(line, count_words(line))


def _has_prose(story: Story) -> bool:
    return any(is_prose(line, count_words(line)) for line in story.lines)
