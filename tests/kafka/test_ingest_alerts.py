"""Alerts about our own ingest on a real broker: the same as in one process, whoever keeps time and is killed at it."""

import time
from datetime import timedelta
from random import Random

import pytest

from tests.kafka.counting import (
    Start,
    behind,
    conflicts,
    count_unbroken,
    read_clock,
    read_whole,
    wait_counted,
)
from tests.kafka.placing import Place
from tests.kafka.signalling import Step
from tests.kafka.test_counter_kills import begin_feed
from tests.promises.coverage import START
from tests.promises.running import slot_of
from workers.hosts.kafka.alerts import decode_alert
from workers.model.alert import Change, Kind
from workers.model.pulse import Pulse, Span, Tally

DAY = 288
ONE_OUT = range(3 * DAY + 100, 3 * DAY + 160)
ALL_OUT = range(3 * DAY + 180, 3 * DAY + 210)
END = 3 * DAY + 240
USUAL = {"harbour.example": 4, "valley.example": 3, "hills.example": 4}


def make_outages() -> list[Step]:
    """Pulses alone: three sound days, then a source is lost, then all of them, and then all comes at once."""
    return [Step(mentions=(), pulse=pulse_of(slot)) for slot in range(END) if slot not in ALL_OUT]


def pulse_of(slot: int) -> Pulse:
    at = START + timedelta(minutes=5 * slot)
    usual = {name: count for name, count in USUAL.items() if name != "valley.example" or slot not in ONE_OUT}
    counts = {name: 100 * count for name, count in usual.items()} if slot == ALL_OUT.stop else usual
    tallies = tuple(Tally(source=name, slot=slot_of(at), articles=count) for name, count in counts.items())
    done = 10 * slot if slot <= ALL_OUT.start else 10 * (slot - len(ALL_OUT))
    span = Span(input="0", start=done, end=done + 10, at=at, tallies=tallies)
    return Pulse(sent_at=at, inputs=1, spans=(span,))


def of_ingest(changes: list[Change]) -> dict[tuple[str, int], Change]:
    return {(one.alert_id, one.sequence): one for one in changes if not one.kind.of_watch}


def test_a_timekeeper_tells_of_silent_sources_and_floods_what_one_process_tells(place: Place, start: Start) -> None:
    steps = make_outages()
    _, alone = count_unbroken(place.rules, steps)
    start()

    begin_feed(place, steps, 0.0).join(60)
    wait_counted(place)

    records = read_whole(place, place.flows.alerts)
    told = [decode_alert(record.value) for record in records]
    assert told == alone
    assert {record.key for record in records} == {b"ingest"}
    assert [(one.kind, one.watch.name, one.sequence) for one in told] == [
        (Kind.COVERAGE_GAP, "valley.example", 0),
        (Kind.COVERAGE_GAP, "valley.example", 1),
        (Kind.COVERAGE_GAP, "valley.example", 2),
        (Kind.COVERAGE_GAP, "All sources", 0),
        (Kind.INGEST_ANOMALY, "All sources", 0),
        (Kind.COVERAGE_GAP, "All sources", 1),
        (Kind.INGEST_ANOMALY, "All sources", 1),
    ]
    assert read_clock(place).guard.faults.open == ()


@pytest.mark.slow
def test_a_timekeeper_killed_again_and_again_repeats_itself_to_the_letter(place: Place, start: Start) -> None:
    steps = make_outages()
    _, alone = count_unbroken(place.rules, steps)
    feeding, rng, in_hand = begin_feed(place, steps, 0.012), Random(5), []

    while feeding.is_alive():
        worker = start("--instance", "one")
        time.sleep(rng.uniform(0.1, 1.0))
        worker.kill()
        in_hand.append(behind(place))
    start("--instance", "one")
    feeding.join(60)
    wait_counted(place)

    told = [decode_alert(record.value) for record in read_whole(place, place.flows.alerts)]
    assert of_ingest(told) == of_ingest(alone)
    assert conflicts(told) == []
    assert sum(left > 0 for left in in_hand) >= 2
