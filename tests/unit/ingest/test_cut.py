import json
from datetime import UTC, datetime

import pytest

from tests.unit.ingest.pages import (
    ANOTHER_STORY_ABOVE,
    DATE_AND_FORM,
    HARBOUR,
    NAVIGATION_AROUND,
    OBSERVATORY,
    ORCHARD,
    TEASERS,
    THREE_ARTICLES,
    read,
    text_of,
)
from workers.errors import PageRejected
from workers.model.article import PublishedFrom
from workers.model.rejection import Reason


def page(**fields: object) -> str:
    return json.dumps(fields)


def test_another_storys_headline_is_not_the_title_and_its_teasers_are_not_the_text() -> None:
    (article,) = read(ANOTHER_STORY_ABOVE)

    assert article.title is None
    assert article.text == text_of(*HARBOUR)
    assert article.lines == (4, 5, 6, 7, 8)


def test_a_title_that_stands_twice_is_the_title_and_a_glued_date_is_read() -> None:
    (article,) = read(DATE_AND_FORM)

    assert article.title == "Saltmouth votes to rebuild its harbour!"
    assert article.text == text_of(*HARBOUR)
    assert article.published_at == datetime(2025, 3, 6, 14, 20, tzinfo=UTC)
    assert article.published_from is PublishedFrom.TEXT


def test_three_articles_on_a_page_are_three() -> None:
    articles = read(THREE_ARTICLES)

    assert [article.title for article in articles] == [
        "Saltmouth Council Votes to Rebuild Storm-Torn Harbour",
        "April Frost Destroys Apple Blossom in the Vell Valley",
        "Bright Comet to Pass Venus, Observatory Astronomers Say",
    ]
    assert [article.text for article in articles] == [text_of(*story) for story in (HARBOUR, ORCHARD, OBSERVATORY)]
    assert [article.place for article in articles] == [0, 1, 2]
    assert len({article.id for article in articles}) == 3


def test_articles_with_nothing_between_them_are_cut_at_their_headlines() -> None:
    stories = (("Bright comet to pass Venus", OBSERVATORY), ("Apple harvest lost to frost in the valley", ORCHARD))
    articles = read("\n".join(line for title, story in stories for line in (title, *story)))

    assert [article.title for article in articles] == [title for title, _ in stories]
    assert [article.text for article in articles] == [text_of(*story) for _, story in stories]


def test_a_heading_inside_an_article_cuts_nothing() -> None:
    (article,) = read(text_of("Saltmouth rebuilds its harbour", *HARBOUR[:3], "A HIGHER BREAKWATER", *HARBOUR[3:]))

    assert article.text == text_of(*HARBOUR[:3], "A HIGHER BREAKWATER", *HARBOUR[3:])


def test_a_headline_like_heading_of_the_same_story_cuts_nothing() -> None:
    more = (
        "Brandt said that the fishermen of Saltmouth would get a part of the harbour fund for lost boats.",
        "The coastal office in Karlsholm wants engineers to test the stone of the old breakwater before work begins.",
        "If the ministry pays, the council of Saltmouth will open the harbour to larger crews in two years.",
        "The storm of January was the third in ten years to tear at the breakwater, engineers of the office said.",
    )
    text = text_of("Saltmouth rebuilds its harbour", *HARBOUR, "Fund for Fishermen and Their Boats", *more)

    assert len(read(text)) == 1


def test_navigation_adverts_and_lists_of_other_stories_are_left_out() -> None:
    (article,) = read(NAVIGATION_AROUND)

    assert article.title == "Valley growers lose apple harvest to April frost"
    assert article.text == text_of(*ORCHARD)
    assert article.published_at == datetime(2025, 3, 9, 7, 45, tzinfo=UTC)


def test_readers_comments_are_no_article() -> None:
    comment = "I have lived in this town for forty years and nobody ever asked me about the harbour. " * 3
    (article,) = read(
        text_of("Saltmouth rebuilds its harbour", *HARBOUR, "Comments", *[comment + str(n) for n in range(9)])
    )

    assert article.text == text_of(*HARBOUR)


def test_a_paragraph_broken_to_fit_a_width_is_whole_again() -> None:
    broken = HARBOUR[0].replace("stone harbour", "stone\nharbour")
    (article,) = read(f"Saltmouth rebuilds its harbour\n\n{broken}\n\n{text_of(*HARBOUR[1:])}")

    assert article.text == text_of(*HARBOUR)


def test_a_page_of_teasers_is_refused() -> None:
    with pytest.raises(PageRejected) as refusal:
        read(TEASERS)

    assert refusal.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize("text", ["word\n" * 10_000, "1 2 3\n" * 50, "-----", "Home\nNews\nContact"])
def test_a_page_without_a_sentence_is_refused(text: str) -> None:
    with pytest.raises(PageRejected) as refusal:
        read(text)

    assert refusal.value.reason is Reason.NO_ARTICLE


def test_a_page_of_endless_line_breaks_is_refused() -> None:
    """A value for each of them would take hundreds of megabytes."""
    with pytest.raises(PageRejected) as refusal:
        read("a" + "\n" * 200_000)

    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "text",
    [
        HARBOUR[0],
        text_of(*HARBOUR),
        "Net 12 cts vs 9 cts\nRevs 1.2 mln vs 1.1 mln\n12.4  13.8\nAvg shrs 900,000",
        "Rates unchanged",
    ],
)
def test_a_text_that_came_with_a_title_comes_through_whole(text: str) -> None:
    (article,) = read(page(title="Saltmouth rebuilds its harbour", text=text))

    assert article.title == "Saltmouth rebuilds its harbour"
    assert article.text.split() == text.split()


def test_the_text_does_not_say_its_title_again() -> None:
    title = "Saltmouth rebuilds its harbour"
    (article,) = read(page(title=title, text=text_of(title, title.upper(), *HARBOUR)))

    assert article.text == text_of(*HARBOUR)


def test_what_came_along_with_a_given_text_is_cut_off() -> None:
    text = text_of("Saltmouth harbour to be rebuilt", *HARBOUR, "Share this", "Leave a Reply", "Your Name")
    (article,) = read(page(title="Saltmouth harbour to be rebuilt", text=text))

    assert article.text == text_of(*HARBOUR)


def test_a_given_title_belongs_to_the_article_it_fits() -> None:
    articles = read(page(title="Frost Destroys Apple Blossom", text=THREE_ARTICLES, published="2025-03-01"))

    assert [article.title for article in articles][1] == "Frost Destroys Apple Blossom"
    assert [article.published_from for article in articles] == [None, PublishedFrom.GIVEN, None]
