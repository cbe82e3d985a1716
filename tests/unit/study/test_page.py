"""One page: why it is, or is not, a mention."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from tests.unit.study.steps import page, read_article, refused
from workers.model.article import PublishedFrom
from workers.model.watch import Term, WatchTerms
from workers.study.page import answer_of, explain_page
from workers.study.replayed import Step
from workers.study.words import NEAR
from workers.watch.inflections import Inflections
from workers.watch.terms import CompiledWatch, compile_matcher
from workers.watch.weigh import Because


def explained(step: Step, watch: CompiledWatch | None = None) -> list[str]:
    assert step.read is not None
    return [line.strip() for line in explain_page(step.read, watch)]


def compiled(watch_id: str) -> CompiledWatch:
    terms = WatchTerms(watch_id=watch_id, terms=(Term(text="Old Pier"), Term(text="the mole")))
    return compile_matcher((terms,), Inflections()).watches[0]


def test_a_mention_says_which_terms_it_names() -> None:
    answer = answer_of(read_article(mentions=("pier",)), "pier")

    assert answer.counts
    assert answer.because == 'it names "the pier" in the title'


@pytest.mark.parametrize("because", list(Because))
def test_a_near_miss_says_what_was_missing(because: Because) -> None:
    answer = answer_of(read_article(near={"pier": because}), "pier")

    assert not answer.counts
    assert answer.because == f'it has "the pier", but {NEAR[because]} ({because.value})'


def test_what_is_too_old_to_count_says_how_old() -> None:
    old = read_article(
        mentions=("pier",),
        stale=True,
        published_at=NOON - timedelta(hours=60),
        published_from=PublishedFrom.GIVEN,
    )
    answer = answer_of(old, "pier")

    assert not answer.counts
    assert answer.because.endswith("published 2025-03-08 00:00 UTC, 60 hours before it was fetched: too old to count")


def test_what_has_none_of_the_terms_says_so() -> None:
    assert answer_of(read_article(mentions=("pier",)), "mole").because == "none of its terms stands in it"


def test_a_page_says_what_was_read_of_it() -> None:
    lines = explained(page(read_article(mentions=("pier",), lines=(4, 5, 6, 9), id="abc", url="https://a.example/1")))

    assert lines[0] == "page.txt: 1 article, counted at 2025-03-10 12:00 UTC"
    assert lines[1] == "1. A pier and its crane"
    assert lines[2].endswith("words, from lines 4-6, 9 of the page; id abc")
    assert "source harbour.example; https://a.example/1" in lines
    assert "no publication time found; so it is taken as new" in lines
    assert "regions IT 1.00 (IT)" in lines
    assert lines[-1] == 'MENTION of pier: it names "the pier" in the title'


def test_a_page_of_several_articles_answers_for_each() -> None:
    lines = explained(page(read_article(mentions=("pier",)), read_article(title="Another")))

    assert [line for line in lines if line[0] in "12"] == ["1. A pier and its crane", "2. Another"]
    assert lines[-1] == "names no watch, nor nearly"


def test_one_watch_may_be_asked_about_alone() -> None:
    article = read_article(mentions=("pier",), near={"mole": Because.MASKED})
    lines = explained(page(article), compiled("mole"))

    assert [line for line in lines if "mention of" in line.lower()] == [
        f'no mention of mole: it has "the pier", but {NEAR[Because.MASKED]} (masked)'
    ]


def test_a_watch_the_page_has_no_term_of_shows_its_terms() -> None:
    lines = explained(page(), compiled("quay"))

    assert lines[-2:] == [
        "no mention of quay: none of its terms stands in it",
        'its terms: "Old Pier", "the mole"',
    ]


def test_a_refused_page_says_why() -> None:
    assert explained(refused()) == ["page.txt: refused, no_text: nothing there"]
