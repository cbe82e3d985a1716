import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import payload
from tests.unit.ingest.pages import (
    ANOTHER_STORY_ABOVE,
    DATE_AND_FORM,
    HARBOUR,
    NAVIGATION_AROUND,
    OBSERVATORY,
    ORCHARD,
    PLAIN,
    TEASERS,
    THREE_ARTICLES,
    tables,
)
from workers.errors import PageRejected
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.explain import explain_page
from workers.model.article import Article
from workers.model.explained import ExplainedPage, Fate

DIRT = (
    "Related articles", "Loading...", "Leave a Reply", "Comments", "Share", "Photo: Jan Veit", "By Hanna Lund",
    "March 9, 2025 7:45 am", "Coast and harbour", "Bright comet to pass Venus", "Apple harvest lost to frost",
    "Saltmouth rebuilds its harbour", "", "All rights reserved.", "RSS",
)  # fmt: skip
MARKUP = f"""<!doctype html><html lang="en"><head><title>Harbour to be rebuilt | The Tide</title>
<meta property="og:title" content="Harbour to be rebuilt"></head><body><nav><ul><li><a href="/">Home</a></li>
<li><a href="/w">Weather of the week</a></li></ul></nav><article><h1>Harbour to be rebuilt</h1>
{"".join(f"<p>{line}</p>" for line in HARBOUR)}</article><footer><p>Write to the editors of The Tide</p></footer>
</body></html>"""


def look(value: str | bytes) -> tuple[ExplainedPage, tuple[Article, ...]]:
    """What is said of a page, and what is read from it; no article where it is refused."""
    came = payload(value)
    page = decode_page(came, PLAIN)
    explained = explain_page(page, came, tables())
    try:
        return explained, read_articles(page, came, PLAIN, tables())
    except PageRejected:
        return explained, ()


def fates(explained: ExplainedPage, *texts: str) -> list[Fate]:
    found = {line.text: line.fate for line in explained.lines}
    return [found[text] for text in texts]


def joined(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())


def agrees(value: str) -> None:
    explained, articles = look(value)

    assert explained.titles == tuple(article.title for article in articles)
    for article in articles:
        kept = [line for line in explained.lines if line.article == article.place and line.fate is Fate.TEXT]
        assert joined(line.text for line in kept) == joined([article.text])
        assert article.lines in (None, tuple(line.number for line in kept))


@given(st.lists(st.sampled_from((*HARBOUR, *ORCHARD, *OBSERVATORY, *DIRT)), max_size=30))
def test_what_is_said_to_be_kept_is_the_articles_text(lines: list[str]) -> None:
    agrees("\n".join([".", *lines]))


@given(st.lists(st.sampled_from((*HARBOUR, *ORCHARD, *DIRT)), min_size=1, max_size=30))
def test_of_a_page_that_came_with_a_title_too(lines: list[str]) -> None:
    agrees(json.dumps({"title": "Saltmouth rebuilds its harbour", "text": "\n".join([HARBOUR[0], *lines])}))


@given(st.lists(st.sampled_from((*HARBOUR, *ORCHARD, *DIRT)), max_size=20))
def test_of_markup_too(lines: list[str]) -> None:
    agrees(MARKUP.replace("</article>", "".join(f"<p>{line}</p>" for line in lines) + "</article>"))


@pytest.mark.parametrize("page", [ANOTHER_STORY_ABOVE, DATE_AND_FORM, NAVIGATION_AROUND, THREE_ARTICLES, MARKUP])
def test_every_line_has_a_fate_and_only_what_was_kept_an_article(page: str) -> None:
    explained, _ = look(page)

    assert all((line.article is not None) == line.fate.kept for line in explained.lines)
    if page is not MARKUP:
        assert [line.number for line in explained.lines] == list(range(1, len(page.split("\n")) + 1))


def test_teasers_around_an_article_are_told_from_it() -> None:
    explained, _ = look(ANOTHER_STORY_ABOVE)

    assert [line.fate for line in explained.lines[:4]] == [Fate.SHORT, Fate.OTHER_STORY, Fate.NOT_LOADED, Fate.TEXT]
    assert [line.fate for line in explained.lines[-3:]] == [Fate.REPEATED, Fate.OTHER_STORY, Fate.OTHER_STORY]


def test_title_date_and_form_are_named() -> None:
    explained, _ = look(DATE_AND_FORM)

    assert [line.fate for line in explained.lines if line.fate is not Fate.TEXT] == [
        *(Fate.DATE, Fate.NOISE, Fate.SHORT, Fate.BLANK, Fate.REPEATED, Fate.BLANK, Fate.TITLE),
        *(Fate.END, Fate.NOISE, Fate.NOISE, Fate.AFTER_END),
    ]


def test_navigation_adverts_and_other_stories_are_named() -> None:
    explained, _ = look(NAVIGATION_AROUND)

    assert fates(
        explained,
        *("Skip to content", "Politics", "By Hanna Lund", "March 9, 2025 7:45 am", "Advertisement"),
        *("Related articles", "Court to rule on lorry toll", "All rights reserved."),
    ) == [Fate.NOISE, Fate.SHORT, Fate.BYLINE, Fate.DATE, Fate.NOISE, Fate.ASIDE, Fate.SHORT, Fate.END]


def test_each_line_names_the_article_it_was_kept_for() -> None:
    explained, _ = look(THREE_ARTICLES)

    assert [line.article for line in explained.lines if line.fate is Fate.TITLE] == [0, 1, 2]


def test_of_a_page_that_is_refused_the_teasers_are_named() -> None:
    explained, articles = look(TEASERS)

    assert articles == ()
    assert {line.fate for line in explained.lines} == {Fate.SHORT, Fate.TEASER, Fate.STAMP}


def test_what_the_extractor_leaves_out_of_markup_stands_where_a_reader_sees_it() -> None:
    explained, _ = look(MARKUP)

    assert [(line.text, line.fate) for line in explained.lines] == [
        ("Home", Fate.NOISE),
        ("Weather of the week", Fate.NOT_MAIN),
        ("Harbour to be rebuilt", Fate.TITLE),
        *((line, Fate.TEXT) for line in HARBOUR),
        ("Write to the editors of The Tide", Fate.NOT_MAIN),
    ]


def test_markup_of_links_alone_has_no_article() -> None:
    links = "".join(f"<p><a href='/{at}'>{line}</a></p>" for at, line in enumerate(HARBOUR))
    explained, articles = look(f"<!doctype html><html><body>{links}</body></html>")

    assert articles == ()
    assert [line.fate for line in explained.lines] == [Fate.NO_ARTICLE] * len(HARBOUR)
