import json

import pytest

from tests.unit.ingest.pages import HARBOUR, read, text_of
from workers.ingest.title_site import without_site

HEAD = "Saltmouth rebuilds its harbour"


@pytest.mark.parametrize(
    ("title", "source"),
    [
        (f"{HEAD} | The Tide", "tide.example"),
        (f"{HEAD} - Tide News", "tide.example"),
        (f"{HEAD} – Northern Coast Times", "nct.example"),
        (f"{HEAD} - Local - The Tide", "thetide.example"),
        (f"The Tide :: {HEAD}", "thetide.example"),
    ],
)
def test_the_sites_name_is_known_by_its_domain(title: str, source: str) -> None:
    assert without_site(title, source, {"Local"}) == HEAD


def test_the_sites_name_is_known_by_the_page() -> None:
    assert without_site(f"{HEAD} | Coast Herald", None, {"Coast Herald"}) == HEAD
    assert without_site(f"{HEAD} | Coast Herald", None, {HEAD}) == HEAD


@pytest.mark.parametrize("title", [f"{HEAD} – at last", "Sun - Moon", "Council 5-4 for harbour", HEAD, "| |", ""])
def test_what_nothing_shows_to_be_a_sites_name_stays(title: str) -> None:
    assert without_site(title, "herald.example", {"News"}) == title


def test_a_given_title_loses_its_site_and_the_text_does_not_say_it_again() -> None:
    page = {"title": f"{HEAD} | The Tide", "url": "https://tide.example/a", "text": text_of(HEAD, *HARBOUR)}
    (article,) = read(json.dumps(page))

    assert article.title == HEAD
    assert article.text == text_of(*HARBOUR)
