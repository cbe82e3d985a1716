"""What is remembered of sources that fail: the same however it is told, small, and readable by later versions."""

import msgspec
import numpy as np

from tests.unit.detect.faulty import END, GAP, NOON, outline, steps_of, two_papers
from tests.unit.detect.newsroom import MONDAY, newsroom, without
from workers.detect.guard import Guard, decide_slot, decide_slots
from workers.detect.sources import ROW
from workers.model.fault import FaultStep


def test_it_is_the_same_slot_by_slot_or_weeks_at_once() -> None:
    told = without(two_papers(), range(NOON, NOON + 84))
    told = without(told, range(NOON + 150, NOON + 200), "b.example")
    told[NOON + 84] = {"a.example": 400, "b.example": 200}
    guard, steps = Guard(), list[FaultStep]()
    for slot in range(MONDAY, END):
        guard, verdict = decide_slot(guard, slot, told.get(slot, {}))
        steps += verdict.faults

    decided = decide_slots(Guard(), MONDAY, END, told)

    assert list(decided.faults) == steps
    assert decided.guard == guard
    assert len(steps) == 6


def test_an_alert_is_named_before_it_opens_and_each_of_its_changes_once() -> None:
    told = without(two_papers(), range(NOON, NOON + 60), "b.example")
    again = without(told, range(NOON + 120, NOON + 180), "b.example")

    names = [(one.fault.kind, one.fault.source, one.fault.since, one.fault.sequence) for one in steps_of(again)]

    assert len(set(names)) == len(names) == 4


def test_what_is_remembered_is_a_few_kilobytes_whoever_is_silent() -> None:
    told = newsroom(MONDAY, 9, {"big.example": 900, **{f"{n:03}.example": 2 for n in range(150)}})
    lost = without(told, range(NOON, NOON + 60), *(f"{n:03}.example" for n in range(150)))

    faults = decide_slots(Guard(), MONDAY, NOON + 60, lost).guard.faults

    assert len(faults.open) == 21
    assert len(msgspec.msgpack.encode(faults)) < 8_000


def test_a_guard_that_an_earlier_version_wrote_is_taken_up() -> None:
    """It knew neither when a source was last heard nor its busiest slot."""
    told = without(two_papers(), range(NOON, END), "b.example")
    guard = decide_slots(Guard(), MONDAY, NOON + 4, told).guard
    rows, names = np.frombuffer(guard.rows, ROW), [name for name, *_ in ROW.descr[:-3]]
    earlier = np.zeros(len(rows), np.dtype(ROW.descr[:-3]))
    for name in names:
        earlier[name] = rows[name]
    old = msgspec.structs.replace(guard, rows=earlier.tobytes())

    decided = decide_slots(old, NOON + 4, NOON + 60, told)

    assert outline(decided.faults) == [("b.example", GAP, "opened")]
    assert decided.unknown == ()
