"""A notice in words: what stands in them, in which order, and that there are always some."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, change, evidence, notice
from tests.unit.alert.render.wording import sample, told
from workers.alert.render.sample import not_confirmed, opened, resolved, sample_notices, updated
from workers.alert.render.sample_digest import digest
from workers.alert.render.words import MOST_CHARACTERS, Form
from workers.model.alert import ArticleShown, Caution
from workers.model.notice import AnyNotice, Notice


def in_order(text: str, *parts: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
    return True


class Seen(HTMLParser):
    """The text of a page, and whether its tags are closed in turn."""

    VOID = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text, self.links, self.pictures = "", list[str](), 0
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pictures += tag in ("img", "link", "script", "iframe")
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""


ORDER = (
    *("19 independent stories in the last hour, 0.2 is usual", "about once in 7 weeks", "24 independent stories"),
    *("17 of the articles are copies", "18 independent report", "Танкер сел на мель", "Turkish", "Turkey", "disaster"),
    *("learnt from 13 days", "97 %", "name no source", "groundswell explain", "silences add", "shipping-desk: watches"),
)


def test_a_mail_says_things_in_the_order_in_which_people_ask() -> None:
    assert in_order(told(Form.TEXT, sample(1)), *ORDER)


def test_the_html_part_says_the_same_in_the_same_order() -> None:
    seen = Seen(told(Form.HTML, sample(1)))

    assert in_order(" ".join(seen.text.replace("\u00a0", " ").split()), *ORDER)


@pytest.mark.parametrize("one", sample_notices(), ids=lambda one: one.id)
@pytest.mark.parametrize("form", Form)
def test_no_text_names_a_score_or_is_sure_of_more_than_is_known(form: Form, one: AnyNotice) -> None:
    text = told(form, one)

    assert not re.search(r"\bscore|p-value|probab|first published|3\.31|2\.44", text)


@pytest.mark.parametrize("one", sample_notices(), ids=lambda one: one.id)
def test_a_mail_in_html_needs_nothing_from_elsewhere(one: AnyNotice) -> None:
    """No picture, no script, no sheet: it is all there when it arrives."""
    seen = Seen(told(Form.HTML, one))

    assert seen.pictures == 0
    assert "url(" not in told(Form.HTML, one)


def test_bars_have_one_scale_and_what_is_there_can_be_seen() -> None:
    text = told(Form.TEXT, sample(1))
    bars = [line.count("█") for line in text.splitlines() if line.startswith("last ")]

    assert bars == [9, 22, 28, 30]
    assert "usual            ░ 0.1" in text


def test_an_update_says_what_is_new() -> None:
    text = told(Form.TEXT, sample(1))

    assert in_order(text, "NEW SINCE 11 MAR 08:26", "21 more independent stories, 38 more articles.")
    assert "It has become rarer: it was notice, and is warning now." in text


def test_a_repeat_says_that_it_is_one() -> None:
    assert "It is still open; you were told of it before." in told(Form.TEXT, sample(2))
    assert "NEW SINCE" not in told(Form.TEXT, sample(2))


def test_the_end_tells_of_the_whole_episode() -> None:
    text = told(Form.TEXT, sample(3))

    assert "It lasted 10 hours 44 minutes: from 2030-03-11 08:26 UTC+03 to 2030-03-11 19:10 UTC+03." in text
    assert "57 independent stories in 96 articles" in text
    assert "silences add" not in text


def test_what_was_told_too_early_is_taken_back_plainly() -> None:
    text = told(Form.TEXT, sample(4))

    assert "the full count did not bear it out" in text
    assert "At its height" not in text


def test_what_is_told_of_our_own_sources_speaks_of_no_stories() -> None:
    text = told(Form.TEXT, sample(5))

    assert "independent stor" not in text
    assert "nothing for 3 hours, 14 articles are usual" in text


def test_a_digest_lists_its_alerts_and_says_how_many_there_are_beside_them() -> None:
    one = digest()
    many = replace(one, digest=replace(one.digest, alerts=one.digest.alerts * 30))
    text = told(Form.TEXT, many)

    assert in_order(text, one.digest.headline, "1. Bosphorus", "2. Mount Etna", "40. ", "And 20 alerts more")
    assert "41. " not in text


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("UTC", "2025-03-10 12:00 UTC"),
        ("Asia/Seoul", "2025-03-10 21:00 KST"),
        ("America/New_York", "2025-03-10 08:00 EDT"),
        ("Asia/Kathmandu", "2025-03-10 17:45 UTC+0545"),
        ("Nowhere/Land", "2025-03-10 12:00 UTC"),
    ],
)
def test_times_are_by_the_clock_of_whoever_reads_them(zone: str, clock: str) -> None:
    assert f"since {clock}" in told(Form.LINE, replace(notice(), time_zone=zone))


def article(title: str, **fields: object) -> ArticleShown:
    made = ArticleShown(
        article_id="a1",
        why_shown="earliest",
        title=title,
        source="paper.example",
        publisher=None,
        language="en",
        url="https://paper.example/1",
        published_at=None,
        fetched_at=NOON,
        matched=("pier",),
        in_title=True,
        copies=0,
        copied_by=(),
        folded_by={},
    )
    return replace(made, **fields)


def showing(title: str, **fields: object) -> Notice:
    return notice(evidence=evidence(articles_shown=(article(title, **fields),)))


def test_a_title_is_text_in_html_and_nothing_else() -> None:
    page = told(Form.HTML, showing('<img src="x"> & <script>alert(1)</script>', source="<b>paper</b>"))

    assert Seen(page).pictures == 0
    assert '<img src="x"> & <script>alert(1)</script>' in Seen(page).text
    assert "<b>paper</b>" in Seen(page).text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:,x", "//x.example", "https://x.example/a b", None])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    page = told(Form.HTML, showing("The pier", url=url))

    assert Seen(page).links == []
    assert "The pier" in Seen(page).text


def test_a_title_from_right_to_left_keeps_its_direction_to_itself() -> None:
    title = "ناقلة نفط تجنح في البوسفور"

    assert f'"\u2068{title}\u2069"' in told(Form.TEXT, showing(title))
    assert f'<span dir="auto">{title}</span>' in told(Form.HTML, showing(title))


def test_a_title_cannot_turn_what_stands_behind_it() -> None:
    text = told(Form.TEXT, showing("The pier\u202e\u2066 is\ngone\x07"))

    assert '"The pier is gone"' in text


def test_a_line_is_one_line_whatever_stands_in_it() -> None:
    one = notice(headline="Pier:\n\n3 stories", cautions=(Caution(code="x", text="a\nb"),))

    assert "\n" not in told(Form.LINE, one) + told(Form.SUBJECT, one)


TEXT = st.text(max_size=400)
COUNTS = st.dictionaries(st.text(max_size=20), st.integers(0, 10_000), max_size=30)
NUMBER = st.floats(0, 1e6)
STEPS = (opened(), updated(), resolved(), not_confirmed(), change())


@settings(max_examples=25)
@given(st.data())
def test_there_are_shipped_words_for_whatever_an_alert_holds(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(STEPS))
    shown = st.builds(
        article, TEXT, source=st.none() | TEXT, url=st.none() | TEXT, copied_by=st.lists(TEXT, max_size=9).map(tuple)
    )
    seen = replace(
        step.evidence,
        articles=data.draw(st.integers(0, 10**6)),
        languages=data.draw(COUNTS),
        regions=data.draw(COUNTS),
        topics=data.draw(COUNTS),
        articles_shown=tuple(data.draw(st.lists(shown, max_size=10))),
    )
    weighed = replace(
        step.why, baseline_days=data.draw(NUMBER), intake=data.draw(NUMBER), once_in_weeks=data.draw(NUMBER)
    )
    one = notice(headline=data.draw(TEXT))
    asked, zone = data.draw(TEXT), data.draw(st.text(max_size=20))
    one = replace(one, change=replace(step, evidence=seen, why=weighed), asked=asked, time_zone=zone)

    for form in Form:
        assert len(told(form, one)) <= MOST_CHARACTERS[form]
