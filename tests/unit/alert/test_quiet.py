"""Quiet hours begin and end once a day, by the clocks of a zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.alert.quiet import is_quiet, quiet_until
from workers.alert.subscription import QuietHours
from workers.model.setting import TimeOfDay

NIGHT = QuietHours(from_=TimeOfDay("22:00"), to=TimeOfDay("07:00"))
NOON_REST = QuietHours(from_=TimeOfDay("12:00"), to=TimeOfDay("14:00"))
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Beirut", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(2008, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
MINUTES = st.lists(st.integers(0, 1_439), min_size=2, max_size=2, unique=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2025-03-10T21:59:59", None),
        ("2025-03-10T22:00", "2025-03-11T07:00"),
        ("2025-03-11T06:59:59", "2025-03-11T07:00"),
        ("2025-03-11T07:00", None),
    ],
)
def test_a_night_is_quiet_from_its_first_instant_until_its_end(moment: str, until: str | None) -> None:
    assert is_quiet(NIGHT, "UTC", at(moment)) == (until is not None)
    assert quiet_until(NIGHT, "UTC", at(moment)) == at(until or moment)


def test_hours_within_a_day_are_quiet_too() -> None:
    noon = at("2025-03-10T13:00")

    assert quiet_until(NOON_REST, "UTC", noon) == at("2025-03-10T14:00")
    assert not is_quiet(NOON_REST, "UTC", noon + timedelta(hours=1))


def test_hours_go_by_the_clocks_of_their_zone() -> None:
    """In Kolkata it is half past five hours later than in London's winter."""
    assert quiet_until(NIGHT, "Asia/Kolkata", at("2025-03-10T17:00")) == at("2025-03-11T01:30")
    assert not is_quiet(NIGHT, "Asia/Kolkata", at("2025-03-11T01:30"))


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        # Clocks go from 02:00 to 03:00: what would end at 02:30 ends then.
        (("22:00", "02:30"), "2025-03-30T00:30", "2025-03-30T01:00"),
        # Clocks go from 03:00 back to 02:00: 02:30 is there twice, and ends the night once.
        (("22:00", "02:30"), "2025-10-26T00:15", "2025-10-26T00:30"),
        (("22:00", "02:30"), "2025-10-26T01:15", None),
        (("02:30", "06:00"), "2025-10-26T01:15", "2025-10-26T05:00"),
    ],
)
def test_a_night_in_which_clocks_are_changed_has_one_end(
    hours: tuple[str, str], moment: str, until: str | None
) -> None:
    quiet = QuietHours(from_=TimeOfDay(hours[0]), to=TimeOfDay(hours[1]))

    assert is_quiet(quiet, "Europe/Berlin", at(moment)) == (until is not None)
    assert quiet_until(quiet, "Europe/Berlin", at(moment)) == at(until or moment)


def test_where_a_day_is_left_out_one_night_runs_into_the_next() -> None:
    """Apia went from the 29th to the 31st at midnight."""
    assert quiet_until(NIGHT, "Pacific/Apia", at("2011-12-30T09:00")) == at("2011-12-30T17:00")


def test_hours_of_no_length_are_refused() -> None:
    with pytest.raises(ValueError, match="no length"):
        QuietHours(from_=TimeOfDay("22:00"), to=TimeOfDay("22:00"))


@given(MINUTES, st.sampled_from(ZONES), MOMENTS)
def test_quiet_hours_end_and_all_is_quiet_until_then(minutes: list[int], zone: str, moment: datetime) -> None:
    first, last = (TimeOfDay(f"{one // 60:02}:{one % 60:02}") for one in minutes)
    hours = QuietHours(from_=first, to=last)
    until = quiet_until(hours, zone, moment)

    assert is_quiet(hours, zone, moment) == (until > moment)
    assert not is_quiet(hours, zone, until)
    assert all(is_quiet(hours, zone, moment + (until - moment) * part) for part in (0.01, 0.5, 0.99) if until > moment)
    assert quiet_until(hours, zone, until) == until
