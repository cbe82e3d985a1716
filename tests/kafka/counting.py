"""Counters as real processes, and what they must agree on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from tests.kafka.placing import Place
from tests.kafka.signalling import Step, feed, make_bursts
from tests.promises.coverage import LATENESS_S
from tests.promises.running import END_S
from tools.local.facts import confirmed_ends, final_facts, settle
from workers.alert.state import WatchState
from workers.detect.clock import Clock, TimeRules
from workers.detect.partition import PartitionClock
from workers.hosts.counter import Counter, ingest_rules
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.counting import timekeeper
from workers.hosts.kafka.counting.states import CLOCK_KEY, NO_WATCH
from workers.hosts.kafka.flows import Flow
from workers.model.alert import Change
from workers.rules import Rules

ROOT = Path(__file__).parents[2]
START_S, SETTLE_S = 60.0, 120.0
"""Seconds within which a counter is ready, and has counted what a test sends: three times what they take."""


# ---- what came of it


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every host must agree on."""

    watches: dict[str, object]
    ends: dict[str, tuple[object, ...]]
    unknown: list[object] = field(default_factory=list)


def count_unbroken(rules: Rules, steps: Iterable[Step]) -> tuple[Facts, list[Change]]:
    """The same in one process, without a broker."""
    time_rules = TimeRules(live=False, lateness_s=LATENESS_S)
    counter = Counter(rules.watches, time_rules, ingest=ingest_rules(rules))
    changes: list[Change] = []
    for step in steps:
        for one in step.mentions:
            changes += counter.count(one)[0]
        for _, told in counter.hear(step.pulse):
            changes += told
    assert not counter.bugs
    calm = settle(counter.clock, counter.partition, dict(counter.states), rules.watches, END_S)
    facts = Facts(
        watches=final_facts(calm.states, rules.watches, END_S),
        ends=confirmed_ends((*changes, *calm.changes)),
        unknown=[calm.unknown],
    )
    return facts, changes


def read_facts(place: Place) -> tuple[Facts, list[Change]]:
    """What the counters left: rows of the changelogs, and alerts."""
    rules, flows = place.rules, place.flows
    changes = [decode_alert(record.value) for record in read_whole(place, flows.alerts)]
    clock = read_clock(place)
    calm = [
        settle(clock, partition, states, rules.watches, END_S)
        for partition, states in read_shares(place).values()
        if partition.watermark_s is not None
    ]
    settled = {name: state for one in calm for name, state in one.states.items()}
    facts = Facts(
        watches=final_facts(settled, rules.watches, END_S),
        ends=confirmed_ends((*changes, *(change for one in calm for change in one.changes))),
        unknown=list(dict.fromkeys(one.unknown for one in calm)),
    )
    return facts, changes


def conflicts(told: Iterable[Change]) -> list[Change]:
    """Changes that differ from an earlier one of the same name."""
    first: dict[tuple[str, int], Change] = {}
    return [one for one in told if first.setdefault((one.alert_id, one.sequence), one) != one]


def read_clock(place: Place) -> Clock:
    rows = last_rows(read_whole(place, place.flows.clock))
    return timekeeper.read_clock({key: row for (_, key), row in rows.items()}).clock


def read_shares(place: Place) -> dict[int, tuple[PartitionClock, dict[str, WatchState]]]:
    """By partition: its clock, and the states of its watches."""
    shares: dict[int, tuple[PartitionClock, dict[str, WatchState]]] = {}
    for (partition, key), row in last_rows(read_whole(place, place.flows.watches)).items():
        clock, states = shares.get(partition, (PartitionClock(), {}))
        if key == CLOCK_KEY:
            clock = codecs.partition_clocks.decode(row)
        elif not key.startswith(NO_WATCH):
            states[key.decode()] = codecs.watch_rows.decode(row).state
        shares[partition] = (clock, states)
    return shares


def last_rows(records: Iterable[ConsumerRecord]) -> dict[tuple[int, bytes], bytes]:
    rows = {(record.partition, record.key): record.value for record in records}
    return {key: value for key, value in rows.items() if value is not None}


def read_whole(place: Place, flow: Flow) -> list[ConsumerRecord]:
    """All records of a flow, up to its end as of now; of each partition in order."""
    records: list[ConsumerRecord] = []
    with closing(KafkaConsumer(bootstrap_servers=place.bootstrap, enable_auto_commit=False)) as consumer:
        partitions = [TopicPartition(flow.name, number) for number in range(flow.partitions)]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        consumer.seek_to_beginning(*partitions)
        until = time.monotonic() + START_S
        while any(consumer.position(one) < ends[one] for one in partitions):
            assert time.monotonic() < until, f"{flow.name} cannot be read"
            for some in consumer.poll(timeout_ms=200).values():
                records += some
    return records


def behind(place: Place) -> int:
    """Records of pulses and signals that are not acknowledged."""
    flows = place.flows
    partitions = [
        TopicPartition(flow.name, number) for flow in (flows.pulses, flows.signals) for number in range(flow.partitions)
    ]
    with closing(KafkaAdminClient(bootstrap_servers=place.bootstrap)) as admin:
        told = admin.list_group_offsets({place.group: partitions})[place.group]
    with closing(KafkaConsumer(bootstrap_servers=place.bootstrap)) as consumer:
        ends: Mapping[TopicPartition, int] = consumer.end_offsets(partitions)
    committed = {one: told[one].offset if one in told else 0 for one in partitions}
    return sum(ends[one] - max(committed[one], 0) for one in partitions)


def wait_counted(place: Place, patience_s: float = SETTLE_S) -> None:
    """Wait until all pulses are heard and all signals counted: ticks follow pulses, so nothing may move between."""
    until, calm = time.monotonic() + patience_s, 0
    while calm < 2:
        assert time.monotonic() < until, f"{behind(place)} records are not counted"
        calm = calm + 1 if behind(place) == 0 else 0
        time.sleep(0.2)


def burst_out(place: Place, watches: Iterable[str], hour: int) -> None:
    """Feed bursts, whose mentions come when what was before them is counted, so that their alerts open early."""
    *before, last = make_bursts(place.rules, watches, hour)
    feed(place, before)
    wait_counted(place)
    feed(place, [last])


# ---- counters


class Counting:
    """One `groundswell work count`, as a process of its own."""

    def __init__(self, place: Place, log: Path, *more: str) -> None:
        self.log = log
        code = "import sys; from workers.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "work", "count", "--config", str(place.folder), *more]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with log.open("ab") as told:
            self.process = subprocess.Popen(command, stderr=told, stdout=told, env=environment, cwd=ROOT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, patience_s: float = START_S) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience_s)

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def wait_ready(worker: Counting, patience_s: float = START_S) -> None:
    """Wait until it says that it counts."""
    until = time.monotonic() + patience_s
    while '"ready"' not in worker.told():
        assert worker.process.poll() is None, worker.told()[-3000:]
        assert time.monotonic() < until, worker.told()[-3000:]
        time.sleep(0.1)


Start = Callable[..., Counting]


@contextmanager
def open_counters(place: Place, folder: Path) -> Iterator[Start]:
    """Starts counters; those that still run at the end are ended."""
    started: list[Counting] = []

    def start(*more: str, ready: bool = True) -> Counting:
        started.append(Counting(place, folder / f"counter-{len(started)}.log", *more))
        if ready:
            wait_ready(started[-1])
        return started[-1]

    try:
        yield start
    finally:
        for one in started:
            one.end()
