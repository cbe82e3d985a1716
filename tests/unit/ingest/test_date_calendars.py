"""Years, months and days of three calendars."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.pages import tables
from workers.ingest.date_calendars import civil_day
from workers.ingest.date_find import Reference, find_date

THEN = Reference(at=datetime(2025, 6, 20, 12, tzinfo=UTC))


def day(year: int, month: int, date: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, date, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "begins"),
    [
        (1399, day(2020, 3, 20)),
        (1400, day(2021, 3, 21)),
        (1403, day(2024, 3, 20)),
        (1404, day(2025, 3, 21)),
        (1408, day(2029, 3, 20)),
    ],
)
def test_the_persian_year_begins_in_march(year: int, begins: datetime) -> None:
    assert civil_day(year, 1, 1) == begins


def test_only_leap_years_have_a_thirtieth_of_esfand() -> None:
    assert civil_day(1403, 12, 30) == day(2025, 3, 20)
    assert [civil_day(*parts) for parts in ((1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 1, 0))] == [None] * 4


@given(st.integers(1300, 1498), st.integers(1, 12))
def test_no_day_is_missing_between_two_persian_months(year: int, month: int) -> None:
    days = [found for number in range(1, 33) if (found := civil_day(year, month, number)) is not None]
    following = civil_day(year + month // 12, month % 12 + 1, 1)

    assert following == days[-1] + timedelta(days=1)
    assert len(days) in (29, 30, 31)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("تاریخ انتشار: ۱۵ اسفند ۱۴۰۳ - ۰۹:۳۵", day(2025, 3, 5, 9, 35)),
        ("۱۴۰۴/۰۱/۰۱", day(2025, 3, 21)),
        ("Thursday, Esfand 16, 1403 - 11:05", day(2025, 3, 6, 11, 5)),
        ("۶ مارس ۲۰۲۵", day(2025, 3, 6)),
        ("เผยแพร่ 6 มีนาคม 2568 14:05 น.", day(2025, 3, 6, 14, 5)),
        ("6 มี.ค. 2568", day(2025, 3, 6)),
        ("06/03/2568", day(2025, 3, 6)),
        ("প্রকাশিত: ৬ মার্চ ২০২৫, ১০:১৫", day(2025, 3, 6, 10, 15)),
        ("०६ मार्च २०२५", day(2025, 3, 6)),
    ],
)
def test_a_date_is_read_in_other_calendars_and_digits(line: str, at: datetime) -> None:
    found = find_date(line, tables().words.dates, Reference(at=THEN.at, day_first=True))

    assert found is not None
    assert found.at == at


def test_a_year_of_the_islamic_calendar_is_none() -> None:
    assert find_date("1446/09/06", tables().words.dates, THEN) is None
