"""Which date of several, in which order its numbers stand, and what is none."""

from datetime import UTC, datetime

import pytest

from tests.unit.ingest.pages import tables
from workers.ingest.date_find import Reference, find_date
from workers.ingest.date_order import writes_day_first
from workers.ingest.dates import find_published

AT = datetime(2024, 6, 20, 12, tzinfo=UTC)
THEN = Reference(at=AT)


def day(year: int, month: int, date: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, date, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Updated 20 June 2024", "Published 19 June 2024"], day(2024, 6, 19)),
        (["Aktualisiert: 20.06.2024 08:00", "2 hours ago"], day(2024, 6, 20, 8)),
        (["Nov 19, 6:51 AM", "18 June 2024"], day(2024, 6, 18)),
    ],
)
def test_of_several_dates_that_of_publication_wins(lines: list[str], expected: datetime) -> None:
    found = find_published(lines, THEN, tables().words.dates)

    assert found is not None
    assert found.at == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jun 19, 6:51 AM", day(2024, 6, 19, 6, 51)),
        ("19 Jun", day(2024, 6, 19)),
        ("6月19日 08:51", day(2024, 6, 19, 8, 51)),
        ("Jan 19, 6:51 AM", None),
        ("Stage 12: 9 June, Karlsholm", None),
    ],
)
def test_a_date_without_a_year_is_one_of_the_last_weeks_or_none(line: str, expected: datetime | None) -> None:
    found = find_published([line], THEN, tables().words.dates)

    assert (found and found.at) == expected


@pytest.mark.parametrize(
    ("line", "day_first", "expected"),
    [
        ("03/05/2021", None, None),
        ("03/05/2021", True, day(2021, 5, 3)),
        ("03/05/2021", False, day(2021, 3, 5)),
        ("03/05/2021 4:00 PM", None, day(2021, 3, 5, 16)),
        ("03/05/2021 16:00 EST", None, day(2021, 3, 5, 21)),
        ("25/05/2021", False, day(2021, 5, 25)),
        ("03.05.2021", False, day(2021, 5, 3)),
    ],
)
def test_which_number_is_the_day_is_not_guessed(line: str, day_first: bool | None, expected: datetime | None) -> None:
    found = find_date(line, tables().words.dates, Reference(at=AT, day_first=day_first))

    assert (found and found.at) == expected


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("en-US", None, False),
        ("en_GB", None, True),
        ("de", None, True),
        ("en", "tide.co.uk", True),
        ("en", "tide.example", None),
        (None, None, None),
    ],
)
def test_who_writes_the_day_first(language: str | None, source: str | None, expected: bool | None) -> None:
    assert writes_day_first(language, source) is expected


def test_tomorrow_is_believed_only_where_it_may_have_begun() -> None:
    lines = ["21 June 2024", "20 June 2024 20:00", "20 June 2024 13:30 UTC", "21 June 2024 02:30"]
    read = [find_published([line], THEN, tables().words.dates) for line in lines]

    assert [one and one.at for one in read] == [day(2024, 6, 21), day(2024, 6, 20, 20), None, None]


@pytest.mark.parametrize("line", ["USA Today", "Today's paper", "Wetter heute", "Yesterday in Parliament"])
def test_a_section_that_has_a_word_for_a_day_in_its_name_is_no_date(line: str) -> None:
    assert find_published([line], THEN, tables().words.dates) is None
