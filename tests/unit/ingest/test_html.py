import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ingest.pages import HARBOUR, read, text_of
from workers.errors import PageRejected
from workers.ingest.html import Markup, read_markup
from workers.model.article import PublishedFrom
from workers.model.rejection import Reason

MENU = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(12))


def markup(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Saltmouth rebuilds its harbour</title>{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav><article><h1>Saltmouth rebuilds its harbour</h1>{body}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def test_a_page_of_html_is_its_article() -> None:
    head = '<meta property="article:published_time" content="2025-03-06T14:20:00Z">'
    (article,) = read(markup(*HARBOUR, head=head))

    assert article.title == "Saltmouth rebuilds its harbour"
    assert article.text == text_of(*HARBOUR)
    assert article.published_at == datetime(2025, 3, 6, tzinfo=UTC)
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


def test_deep_nesting_does_no_harm() -> None:
    with pytest.raises(PageRejected):
        read("<html><body>" + "<div>" * 20_000)


@settings(max_examples=30)
@given(st.text(alphabet="<>/=\"' apdiv&#;x1\n\x0b", max_size=120))
def test_any_markup_is_read_or_refused(inner: str) -> None:
    found = read_or_refuse(f"<html><body>{inner}")

    assert found.reason is Reason.NO_ARTICLE if isinstance(found, PageRejected) else found.lines


def read_or_refuse(html: str) -> Markup | PageRejected:
    try:
        return read_markup(html)
    except PageRejected as refusal:
        return refusal
