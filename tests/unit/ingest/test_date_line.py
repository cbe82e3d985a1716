"""The day in a dateline."""

from datetime import UTC, datetime

import pytest

from tests.unit.ingest.pages import tables
from workers.ingest.date_find import Reference
from workers.ingest.date_line import find_in_dateline
from workers.model.article import PublishedFrom

THEN = Reference(at=datetime(2025, 3, 5, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    "line",
    [
        "SANTA RITA, 4 mar (ANC).- El puente se abrió.",
        "MADRID 4 Mar. (NORTE PRESS) - El puente se abrió.",
        "TEHRAN, Mar. 04 (Parsgah) – The bridge was opened.",
        "Harwick, Northmoor, March 4 — The bridge was opened.",
        "MONTCLAIR, 4 mars (APN) - Le pont est ouvert.",
        "МОСКВА, 4 марта. /ВЕСТИ/. Мост открыт.",
        "ANKARA, 4 Mart (AAJ) - Köprü açıldı.",
        "新海社北京3月4日电 大桥通车。",
    ],
)
def test_the_day_of_a_dateline_is_read_with_the_year_of_the_fetch(line: str) -> None:
    found = find_in_dateline(line, tables().words.dates, THEN)

    assert found is not None
    assert (found.at, found.evidence) == (datetime(2025, 3, 4, tzinfo=UTC), PublishedFrom.TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "MADRID, 4 sep (ANC).- El puente se abrió.",
        "Seit dem Unglück, 4. März - so die Bahn - steht der Verkehr.",
        "The bridge was opened on March 4 (a Tuesday).",
        "SANTA RITA (ANC).- El puente se abrió.",
    ],
)
def test_what_is_no_dateline_of_the_last_weeks_has_no_day(line: str) -> None:
    assert find_in_dateline(line, tables().words.dates, THEN) is None
