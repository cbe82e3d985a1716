"""Pages of HTML that are mostly links, and articles with links in them."""

import pytest

from tests.builders import payload
from tests.unit.ingest.pages import HARBOUR, read, tables, text_of
from tests.unit.ingest.test_html import markup
from workers.errors import PageRejected
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.rules import InputRules
from workers.model.rejection import Reason

HEADLINES = (
    "Council of Saltmouth votes to rebuild the stone harbour that a storm tore open.",
    "A frost destroys most of the apple blossom in the Vell valley, growers say",
    "Comet seen from Pico Alto will pass inside the orbit of Venus in the autumn.",
    "Did the mayor of Saltmouth promise more than the harbour fund can pay for?",
)


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="/{0}">{1}</a></li>',
        '<h3><a href="/{0}">{1}</a></h3>',
        '<div><span><a href="/{0}"><b>{1}</b></a></span> <small>2 hours ago</small></div>',
        '<article><a href="/{0}"><h2>{1}</h2></a></article>',
        '<a href="/{0}">{1}</a> | ',
    ],
)
@pytest.mark.parametrize("times", [1, 6])
def test_a_page_of_nothing_but_links_is_no_article(row: str, times: int) -> None:
    """Headlines may be sentences, with a full stop and all."""
    rows = "".join(row.format(place, headline) for place, headline in enumerate(HEADLINES * times))
    page = payload(f"<html><head><title>News</title></head><body><main>{rows}</main></body></html>".encode())

    with pytest.raises(PageRejected) as refused:
        read_articles(decode_page(page, InputRules()), page, InputRules(), tables())
    assert refused.value.reason is Reason.NO_ARTICLE


def test_an_article_with_links_in_its_sentences_and_headlines_below_it_is_one() -> None:
    links = "".join(f'<li><a href="/{place}">{headline}</a></li>' for place, headline in enumerate(HEADLINES))
    linked = HARBOUR[1].replace("the harbour fund", '<a href="/fund">the fund that the harbour has</a>')
    (article,) = read(markup(HARBOUR[0], linked, *HARBOUR[2:]).replace("</article>", f"</article><ul>{links}</ul>"))

    assert "the fund that the harbour has" in article.text
    assert HEADLINES[1] not in article.text


def test_an_article_in_a_link_that_nobody_closed_is_one() -> None:
    (article,) = read(markup(*HARBOUR).replace("<h1>", '<a href="/top"><h1>'))

    assert article.text == text_of(*HARBOUR)
