"""Pages of HTML that are plainly a list of whole articles, and pages that are not."""

from datetime import UTC, datetime

import pytest

from tests.unit.ingest.pages import HARBOUR, OBSERVATORY, ORCHARD, read, text_of
from tests.unit.ingest.test_html import MENU, linked, markup


def whole(title: str, *paragraphs: str, link: str = "", time: str = "") -> str:
    heading = f'<a href="{link}">{title}</a>' if link else title
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<article><h2>{heading}</h2><time datetime="{time}"></time>{body}</article>'


HARBOUR_STORY = whole("Saltmouth rebuilds its harbour", *HARBOUR, link="/harbour", time="2025-03-06T14:20:00Z")
ORCHARD_STORY = whole("Frost takes the apple blossom", *ORCHARD, link="/orchard#more", time="2025-03-05T09:00:00Z")
COMET_STORY = whole("A comet for the autumn", *OBSERVATORY)


def list_of(*stories: str, head: str = "") -> str:
    site = '<link rel="canonical" href="https://www.tide.example/today">'
    return (
        f"<!doctype html><html><head><title>The Tide</title>{site}{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav><main>{''.join(stories)}</main></body></html>"
    )


def test_a_list_of_whole_articles_is_several() -> None:
    found = read(list_of(HARBOUR_STORY, ORCHARD_STORY, COMET_STORY))

    assert [article.title for article in found] == [
        "Saltmouth rebuilds its harbour",
        "Frost takes the apple blossom",
        "A comet for the autumn",
    ]
    assert [article.text for article in found] == [text_of(*HARBOUR), text_of(*ORCHARD), text_of(*OBSERVATORY)]
    assert [article.url for article in found] == [
        "https://www.tide.example/harbour",
        "https://www.tide.example/orchard",
        "https://www.tide.example/today",
    ]
    assert [article.published_at for article in found] == [
        datetime(2025, 3, 6, 14, 20, tzinfo=UTC),
        datetime(2025, 3, 5, 9, tzinfo=UTC),
        None,
    ]
    assert [article.place for article in found] == [0, 1, 2]


def test_an_article_has_the_same_id_in_a_list_as_on_its_own_page() -> None:
    own = '<link rel="canonical" href="https://www.tide.example/harbour">'
    (alone,) = read(markup(*HARBOUR, head=own))

    assert read(list_of(HARBOUR_STORY, COMET_STORY))[0].id == alone.id


@pytest.mark.parametrize(
    "html",
    [
        list_of(HARBOUR_STORY, whole("Frost takes the apple blossom", ORCHARD[0])),
        list_of(HARBOUR_STORY, COMET_STORY, head='<meta property="og:type" content="article">'),
        list_of(HARBOUR_STORY, COMET_STORY, head=linked(**{"@type": "LiveBlogPosting", "headline": "Live"})),
        list_of(HARBOUR_STORY, COMET_STORY.replace("h2", "div")),
        list_of(HARBOUR_STORY, HARBOUR_STORY),
    ],
    ids=["a teaser", "says it is one", "a live blog", "no heading", "twice the same"],
)
def test_any_other_page_is_one_article(html: str) -> None:
    assert len(read(html)) == 1
