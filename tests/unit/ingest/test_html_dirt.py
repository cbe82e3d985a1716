"""What extractors take for text in pages of HTML."""

import pytest

from tests.unit.ingest.pages import HARBOUR, ORCHARD, read
from workers.errors import PageRejected
from workers.model.article import Article
from workers.model.rejection import Reason

TITLE = "Saltmouth rebuilds its harbour"


def article_of(above: str = "", below: str = "") -> Article:
    """What is read of a page of HTML with something above its text, and something below."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in HARBOUR)
    (article,) = read(
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{above}{paragraphs}{below}"
        "</article></body></html>"
    )
    return article


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "vor 2 Stunden",
        "3 години тому",
        "5時間前",
        "Noemi Lund — Karlsholm, 4 March 2025",
        "Jan Veit | Oberau, 4 de marzo de 2025",
    ],
)
def test_a_line_that_says_when_and_by_whom_is_no_text(line: str) -> None:
    assert article_of(above=f"<p>{line}</p>").text.startswith(HARBOUR[0])


@pytest.mark.parametrize(
    "line", ["How Saltmouth lost its harbour on 9 January 2025", "Three hours that changed a town"]
)
def test_a_heading_that_names_a_day_is_text(line: str) -> None:
    assert article_of(above=f"<p>{line}</p>").text.startswith(line)


def test_an_offer_to_subscribe_and_what_is_below_it_is_no_text() -> None:
    offer = (
        "<p>This article is for subscribers</p><p>Read on for one crown a month, and cancel whenever you like to.</p>"
    )

    assert article_of(below=offer).text.endswith(HARBOUR[-1])


def test_an_offer_to_subscribe_in_mid_text_ends_nothing() -> None:
    rest = "".join(f"<p>{paragraph}</p>" for paragraph in ORCHARD)

    assert article_of(below=f"<p>This article is for subscribers</p>{rest}").text.endswith(ORCHARD[-1])


def test_headlines_below_the_last_sentence_are_no_text() -> None:
    links = "<p>Plum blossom three weeks early</p><p>Ten walks along the coast</p>"

    assert article_of(below=links).text.endswith(HARBOUR[-1])


def test_a_short_last_sentence_is_text() -> None:
    assert article_of(below="<p>Nobody was hurt.</p>").text.endswith("Nobody was hurt.")


@pytest.mark.parametrize(
    "notice",
    [
        "You need to enable JavaScript to run this app.",
        "Um diese Seite zu sehen, müssen Sie in Ihrem Browser JavaScript aktivieren.",
        "Para ver esta página es necesario activar JavaScript en su navegador.",
    ],
)
def test_a_page_of_nothing_but_a_notice_is_refused(notice: str) -> None:
    with pytest.raises(PageRejected) as raised:
        read(f"<html><body><noscript>{notice}</noscript><div>Please stand by</div></body></html>")

    assert raised.value.reason is Reason.NO_ARTICLE
