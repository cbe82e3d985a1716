"""What common tools make of one page, read with the format of that tool: `scraped/write.sh` runs the tools."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.ingest.pages import read
from workers.ingest.rules import FORMATS, InputRules
from workers.model.article import PublishedFrom

SCRAPED = Path(__file__).parent / "scraped"
TITLE = "Island post boat makes its last round"
URL = "https://www.skerryherald.example/islands/post-boat-last-round"
DOMAIN, NAME = "skerryherald.example", "The Skerry Herald"
BEGINS = "The post boat of the Outer Skerries made its last round on Thursday, ninety-eight years after"
ENDS = "make a floating library of it. The first books are to be lent in May."
SAID = datetime(2025, 3, 6, 17, 40, tzinfo=UTC)
"""As the page says it: 18:40 at +01:00."""
ZONELESS = datetime(2025, 3, 6, 18, 40, tzinfo=UTC)
DAY = datetime(2025, 3, 6, tzinfo=UTC)
FETCHED = datetime(2025, 3, 7, 5, 2, 11, tzinfo=UTC)
RECORDED = datetime(2025, 3, 10, 12, tzinfo=UTC)
"""When the tool does not say when it fetched the page."""


@pytest.mark.parametrize(
    ("file", "source", "published", "at", "language"),
    [
        ("news-please.json", DOMAIN, ZONELESS, FETCHED, "en"),
        ("news-please-undated.json", DOMAIN, ZONELESS, RECORDED, "en"),
        ("scrapy.jsonl", DOMAIN, SAID, FETCHED, None),
        ("trafilatura.json", DOMAIN, DAY, RECORDED, None),
        ("fundus.json", NAME, SAID, FETCHED, "en"),
        ("ninjs-1.json", NAME, SAID, FETCHED, "en"),
        ("ninjs-2.json", NAME, SAID, FETCHED, "en"),
        ("ninjs-3.json", NAME, SAID, FETCHED, "en"),
    ],
)
def test_what_a_tool_makes_of_a_page_is_the_article(
    file: str, source: str, published: datetime, at: datetime, language: str | None
) -> None:
    for line in pages(file):
        (article,) = read(line, rules_for(file))

        assert (article.title, article.url, article.source) == (TITLE, URL, source)
        assert article.text.startswith(BEGINS)
        assert article.text.endswith(ENDS)
        assert len(article.text.splitlines()) == 4
        assert (article.published_at, article.published_from) == (published, PublishedFrom.GIVEN)
        assert (article.at, article.declared_language) == (at, language)


@pytest.mark.parametrize("file", ["trafilatura-text-only.json", "fundus-default.json"])
def test_the_least_that_a_tool_writes_is_enough(file: str) -> None:
    """Without an address, and of trafilatura without a title: it writes one as the first line of the text."""
    (line,) = pages(file)
    (article,) = read(line, rules_for(file))

    assert (article.title, article.url, article.source) == (TITLE, None, None)
    assert article.text.startswith(BEGINS)
    assert article.text.endswith(ENDS)


def test_every_format_is_tested_on_its_tools_own_output() -> None:
    tested = {name for name in FORMATS for path in SCRAPED.iterdir() if path.name.startswith(name)}

    assert tested == FORMATS.keys() - {"groundswell"}


def pages(file: str) -> list[str]:
    text = (SCRAPED / file).read_text(encoding="utf-8")
    return text.splitlines() if file.endswith(".jsonl") else [text]


def rules_for(file: str) -> InputRules:
    return InputRules(format=max((name for name in FORMATS if file.startswith(name)), key=len))
