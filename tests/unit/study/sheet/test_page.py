"""The page of a backtest: what it says, and that it is sound."""

import re
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON
from tests.unit.study.sheet.sheets import hours, parsed, pictures, sheet, watched
from tests.unit.study.steps import after, opened, resolved
from workers.alert.trial import trial_change
from workers.model.alert import ArticleShown, Severity
from workers.study.backtest import Label
from workers.study.sheet.facts import SHOWN_ALERTS, SHOWN_WATCHES
from workers.study.sheet.page import render_sheet

FALSE = Label(watch="pier", from_=after(-30), to=after(30), news=False)
MISSED = Label(watch="pier", from_=hours(50), to=hours(52), news=True, because="a fire <b>")


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    """One file, that can be sent: no script, no picture, no style from elsewhere."""
    page = parsed(sheet(opened(), resolved(), labels=(FALSE, MISSED)))

    assert (page.astray, page.open) == ([], [])
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object"}
    assert page.values("src") == []
    assert "url(" not in render_sheet(sheet())


def test_every_id_is_one_element_and_every_reference_leads_to_one() -> None:
    page = parsed(sheet(opened(), resolved(), opened("b", at=600), labels=(FALSE, MISSED)))
    ids = page.values("id")
    led = [one[1:] for one in page.values("href") if one.startswith("#")]
    named = [name for one in page.values("aria-labelledby") for name in one.split()]

    assert len(ids) == len(set(ids))
    assert {*led, *named} <= set(ids)


def test_every_picture_says_in_words_what_it_shows() -> None:
    drawn = pictures(sheet(opened(), resolved()))
    words = [[child.text for child in picture[:2]] for picture in drawn]

    assert len(drawn) == 2
    assert {picture.get("role") for picture in drawn} == {"img"}
    assert [[child.tag for child in picture[:2]] for picture in drawn] == [["title", "desc"]] * 2
    assert words[0][0] == "Pier"
    assert words[0][1] is not None
    assert "2 independent stories, where 1 were usual" in words[0][1]


def test_an_alert_is_told_with_its_numbers_and_what_the_labels_say() -> None:
    words = parsed(sheet(opened(severity=Severity.WARNING), resolved(), labels=(FALSE,))).words

    assert "warning" in words
    assert "2025-03-10 12:00" in words
    assert "3 independent stories in 1h" in words
    assert re.search(r"warning.*false", words, re.DOTALL)


def test_what_was_missed_is_told_with_its_reason() -> None:
    page = parsed(sheet(labels=(MISSED,)))

    assert "a fire <b>" in page.words
    assert "0 alerts, 1 missed." in page.words


def test_an_alert_without_a_label_comes_with_one_to_copy() -> None:
    words = parsed(sheet(opened(), resolved())).words
    (line,) = re.findall(r'{"watch".*?}', words)

    assert msgspec.json.decode(line, type=Label).watch == "pier"
    assert '{"watch"' not in parsed(sheet(opened(), resolved(), labels=(FALSE,))).words


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_no_word_of_others_becomes_markup(text: str) -> None:
    """Names, reasons, titles: whatever stands in them."""
    hostile = f"{text}</title><script>alert(1)</script>\"'><!--"
    (one,) = watched(opened(), resolved(), labels=(replace(FALSE, because=hostile),))
    page = parsed(sheet(watched=(replace(one, name=hostile),), labelled=True))

    assert (page.astray, page.open) == ([], [])
    assert "script" not in {tag for tag, _ in page.elements}


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://paper.example/a?b=1&c=2", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_can_be_followed(url: str | None, followed: bool) -> None:
    shown = replace(article(), url=url)
    end = resolved()
    end = replace(end, evidence=replace(end.evidence, articles_shown=(shown,)))
    led = [one for one in parsed(sheet(opened(), end)).values("href") if not one.startswith("#")]

    assert led == ([url] if followed else [])


def article() -> ArticleShown:
    return trial_change("hook", Severity.NOTICE, NOON).evidence.articles_shown[0]


def test_what_is_wrong_stands_first_and_then_what_is_loud() -> None:
    names = ("calm", "busy", "blamed", "deaf")
    changes = [opened("a", watch="busy"), opened("b", watch="busy", at=300), opened("c", watch="blamed")]
    labels = (replace(FALSE, watch="blamed"), replace(MISSED, watch="deaf"))

    assert [one.report.watch for one in watched(*changes, names=names, labels=labels)] == [
        "blamed", "deaf", "busy", "calm",
    ]  # fmt: skip


def test_many_watches_are_all_in_the_table_and_the_first_have_pictures() -> None:
    many = watched(names=[f"w{number}" for number in range(SHOWN_WATCHES + 3)], length=3)
    page = parsed(sheet(watched=many))

    assert sum(tag == "section" for tag, _ in page.elements) == SHOWN_WATCHES
    assert sum(attributes.get("scope") == "row" for _, attributes in page.elements) == SHOWN_WATCHES + 3
    assert "Pictures are drawn of the first 200 watches; 3 more are in the table." in page.words


def test_many_alerts_are_all_in_the_picture_and_the_first_are_told() -> None:
    changes = [opened(f"a{number}", at=60 * number) for number in range(SHOWN_ALERTS + 5)]
    made = sheet(*changes)
    marks = [one for one in pictures(made)[0].iter("rect") if "mark" in str(one.get("class"))]

    assert len(marks) == SHOWN_ALERTS + 5
    assert "and 5 alerts less telling" in parsed(made).words
    assert len(pictures(made)) == 1 + SHOWN_ALERTS


def test_a_year_of_a_watch_stays_small() -> None:
    """And says what a column is, since it is no hour."""
    made = sheet(length=8_760)

    assert len(render_sheet(made)) < 40_000
    assert "one column is 1 day" in parsed(made).words


def test_a_moment_is_a_span_too() -> None:
    made = sheet(length=3)
    still = replace(made, span=replace(made.span, to=made.span.from_ + timedelta(0)))

    assert "Backtest, 10 March 2025" in parsed(still).words
