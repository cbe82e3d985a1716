import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import payload
from tests.unit.ingest.pages import HARBOUR, read, tables, text_of
from workers.errors import PageRejected
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.html import seen_lines
from workers.ingest.rules import InputRules
from workers.model.article import Article, PublishedFrom
from workers.model.rejection import Reason

MENU = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(12))


def markup(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Saltmouth rebuilds its harbour</title>{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav><article><h1>Saltmouth rebuilds its harbour</h1>{body}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


@pytest.mark.parametrize("outer", ["article", "main", "section", "p"])
@pytest.mark.parametrize("begin", ["", "<title>The Tide</title>", "<html lang=en><head><title>The Tide</title>"])
def test_a_page_without_tags_for_its_head_and_body_is_seen_whole(begin: str, outer: str) -> None:
    """To the parser, elements that it does not know go on the head."""
    assert seen_lines(f"{begin}<{outer}>The harbour <b>reopened</b>.</{outer}>") == "The harbour reopened."


def test_a_page_of_html_is_its_article() -> None:
    head = '<meta property="article:published_time" content="2025-03-06T14:20:00Z">'
    (article,) = read(markup(*HARBOUR, head=head))

    assert article.title == "Saltmouth rebuilds its harbour"
    assert article.text == text_of(*HARBOUR)
    assert article.published_at == datetime(2025, 3, 6, 14, 20, tzinfo=UTC)
    assert article.published_from is PublishedFrom.META
    assert article.lines is None


def test_a_date_in_the_future_is_not_believed() -> None:
    head = '<meta property="article:published_time" content="2026-03-06T14:20:00Z">'
    (article,) = read(markup(*HARBOUR, head=head))

    assert article.published_at is None


def test_the_address_the_page_gives_itself_stands_in_for_a_missing_one() -> None:
    (article,) = read(markup(*HARBOUR, head='<link rel="canonical" href="https://www.tide.example/harbour">'))

    assert article.url == "https://www.tide.example/harbour"
    assert article.source == "tide.example"


def test_the_address_the_scraper_gave_goes_before_the_pages_own() -> None:
    html = markup(*HARBOUR, head='<link rel="canonical" href="https://elsewhere.example/harbour">')
    (article,) = read(json.dumps({"html": html, "url": "https://www.tide.example/harbour"}))

    assert (article.url, article.source) == ("https://www.tide.example/harbour", "tide.example")


@pytest.mark.parametrize(
    "html",
    ["<html></html>", f"<html><body><nav>{MENU}</nav></body></html>", "<html><p>a b c</p>", "<html>" + "<" * 500],
)
def test_markup_without_a_main_text_is_refused(html: str) -> None:
    with pytest.raises(PageRejected) as refusal:
        read(html)

    assert refusal.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize("tag", ["div", "font", "ul><li"])
def test_what_was_never_closed_is_read(tag: str) -> None:
    """Old pages open an element a paragraph and never close one."""
    (article,) = read("<html><body>" + "".join(f"<p>{paragraph}" + f"<{tag}>" * 150 for paragraph in HARBOUR))

    assert article.text.split() == text_of(*HARBOUR).split()


def test_deep_nesting_does_no_harm() -> None:
    with pytest.raises(PageRejected):
        read("<html><body>" + "<div>" * 20_000 + HARBOUR[0])


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Tide"}, fields]}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        linked(**{"@type": ["NewsArticle"], "datePublished": "2025-03-06T15:20:00+01:00"}),
        '<meta itemprop="datePublished" content="Thu, 06 Mar 2025 14:20:00 GMT">',
        '<meta name="parsely-pub-date" content="2025-03-06 14:20">',
        '<meta name="date" content="0001-01-01T00:00:00Z"><time itemprop="datePublished" datetime="2025-03-06T14:20Z">',
    ],
    ids=["linked data", "itemprop", "name", "an unknown date"],
)
def test_the_time_of_publication_stands_in_markup_for_machines(head: str) -> None:
    (article,) = read(markup(*HARBOUR, head=head))

    assert article.published_at == datetime(2025, 3, 6, 14, 20, tzinfo=UTC)
    assert article.published_from is PublishedFrom.META


