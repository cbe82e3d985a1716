"""From a page to what is shown of it."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from tests.builders import page_line
from tests.unit.ingest.pages import DATE_AND_FORM, HARBOUR, TEASERS, THREE_ARTICLES
from tests.unit.study.reading.readings import marked, show
from workers.model.article import PublishedFrom
from workers.model.explained import Fate
from workers.model.tags import LanguageFrom
from workers.study.reading.facts import TITLE, ShownArticle, Word
from workers.study.reading.words import FATES, LANGUAGE_FROM, PUBLISHED_FROM

TEXT = "\n".join(HARBOUR)
MOSCOW = "\n".join(
    [
        "Жители города обсуждают новый мост через реку, который строители обещают открыть в сентябре.",
        "В Москве рассказали, что деньги на мост выделит министерство транспорта до конца этого года.",
        "Инженеры говорят, что опоры моста стоят на скале, и вода весной им не повредит.",
    ]
)
ALEXANDRIA = "\n".join(
    [
        "عاصفة تغلق ميناء الإسكندرية ليومين",
        "أغلقت السلطات المصرية ميناء الإسكندرية يوم الأحد بعد أن بلغت سرعة الرياح سبعين كيلومترا في الساعة.",
        "وأضافت الهيئة في بيان أن ثلاث سفن شحن غيرت مسارها، وأن العمل سيعود عندما تهدأ الأمواج في البحر.",
        "وقال رئيس الهيئة للصحفيين إن الأضرار في الأرصفة محدودة، وإن فرق الصيانة بدأت العمل صباح اليوم.",
    ]
)


def texts_in(value: object) -> Iterator[str]:
    """Every text in what JSON says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def only(value: str | bytes) -> ShownArticle:
    (article,) = show(value).articles
    return article


@pytest.mark.parametrize("value", [THREE_ARTICLES, DATE_AND_FORM, TEASERS, TEXT, page_line(title="A vote")])
def test_every_line_is_shown_once_and_in_order(value: str) -> None:
    numbers = [line.number for line in show(value).lines]

    assert numbers == list(range(1, len(numbers) + 1))


def test_each_article_begins_and_ends_with_what_was_kept_for_it() -> None:
    page = show(THREE_ARTICLES)

    assert [part.article.place if part.article else None for part in page.parts] == [None, 0, None, 1, None, 2, None]
    assert all(part.lines[at].article == part.article.place for part in page.parts if part.article for at in (0, -1))
    assert not any(line.kept for part in page.parts if part.article is None for line in part.lines)


def test_a_title_says_where_it_comes_from() -> None:
    assert only(DATE_AND_FORM).title_from == "line 7"
    assert only(page_line(title="A vote", text=TEXT)).title_from == "given by the scraper"
    assert only(TEXT).title_from == "the page has none for this text"
    markup = f"<!doctype html><title>A vote</title><article>{''.join(f'<p>{line}</p>' for line in HARBOUR)}</article>"
    assert only(markup).title_from == "from the page's markup"


def test_a_date_says_where_it_comes_from() -> None:
    assert only(DATE_AND_FORM).published_from == "from a date on the page, line 1"
    assert only(page_line(text=TEXT, published="2025-03-09T10:00:00Z")).published_from == "given by the scraper"
    assert only(TEXT).published_from == "none found; taken as new"


def test_words_that_decided_are_named_with_their_lines() -> None:
    (watch, near) = only(page_line(title="Vote in Saltmouth", text=TEXT)).watches

    assert (watch.name, watch.words) == ("harbour", (Word(text="Saltmouth", at=(TITLE, 1)),))
    assert (near.name, near.holds) == ("brandt", False)
    assert near.words == (Word(text="Brandt", at=(2, 4)),)
    assert near.but == "none of the words its term needs stands near enough"


def test_a_watch_that_is_only_nearly_named_is_marked_as_that() -> None:
    """Else a person would take it for a mention."""
    page = show(TEXT)

    assert ("Saltmouth", "watch") in marked(page.lines[0])
    assert ("Brandt", "near") in marked(page.lines[1])


def test_a_title_that_stands_in_a_line_is_that_line() -> None:
    (watch,) = (one for one in only(DATE_AND_FORM).watches if one.holds)

    assert watch.words == (Word(text="Saltmouth", at=(7, 8)),)


def test_a_term_is_found_in_its_other_forms() -> None:
    page = show(MOSCOW)

    assert page.articles[0].watches[0].words == (Word(text="Москва", at=(2,)),)
    assert ("Москве", "watch") in marked(page.lines[1])


def test_words_are_found_behind_what_is_written_together_with_them() -> None:
    page = show(ALEXANDRIA)
    (egypt,) = page.articles[0].regions

    assert egypt.name == "EG"
    assert [word.at for word in egypt.words] == [(1, 2), (2,)]


def test_letters_that_a_language_takes_for_one_another_are_found() -> None:
    """Of a subject's word is kept how it was compared."""
    page = show(ALEXANDRIA)

    assert ("عاصفة", "topic") in marked(page.lines[0])


def test_lines_that_were_left_out_are_not_marked() -> None:
    page = show("\n".join([*HARBOUR, "Related articles", "Saltmouth has a new mayor"]))

    assert page.lines[-1].spots == ()
    assert page.lines[0].spots


def test_an_article_that_was_on_a_page_before_says_so() -> None:
    once = only(TEXT)
    (again,) = show(TEXT, {once.id: "first.txt"}).articles

    assert once.cautions == ()
    assert again.cautions == ("the same article as on first.txt: it counts once",)


def test_what_is_too_old_says_so() -> None:
    old = only(page_line(text=TEXT, published="2024-03-09T10:00:00Z"))

    assert old.cautions == ("published too long before it was fetched to be counted",)


def test_a_refused_page_has_its_reason_and_its_lines() -> None:
    page = show(TEASERS)

    assert (page.refused, len(page.lines)) == ("no_article", 36)
    assert {line.fate for line in page.lines} == {Fate.SHORT, Fate.TEASER, Fate.STAMP}


def test_a_page_that_could_not_be_opened_is_shown_as_it_came() -> None:
    page = show(b'{"text": "half \xff\x1b[2J\n  and the rest')

    assert page.refused == "not_utf8"
    assert [(line.text, line.fate) for line in page.lines] == [
        ('{"text": "half \\xff\\x1b[2J', None),
        ("and the rest", None),
    ]


def test_no_control_of_a_terminal_comes_through() -> None:
    bad = "\x1b]0;owned\x07 \u202e"
    value = json.dumps(
        {"title": f"Vote {bad}", "text": f"{TEXT}\n{bad} and more.", "url": f"https://a.example/{bad}", "language": bad}
    )
    page = show(value, name=f"pages/{bad}")

    words = json.loads(msgspec.json.encode(page), parse_float=str)
    assert page.name == "pages/\\x1b]0;owned\\x07 \\u202e"
    assert page.articles[0].language.endswith("the page says \\x1b]0;owned\\x07 \\u202e")
    assert [text for text in texts_in(words) if not text.isprintable()] == []


def test_all_that_is_said_has_words() -> None:
    """A new fate without words would stop the command."""
    assert set(FATES) == set(Fate)
    assert set(LANGUAGE_FROM) == set(LanguageFrom)
    assert set(PUBLISHED_FROM) == set(PublishedFrom)
