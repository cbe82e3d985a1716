"""Newsrooms in which something fails, and what is told of it."""

from collections.abc import Iterable

from tests.unit.detect.newsroom import DAY, MONDAY, Tallies, newsroom
from workers.detect.guard import Guard, decide_slots
from workers.model.alert import ChangeType, Kind
from workers.model.fault import FaultStep

GAP, FLOOD = Kind.COVERAGE_GAP, Kind.INGEST_ANOMALY
OPENED, UPDATED, RESOLVED = ChangeType
END = MONDAY + 10 * DAY
NOON = MONDAY + 8 * DAY + 144
"""Of the second Tuesday: what is usual is known by then."""


def steps_of(told: Tallies, end: int = END) -> tuple[FaultStep, ...]:
    return decide_slots(Guard(), MONDAY, end, told).faults


def outline(steps: Iterable[FaultStep]) -> list[tuple[str, Kind, str]]:
    return [(one.fault.source, one.fault.kind, one.type.value.rsplit(".", 1)[-1]) for one in steps]


def two_papers() -> Tallies:
    return newsroom(MONDAY, 10, {"a.example": 5, "b.example": 3})


def many_papers(number: int) -> Tallies:
    return newsroom(MONDAY, 10, {f"{n:03}.example": 1 + n % 3 for n in range(number)})
