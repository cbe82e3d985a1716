import json
from datetime import UTC, datetime

import pytest

from tests.builders import NOON
from tests.unit.ingest.pages import (
    HARBOUR,
    ORCHARD,
    THREE_ARTICLES,
    read,
    text_of,
)
from workers.ingest.rules import InputRules


def page(**fields: object) -> str:
    return json.dumps(fields)


def test_lines_count_from_the_pages_own_first_line() -> None:
    (article,) = read(page(title="Saltmouth", text="\n\n" + "\r\n\r\n".join(HARBOUR)))

    assert article.lines == (3, 5, 7, 9, 11)


def test_the_same_address_is_the_same_article_whatever_trails_it() -> None:
    ids = {
        read(page(url=url, title="Saltmouth", text=text))[0].id
        for url in ("https://tide.example/a", "HTTPS://Tide.example:443/a?utm_source=feed#top")
        for text in (HARBOUR[0], HARBOUR[1])
    }

    assert len(ids) == 1


def test_of_several_articles_at_an_address_each_keeps_its_id_when_its_text_is_edited() -> None:
    first, edited = (
        read(page(url="https://tide.example/all", text=text))
        for text in (THREE_ARTICLES, THREE_ARTICLES.replace("Tuesday", "Monday"))
    )

    assert [article.id for article in first] == [article.id for article in edited]


def test_a_sentence_printed_twice_stays_in_the_text() -> None:
    (article,) = read(text_of("Saltmouth rebuilds its harbour", HARBOUR[0], "By Hanna Lund", *HARBOUR))

    assert article.text == text_of(*HARBOUR)


def test_without_an_address_the_text_is_the_identity() -> None:
    first, again, other = (read(text_of(*story))[0].id for story in (HARBOUR, HARBOUR, ORCHARD))

    assert first == again != other


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"source": "The Tide", "url": "https://news.tide.example/a"}, "The Tide"),
        ({"source": "www.tide.example"}, "tide.example"),
        ({"url": "https://news.tide.example/a"}, "tide.example"),
        ({}, "by-default"),
    ],
)
def test_the_source_is_the_pages_word_else_its_domain_else_the_rules(fields: dict[str, str], source: str) -> None:
    (article,) = read(page(title="Saltmouth", text=HARBOUR[0], **fields), InputRules(source="by-default"))

    assert article.source == source


def test_a_clock_ahead_of_the_record_is_not_believed() -> None:
    (article,) = read(page(title="Saltmouth", text=HARBOUR[0], fetched_at="2203-01-01T00:00:00Z"))

    assert article.at == NOON
    assert article.clock_ahead


@pytest.mark.parametrize("published", ["2203-01-01", "soon", ""])
def test_a_publication_time_that_cannot_be_is_none(published: str) -> None:
    (article,) = read(page(title="Saltmouth", text=HARBOUR[0], published=published))

    assert article.published_at is None
    assert article.published_from is None


def test_a_date_in_a_caption_is_not_the_publication_date() -> None:
    (article,) = read(
        text_of("Saltmouth rebuilds its harbour", "The harbour of Saltmouth on Jan. 12, 2025. Photo: J. Veit", *HARBOUR)
    )

    assert article.published_at is None
    assert article.text == text_of(*HARBOUR)


def test_a_page_in_another_language_is_read_by_its_own_words() -> None:
    story = (
        "Der Rat von Salzmünde hat am Dienstag beschlossen, den vom Sturm zerstörten Hafen wieder aufzubauen.",
        "Bürgermeisterin Brandt sagte, im Hafenfonds lägen vier Millionen Kronen, etwa die Hälfte des Nötigen.",
        "Die Fischer haben ihre Boote seit dem Sturm flussaufwärts festgemacht, zwei Betriebe gaben auf.",
    )
    (article,) = read(
        text_of(
            "Startseite",
            "Anmelden",
            "Salzmünde baut Hafen wieder auf",
            "Veröffentlicht am 6. März 2025, 14:20 Uhr",
            *story,
        )
        + "\nLesen Sie auch: Fähren fallen aus\nKommentar schreiben\nAlle Rechte vorbehalten"
    )

    assert article.title == "Salzmünde baut Hafen wieder auf"
    assert article.text == text_of(*story)
    assert article.published_at == datetime(2025, 3, 6, 14, 20, tzinfo=UTC)


def test_one_paragraph_about_the_author_is_no_further_article() -> None:
    """His name above it looks like a headline that it takes up."""
    about = " ".join(
        (
            "Ruprecht Olsen came to this magazine from a bank, where he advised savers for eleven years.",
            "Olsen teaches pupils how loans work, collects old coins, and lives with a family of five among vintners.",
            "His book on thrift was printed twice, and Ruprecht Olsen reads from it wherever pupils ask him for it.",
        )
    )
    articles = read(text_of("Saltmouth votes to rebuild its harbour", *HARBOUR, "Ruprecht Olsen", about))

    assert [article.text for article in articles] == [text_of(*HARBOUR)]


def test_below_the_foot_of_a_page_is_no_article() -> None:
    """What stands there belongs to forms that were hidden: the rules for comments, say, may be longer than the news."""
    rules = (
        "Rules for your account",
        "An account is opened with a valid address, and the account is closed when the address is no longer valid.",
        "Rules for an account change once a year, and users of an account are told of the change in a letter.",
        "An account whose user insults others is blocked, and the rules say how long the account stays so.",
        "Rules on spam are strict: an account that sends advertising is deleted with all that it has written.",
        "Users may ask for a copy of what their account holds, and the rules give the editors thirty days for it.",
        "Accounts of minors need the consent of a parent, and rules for their protection are set out below.",
    )
    foot = ("Terms of use", "Privacy policy", "© 2025 The Tide. All rights reserved.")
    articles = read(text_of("Saltmouth votes to rebuild its harbour", *HARBOUR, *foot, *rules))

    assert [article.text for article in articles] == [text_of(*HARBOUR)]
