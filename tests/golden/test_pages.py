"""Dirty pages in many languages are read as a careful person would: `pages/README.md` says how they are written."""

from collections import Counter
from pathlib import Path

import pytest

from tests.golden.answers import PAGES, faults_of, flat, page_files, payload_of, read_answer, read_wrongly
from workers.ingest.decode import decode_page
from workers.ingest.rules import InputRules
from workers.model.article import PublishedFrom
from workers.model.rejection import Reason
from workers.pipeline import read_page
from workers.rules import Rules

FILES = page_files()
ANSWERS = {path.stem: read_answer(path) for path in FILES}


KNOWN = read_wrongly()


@pytest.mark.parametrize("page", FILES, ids=lambda path: path.stem)
def test_a_page_is_read_as_a_careful_person_would(page: Path, rules: Rules) -> None:
    """What is read wrongly is listed; the list must be mended when less, or more, is wrong than it says."""
    answer, known = ANSWERS[page.stem], KNOWN.get(page.stem)
    faults = faults_of(read_page(payload_of(page, answer), rules), answer)

    assert sorted(faults) == sorted(known.aspects if known else []), faults
    if known:
        pytest.xfail(known.because)


def test_the_list_of_what_is_read_wrongly_names_pages() -> None:
    assert KNOWN.keys() - ANSWERS.keys() == set()
    assert [name for name, wrong in KNOWN.items() if not wrong.aspects] == []


def test_every_answer_stands_beside_a_page() -> None:
    answers = {path.stem for path in PAGES.glob("*.yaml")} - {"read-wrongly"}

    assert answers == ANSWERS.keys()
    assert len(FILES) == len(ANSWERS)


def test_every_phrase_of_an_answer_that_is_in_no_article_is_on_its_page() -> None:
    """A phrase that was misspelt would be in no article for ever."""
    lost = {
        (page.stem, phrase) for page in FILES for phrase in ANSWERS[page.stem].nowhere if phrase not in text_of(page)
    }

    assert lost == set()


def text_of(page: Path) -> str:
    """The page's words as they came, with white space made even."""
    found = decode_page(payload_of(page, ANSWERS[page.stem]), InputRules())
    return flat(f"{found.title} {found.text} {found.html}")


def test_there_are_pages_of_many_languages_and_forms() -> None:
    languages = {article.language for answer in ANSWERS.values() for article in answer.articles}
    forms = Counter(page.suffix for page in FILES)
    refused = [answer for answer in ANSWERS.values() if answer.refused]

    assert len(FILES) >= 60
    assert len(languages) >= 12
    assert forms[".txt"] > forms[".html"] > forms[".json"] > 6
    assert {answer.refused for answer in refused} == {Reason.NO_ARTICLE}
    assert len(refused) >= 6


def test_an_answer_says_where_the_time_of_publication_stands() -> None:
    said = {article.taken_from for answer in ANSWERS.values() for article in answer.articles if article.published}

    assert said - {None} == set(PublishedFrom)
