"""A time of day is an instant on every day, also where clocks are changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.alert.daily import instant_of, zone_of
from workers.model.setting import TimeOfDay

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Beirut", "Australia/Lord_Howe")
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 31))
TIMES = st.integers(0, 1_439).map(lambda minutes: TimeOfDay(f"{minutes // 60:02}:{minutes % 60:02}"))


def told(day: str, time: str, zone: str) -> str:
    return f"{instant_of(date.fromisoformat(day), TimeOfDay(time), zone):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("day", "time", "zone", "instant"),
    [
        ("2025-03-10", "07:00", "UTC", "2025-03-10T07:00"),
        ("2025-03-10", "07:00", "Asia/Kolkata", "2025-03-10T01:30"),
        ("2025-01-10", "07:00", "Europe/Berlin", "2025-01-10T06:00"),
        ("2025-07-10", "07:00", "Europe/Berlin", "2025-07-10T05:00"),
    ],
)
def test_a_time_of_day_goes_by_the_clocks_of_its_zone(day: str, time: str, zone: str, instant: str) -> None:
    assert told(day, time, zone) == instant


@pytest.mark.parametrize(
    ("day", "time", "zone", "instant"),
    [
        ("2025-03-30", "02:30", "Europe/Berlin", "2025-03-30T01:00"),  # from 02:00 to 03:00
        ("2025-03-09", "02:00", "America/New_York", "2025-03-09T07:00"),
        ("2024-03-31", "00:00", "Asia/Beirut", "2024-03-30T22:00"),  # midnight itself is left out
        ("2025-10-05", "02:15", "Australia/Lord_Howe", "2025-10-04T15:30"),  # by half an hour
        ("2011-12-30", "07:00", "Pacific/Apia", "2011-12-30T10:00"),  # the whole day is left out
    ],
)
def test_a_time_that_clocks_leave_out_is_the_next_instant_there_is(
    day: str, time: str, zone: str, instant: str
) -> None:
    assert told(day, time, zone) == instant


@pytest.mark.parametrize(
    ("day", "time", "zone", "instant"),
    [
        ("2025-10-26", "02:30", "Europe/Berlin", "2025-10-26T00:30"),
        ("2025-11-02", "01:00", "America/New_York", "2025-11-02T05:00"),
    ],
)
def test_a_time_that_clocks_show_twice_is_the_first(day: str, time: str, zone: str, instant: str) -> None:
    assert told(day, time, zone) == instant


@given(DAYS, TIMES, st.sampled_from(ZONES))
def test_it_is_the_first_instant_of_the_day_at_which_clocks_show_so_much(day: date, time: TimeOfDay, zone: str) -> None:
    instant, shown = instant_of(day, time, zone), datetime.combine(day, time.time)
    before = (instant - timedelta(seconds=1)).astimezone(zone_of(zone)).replace(tzinfo=None)

    assert instant.tzinfo is UTC
    assert instant.astimezone(zone_of(zone)).replace(tzinfo=None) >= shown > before


@given(DAYS, TIMES, st.sampled_from((*ZONES, "Pacific/Apia")))
def test_no_day_comes_before_the_one_before_it(day: date, time: TimeOfDay, zone: str) -> None:
    assert instant_of(day, time, zone) <= instant_of(day + timedelta(days=1), time, zone)
