"""What templates can do to a value."""

import pytest

from workers.alert.render.filters import (
    counted,
    cut,
    lasting,
    link,
    more,
    number,
    often,
    percent,
    plain,
    sentence,
    span,
)


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        (0.0, ""),
        (0.99, ""),
        (1.0, "about once in a week"),
        (1.49, "about once in a week"),
        (11.2, "about once in 11 weeks"),
    ],
)
def test_what_comes_every_week_is_not_called_rare(weeks: float, said: str) -> None:
    assert often(weeks) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (0.03, "next to none"), (0.24, "0.2"), (3.0, "3"), (3.25, "3.2"), (48.6, "49"), (1204.4, "1,204")],
)
def test_a_number_is_said_as_people_say_it(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(("share", "said"), [(1.0, "100 %"), (0.999, "99 %"), (0.5, "50 %"), (1.2, "120 %")])
def test_a_hundred_percent_means_all(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "less than a minute"), (20, "less than a minute"), (60, "1 minute"), (5_400, "1 hour 30 minutes"),
     (86_400 * 2 + 3_600 * 5 + 60, "2 days 5 hours")],
)  # fmt: skip
def test_a_length_of_time_has_two_units_at_most(seconds: float | None, said: str) -> None:
    assert lasting(seconds) == said


@pytest.mark.parametrize(("window", "said"), [("15m", "15 minutes"), ("1h", "hour"), ("9h", "9 hours"), ("odd", "odd")])
def test_a_window_is_said_in_words(window: str, said: str) -> None:
    assert span(window) == said


def test_things_are_counted_one_by_one() -> None:
    assert [counted(number, "article") for number in (0, 1, 2, 1_204)] == [
        *("0 articles", "1 article", "2 articles", "1,204 articles")
    ]
    assert counted(2, "story", "stories") == "2 stories"
    assert [more(number, "copy", "copies") for number in (-1, 0, 1, 2)] == [
        *("no more copies", "no more copies", "1 more copy", "2 more copies")
    ]


def test_a_text_is_cut_only_where_it_is_too_long_and_says_so() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abc defg", 5) == "abc…"
    assert cut(None, 5) == ""


def test_a_text_on_one_line_loses_what_nobody_sees() -> None:
    assert plain(" a\n\tb\u202e\x00c\u2069 ") == "a bc"


def test_a_sentence_begins_with_a_capital_and_ends() -> None:
    assert [sentence(text) for text in ("", "subscription x: all", "Done.")] == ["", "Subscription x: all.", "Done."]


@pytest.mark.parametrize("url", ["https://a.example/ü", "HTTP://a.example"])
def test_an_address_of_the_web_is_one(url: str) -> None:
    assert link(url) == url
