"""A counter that dies between two of its writes: its alerts arrive all the same, each once by its name."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from tests.broker import Flows
from tests.kafka.counting import (
    START_S,
    Counting,
    Start,
    conflicts,
    count_unbroken,
    open_counters,
    read_facts,
    read_whole,
    wait_counted,
)
from tests.kafka.placing import Place, make_place
from tests.kafka.signalling import Step, feed, make_bursts
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.codecs import signals, watch_rows
from workers.hosts.kafka.counting.states import CLOCK_KEY
from workers.hosts.kafka.flows import Flow
from workers.model.alert import Change
from workers.model.signal import Mention

WATCHES = [f"w{number}" for number in range(60)]
"""So many alerts open together that a kill falls among them."""
ROUNDS = 6


@pytest.fixture
def place(flows: Flows, tmp_path: Path) -> Place:
    return make_place(tmp_path / "config", flows.bootstrap, flows.prefix, partitions=1, watches=WATCHES)


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    with open_counters(place, tmp_path) as starting:
        yield starting


Situation = Callable[[Place], bool]


def told_without_state(place: Place) -> bool:
    """An alert was sent of a watch whose row does not know of it."""
    told = {(one.watch.id, one.alert_id) for one in alerts(place)}
    kept = {(key, alert) for key, row in rows(place).items() for alert in watch_rows.decode(row).told}
    return bool(told - kept)


def kept_without_acknowledgement(place: Place) -> bool:
    """A row knows of an alert whose mentions are still to be counted again, for they were not acknowledged."""
    kept = {key for key, row in rows(place).items() if watch_rows.decode(row).told}
    return any(watch in kept for watch in owed(place))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seen_in", "situation"),
    [("alerts", told_without_state), ("watches", kept_without_acknowledgement)],
    ids=["between alert and state", "between state and acknowledgement"],
)
def test_an_alert_arrives_once_by_its_name_whenever_the_counter_dies(
    place: Place, start: Start, seen_in: str, situation: Situation
) -> None:
    """Kills are real and fall where they fall, so it is done until the situation was met, as the flows show."""
    met, steps = False, []
    for number in range(ROUNDS):
        *before, last = make_bursts(place.rules, WATCHES, 1 + 24 * number)
        steps += [*before, last]
        worker = start()
        feed(place, before)
        wait_counted(place)
        feed_and_kill(worker, place, last, place.flows.named(seen_in))
        met = situation(place)
        start()
        wait_counted(place)
        if met:
            break

    assert met
    facts, told = read_facts(place)
    unbroken, changes = count_unbroken(place.rules, steps)
    assert facts == unbroken
    assert names(told) == names(changes)
    assert conflicts(told) == []


def feed_and_kill(worker: Counting, place: Place, step: Step, flow: Flow) -> None:
    """Feed, and kill the counter as soon as an alert shows in a flow."""
    with closing(KafkaConsumer(bootstrap_servers=place.bootstrap, fetch_max_wait_ms=5)) as consumer:
        partitions = [TopicPartition(flow.name, number) for number in range(flow.partitions)]
        consumer.assign(partitions)
        consumer.seek_to_end(*partitions)
        for one in partitions:
            consumer.position(one)
        feed(place, [step])
        until = time.monotonic() + START_S
        while not [record for some in consumer.poll(timeout_ms=5).values() for record in some if is_alert(record)]:
            assert time.monotonic() < until
        worker.kill()


def is_alert(record: ConsumerRecord) -> bool:
    """An alert, or the row of a watch that has told one."""
    if record.key == CLOCK_KEY or record.value is None:
        return False
    return record.value[:1] == b"{" or bool(watch_rows.decode(record.value).told)


def alerts(place: Place) -> list[Change]:
    return [decode_alert(record.value) for record in read_whole(place, place.flows.alerts)]


def rows(place: Place) -> dict[str, bytes]:
    found = {record.key: record.value for record in read_whole(place, place.flows.watches)}
    return {key.decode(): value for key, value in found.items() if key != CLOCK_KEY and value is not None}


def owed(place: Place) -> set[str]:
    """The watches of mentions that are not acknowledged."""
    flow = TopicPartition(place.flows.signals.name, 0)
    with closing(KafkaAdminClient(bootstrap_servers=place.bootstrap)) as admin:
        done = admin.list_group_offsets({place.group: [flow]})[place.group][flow].offset
    left = [signals.decode(one.value) for one in read_whole(place, place.flows.signals) if one.offset >= done]
    return {one.watch_id for one in left if isinstance(one, Mention)}


def name_of(change: Change) -> tuple[str, int]:
    return change.alert_id, change.sequence


def names(changes: list[Change]) -> set[tuple[str, int]]:
    return {name_of(change) for change in changes}
