"""Words for people."""

from datetime import timedelta

from tests.builders import NOON
from workers.study.words import NEAR, between, clock, counted, span
from workers.watch.weigh import Because


def test_seconds_are_shown_where_there_are_any() -> None:
    assert clock(NOON) == "2025-03-10 12:00 UTC"
    assert clock(NOON + timedelta(seconds=7)) == "2025-03-10 12:00:07 UTC"


def test_the_date_is_said_once_where_both_times_are_of_one_day() -> None:
    assert between(NOON, NOON + timedelta(minutes=5, seconds=1)) == "2025-03-10 12:00 to 12:05:01 UTC"
    assert between(NOON, NOON + timedelta(days=1)) == "2025-03-10 12:00 UTC to 2025-03-11 12:00 UTC"


def test_a_number_has_its_noun() -> None:
    assert (counted(1, "page"), counted(2_000, "page")) == ("1 page", "2,000 pages")
    assert counted(2, "copy", "copies") == "2 copies"


def test_a_span_is_in_hours_where_it_is_whole_hours() -> None:
    assert (span(900), span(14_400)) == ("15m", "4h")


def test_every_reason_has_its_words() -> None:
    assert set(NEAR) == set(Because)