def test_a_day_in_the_page_stands_in_for_a_time() -> None:
    (article,) = read(markup('<span class="date">Published: 2025-03-06</span>', *HARBOUR))

    assert article.published_at == datetime(2025, 3, 6, tzinfo=UTC)
    assert article.published_from is PublishedFrom.META


def test_what_an_article_only_names_does_not_date_it() -> None:
    """Linked data hold the comments and the related stories of an article, too."""
    comment = {"@type": "BlogPosting", "datePublished": "2020-01-01"}
    head = linked(**{"@type": "NewsArticle", "datePublished": "2025-03-06", "comment": [comment], "isPartOf": comment})
    (article,) = read(markup(*HARBOUR, head=linked(**{"@type": "WebPage", "about": comment}) + head))

    assert article.published_at == datetime(2025, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("whole", "head", "heading", "title"),
    [
        ("Saltmouth rebuilds | The Tide", "", "The Tide", "Saltmouth rebuilds"),
        ("Saltmouth rebuilds - The Tide", "", "Saltmouth rebuilds", "Saltmouth rebuilds"),
        ("News", '<meta property="og:title" content="Saltmouth rebuilds">', "Latest", "Saltmouth rebuilds"),
        (
            "News",
            '<meta name="og:title" content="Saltmouth rebuilds - Tide"><meta name="og:site_name" content="Tide">',
            "Latest",
            "Saltmouth rebuilds",
        ),
        ("", "", "Saltmouth rebuilds", "Saltmouth rebuilds"),
        ("", linked(**{"@type": "NewsArticle", "headline": "Saltmouth rebuilds"}), "", "Saltmouth rebuilds"),
    ],
)
def test_the_title_is_the_articles_and_not_the_sites(whole: str, head: str, heading: str, title: str) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in HARBOUR)
    (article,) = read(
        f"<!doctype html><html><head><title>{whole}</title>{head}</head><body><h1>{heading}</h1>{body}</body></html>"
    )

    assert article.title == title


def test_the_language_is_the_one_the_page_declares() -> None:
    (article,) = read(markup(*HARBOUR))

    assert article.declared_language == "en"


def test_links_to_other_stories_and_menus_are_not_text() -> None:
    """Their names would be taken for mentions."""
    teaser = '<a href="/2"><strong>Read also: Vell valley counts its losses after the frost of the century</strong></a>'
    tags = "".join(f"<div>Tag number {number}</div>" for number in range(20))
    (article,) = read(markup(*HARBOUR[:3], teaser, *HARBOUR[3:], tags))

    assert article.text == text_of(*HARBOUR)


@pytest.mark.parametrize("around", ["footer", "aside", 'div class="comments"'])
def test_where_no_main_text_is_found_the_pages_lines_are_read(around: str) -> None:
    html = markup(head='<meta property="article:published_time" content="2025-03-06T14:20:00Z">')
    body = "".join(f"<p>{paragraph}</p>" for paragraph in HARBOUR)
    (article,) = read(html.replace("<footer>", f"<{around}>{body}</{around.split()[0]}><footer>"))

    assert article.text == text_of(*HARBOUR)
    assert (article.title, article.lines) == ("Saltmouth rebuilds its harbour", None)
    assert article.published_at == datetime(2025, 3, 6, 14, 20, tzinfo=UTC)


PIECES = (
    *(
        "<p>",
        "</p>",
        "<div ",
        "<article>",
        "<h2>",
        "<title>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<table><tr>",
        "<svg>",
    ),
    *("<script type=application/ld+json>", '{"@type":"NewsArticle","datePublished":', "[", "'", '"', "&#x0;"),
    *("<link rel=canonical href=http://[", "<time datetime=9999-99-99>", "<html lang=", "<meta property=og:title "),
    *HARBOUR,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4) | st.binary(max_size=3), max_size=25))
def test_any_markup_is_read_or_refused(pieces: list[str | bytes]) -> None:
    inner = b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace") for piece in pieces)
    found = read_or_refuse(b"<html><body>" + inner)

    assert isinstance(found, PageRejected) or all(article.text.strip() for article in found)


def read_or_refuse(value: bytes) -> tuple[Article, ...] | PageRejected:
    page = payload(value, kind="html")
    try:
        return read_articles(decode_page(page, InputRules()), page, InputRules(), tables())
    except PageRejected as refusal:
        return refusal
