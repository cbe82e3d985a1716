"""Names of time zones, and clocks with a point."""

from datetime import UTC, datetime

import pytest

from tests.unit.ingest.pages import tables
from workers.ingest.date_find import Reference, find_date
from workers.ingest.date_zones import country_of

AT = datetime(2025, 3, 7, 12, tzinfo=UTC)


def at_hour(hour: int, minute: int, day: int = 6) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("6 March 2025 10:15 JST", at_hour(1, 15)),
        ("2025년 3월 6일 10:15 KST", at_hour(1, 15)),
        ("6 марта 2025, 10:15 МСК", at_hour(7, 15)),
        ("6 марта 2025, 10:15 по московскому времени", at_hour(7, 15)),
        ("6 March 2025 10:15 (UTC+3)", at_hour(7, 15)),
        ("06/03/2025 14.05 WIB", at_hour(7, 5)),
        ("6. März 2025, 14.05 Uhr MEZ", at_hour(13, 5)),
        ("6 martie 2025, 10:15 EET", at_hour(8, 15)),
        ("प्रकाशित: 06 मार्च 2025, 10:15 पूर्वाह्न IST", at_hour(4, 45)),
        ("06 मार्च 2025, 10:15 अपराह्न IST", at_hour(16, 45)),
        ("6 במרץ 2025 10:15 IST", at_hour(8, 15)),
    ],
)
def test_a_zone_is_known_by_its_name(line: str, at: datetime) -> None:
    found = find_date(line, tables().words.dates, Reference(at=AT, day_first=True))

    assert found is not None
    assert (found.at, found.zoned) == (at, True)


@pytest.mark.parametrize(
    ("line", "country", "at", "zoned"),
    [
        ("6 March 2025 10:15 IST", None, at_hour(10, 15), False),
        ("6 March 2025 10:15 IST", "in", at_hour(4, 45), True),
        ("6 March 2025 10:15 IST", "ie", at_hour(9, 15), True),
        ("6 March 2025 10:15 IST", "fr", at_hour(10, 15), False),
        ("6 March 2025 10:15 CST", "cn", at_hour(2, 15), True),
        ("6 March 2025 10:15 CST", "us", at_hour(16, 15), True),
        ("6 March 2025 10:15 PST", None, at_hour(18, 15), True),
        ("6 March 2025 10:15 PST", "ph", at_hour(2, 15), True),
    ],
)
def test_a_name_of_several_zones_is_one_only_where_the_country_is_known(
    line: str, country: str | None, at: datetime, zoned: bool
) -> None:
    found = find_date(line, tables().words.dates, Reference(at=AT, country=country))

    assert found is not None
    assert (found.at, found.zoned) == (at, zoned)


@pytest.mark.parametrize(
    ("language", "source", "country"),
    [
        ("en-IN", "tide.example", "in"),
        ("zh-Hans-CN", None, "cn"),
        ("en", "tide.co.uk", "gb"),
        ("en", "tide.ie", "ie"),
        ("hi", "tide.com", "in"),
        ("en", "tide.com", None),
        (None, None, None),
    ],
)
def test_a_page_is_of_a_country_by_tag_or_domain_or_language(
    language: str | None, source: str | None, country: str | None
) -> None:
    assert country_of(language, source, tables().words.dates.zones) == country


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Publicerad 6 mars 2025 kl. 08.15", at_hour(8, 15)),
        ("Publicerad 6 mars 2025 06.00 Uppdaterad igår 11.20", at_hour(6, 0)),
        ("6.3.2025 klo 14.05", at_hour(14, 5)),
        ("6.3.2025 14.05", at_hour(14, 5)),
        ("Kamis, 6 Maret 2025 | 14.05", at_hour(14, 5)),
        ("igår kl. 14.05", at_hour(14, 5)),
    ],
)
def test_an_hour_with_a_point_is_read_after_a_date(line: str, at: datetime) -> None:
    found = find_date(line, tables().words.dates, Reference(at=AT))

    assert found is not None
    assert (found.at, found.timed) == (at, True)


@pytest.mark.parametrize("line", ["6 March 2025 12.50.1", "6 March 2025 27.10", "6 March 2025, more than 12.50"])
def test_a_number_with_a_point_is_no_hour(line: str) -> None:
    found = find_date(line, tables().words.dates, Reference(at=AT))

    assert found is not None
    assert not found.timed
