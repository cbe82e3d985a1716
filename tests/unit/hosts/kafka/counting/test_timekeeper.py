from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import NOON
from workers.detect.clock import Clock, TimeRules, keep_time
from workers.errors import StateError
from workers.hosts.kafka.codecs import ClockRow
from workers.hosts.kafka.counting.timekeeper import GUARDS, KEY, clock_rows, read_clock, spread
from workers.hosts.kafka.engine.kept import Row
from workers.model.alert import ChangeType, Kind, Severity
from workers.model.fault import Fault, FaultStep
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import SlotRange, Tick


def clocks(hours: int) -> list[Clock]:
    """A clock after each of some hours in which one source speaks."""
    clock = Clock()
    made: list[Clock] = []
    for hour in range(hours):
        at = NOON + timedelta(hours=hour)
        tallies = (Tally(source="a.example", slot=int(at.timestamp()) // 300, articles=3),)
        span = Span(input="0", start=hour, end=hour + 1, at=at, tallies=tallies)
        clock, _ = keep_time(clock, Pulse(sent_at=at, inputs=1, spans=(span,)), TimeRules())
        made.append(clock)
    return made


def write(made: list[Clock]) -> list[Row]:
    row = ClockRow(clock=Clock())
    written: list[Row] = []
    for clock in made:
        row, rows = clock_rows(clock, row)
        written += rows
    return written


def as_table(rows: list[Row]) -> Mapping[bytes, bytes]:
    return {row.key: row.value for row in rows if row.value is not None}


def test_the_clock_is_read_as_it_was_written() -> None:
    made = clocks(6)

    assert read_clock(as_table(write(made))).clock == made[-1]


def test_wherever_the_writing_stops_the_table_holds_one_whole_clock() -> None:
    """A guard of later than its clock would learn the same slots twice."""
    made = [Clock(), *clocks(6)]
    rows = write(made[1:])

    kept = [read_clock(as_table(rows[:number])).clock for number in range(len(rows) + 1)]

    assert all(clock in made for clock in kept)
    assert kept[-1] == made[-1]


def test_the_guard_is_written_only_when_it_has_learnt() -> None:
    *_, before, last = clocks(4)
    row, _ = clock_rows(before, ClockRow(clock=Clock()))

    _, still = clock_rows(before, row)
    _, moved = clock_rows(last, row)

    assert [one.key for one in still] == [KEY]
    assert [one.key for one in moved] == [GUARDS[1 - row.turn], KEY]


def test_a_clock_of_another_making_is_refused() -> None:
    with pytest.raises(StateError, match="clock: found form 9"):
        read_clock({KEY: b"\x09"})


def test_every_tick_goes_to_every_partition_in_order() -> None:
    ticks = [Tick(watermark=NOON + timedelta(hours=n), decided=SlotRange(first=n, end=n + 1)) for n in range(2)]

    records = spread(ticks, 3)

    assert [one.partition for one in records] == [0, 1, 2, 0, 1, 2]
    assert len({one.value for one in records[:3]}) == 1


def test_what_is_wrong_with_sources_is_told_once_and_not_to_every_partition() -> None:
    fault = Fault(
        kind=Kind.COVERAGE_GAP, source="a.example", since=0, opened=3, told=3, severity=Severity.NOTICE, observed=0,
        expected=40.0, at=3, slots=4, intake=0.9, days=9.0,
    )  # fmt: skip
    step = FaultStep(type=ChangeType.OPENED, because=("silent",), fault=fault)
    plain = Tick(watermark=NOON, decided=SlotRange(first=3, end=4))

    assert spread([replace(plain, faults=(step,))], 2) == spread([plain], 2)
