"""Who waits for whom."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from tests.promises.coverage import RULES
from workers.hosts.kafka.reading.in_step import FIRST, UNHEARD, Pace, lead_of, leads, slowest

LEAD = timedelta(minutes=15)


def pace(minutes: int | None, *, behind: bool = True, silent: timedelta = timedelta()) -> Pace:
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Pace(at=at, behind=behind, heard_at=NOON - silent)


def test_the_slowest_is_waited_for() -> None:
    assert slowest([pace(30), pace(10), pace(20)], NOON) == NOON + timedelta(minutes=10)


def test_one_that_was_read_to_its_end_is_not_waited_for() -> None:
    assert slowest([pace(30), pace(10, behind=False)], NOON) == NOON + timedelta(minutes=30)


def test_one_that_nobody_reads_is_waited_for_ten_minutes() -> None:
    assert slowest([pace(10, silent=UNHEARD)], NOON) == NOON + timedelta(minutes=10)
    assert slowest([pace(10, silent=UNHEARD + timedelta(seconds=1))], NOON) is None


def test_one_that_was_not_begun_is_slower_than_any() -> None:
    assert slowest([pace(None), pace(10)], NOON) == FIRST


@pytest.mark.parametrize(("minutes", "waits"), [(0, False), (15, False), (16, True)])
def test_an_input_may_lead_by_as_much(minutes: int, waits: bool) -> None:
    assert leads(NOON + timedelta(minutes=minutes), NOON, LEAD) is waits


def test_an_input_that_was_not_begun_waits_for_nobody() -> None:
    assert not leads(None, FIRST, LEAD)


def test_where_nobody_is_waited_for_nobody_waits() -> None:
    assert not leads(NOON, None, LEAD)


def test_wide_buckets_allow_a_wide_lead() -> None:
    assert lead_of([]) == timedelta(minutes=15)
    assert lead_of([], archive=True) == timedelta(hours=3)
    assert lead_of(RULES.values()) == timedelta(minutes=45)
