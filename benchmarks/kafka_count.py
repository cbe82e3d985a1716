"""Counting on Kafka beside the bare loop: throughput, processor time, memory, recovery, and how soon an alert is out.

    python -m benchmarks.kafka_count [--mentions 20000] [--watches 200] [--rows 10000] [--alerts 40] [--broker ADDRESS]

Starts a broker of its own unless one is named. One run, one after the other: the same mentions through the counter in
this process; through one `groundswell work count`, its flows filled beforehand, until all is acknowledged; a start with
so many watches to recover; alerts at low load, from the mention that opens one to its record on the flow.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import psutil
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.kafka_load import SLOTS, fill, make_load
from tests.kafka.counting import Counting, behind, wait_counted, wait_ready
from tests.kafka.placing import Place, make_place
from tests.kafka.signalling import Step, feed, make_bursts, send_mention
from tests.promises.coverage import LATENESS_S, START
from tools.broker.cluster import make_cluster
from workers.alert.state import WatchState
from workers.detect.clock import TimeRules
from workers.hosts.counter import Counter
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.codecs import WatchRow, watch_rows
from workers.hosts.kafka.partitioning import partition_of
from workers.model.signal import SlotRange, Tick
from workers.rules import Rules

PATIENCE_S = 600.0


class Cost(Struct, frozen=True, kw_only=True):
    """What some work took."""

    wall_s: float
    cpu_s: float


def main() -> int:
    args = _arguments()
    with _broker(args.broker) as bootstrap, tempfile.TemporaryDirectory() as folder:
        names = [f"w{number}" for number in range(args.watches)]
        steps = count_both(_place(Path(folder, "count"), bootstrap, names), args.mentions)
        print(f"  {steps} pulses")
        low_load(_place(Path(folder, "low"), bootstrap, [f"w{number}" for number in range(args.alerts)]))
        many = [f"w{number}" for number in range(args.rows)]
        recover(_place(Path(folder, "rows"), bootstrap, many))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--watches", type=int, default=200)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--alerts", type=int, default=40)
    parser.add_argument("--broker", help="host:port of one that is there; else one is started")
    return parser.parse_args()


@contextmanager
def _broker(named: str | None) -> Iterator[str]:
    if named is not None:
        yield named
        return
    with tempfile.TemporaryDirectory() as folder:
        cluster = make_cluster(Path(folder, "kafka"))
        try:
            cluster.start()
            yield cluster.bootstrap
        finally:
            cluster.remove()


def _place(folder: Path, bootstrap: str, watches: list[str]) -> Place:
    return make_place(folder, bootstrap, f"b{uuid4().hex[:8]}", partitions=4, watches=watches)


@contextmanager
def _worker(place: Place) -> Iterator[Counting]:
    worker = Counting(place, place.folder / "log")
    try:
        yield worker
    finally:
        worker.end()


# ---- throughput


def count_both(place: Place, mentions: int) -> int:
    rules = place.rules
    steps = list(make_load(rules, mentions, SLOTS))
    bare = count_bare(rules, steps)
    fill(place, steps)
    with _worker(place) as worker:
        wait_ready(worker)
        cost = watch_work(worker, place)
        peak = peak_mb(worker)
        stopped = worker.stop()
    print(f"bare loop:  {mentions / bare.wall_s:8.0f} mentions/s  {bare.cpu_s / mentions * 1e6:6.0f} us of CPU each")
    print(f"on Kafka:   {mentions / cost.wall_s:8.0f} mentions/s  {cost.cpu_s / mentions * 1e6:6.0f} us of CPU each")
    print(f"  peak memory {peak:.0f} MB, exit code {stopped}")
    return len(steps)


def count_bare(rules: Rules, steps: list[Step]) -> Cost:
    counter = Counter(rules.watches, TimeRules(live=False, lateness_s=LATENESS_S))
    began, cpu = time.perf_counter(), time.process_time()
    for step in steps:
        for mention in step.mentions:
            counter.count(mention)
        for _ in counter.hear(step.pulse):
            pass
    assert not counter.bugs
    return Cost(wall_s=time.perf_counter() - began, cpu_s=time.process_time() - cpu)


def watch_work(worker: Counting, place: Place) -> Cost:
    """From the start of its first batch, at the latest now, until all is acknowledged."""
    process = psutil.Process(worker.process.pid)
    began, cpu = time.perf_counter(), _cpu_s(process)
    until = began + PATIENCE_S
    while behind(place):
        assert time.perf_counter() < until
        time.sleep(0.1)
    return Cost(wall_s=time.perf_counter() - began, cpu_s=_cpu_s(process) - cpu)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def peak_mb(worker: Counting) -> float:
    status = Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


# ---- recovery


def recover(place: Place) -> None:
    rules, flows = place.rules, place.flows
    row = watch_rows.encode(WatchRow(state=_a_state(rules)))
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all", linger_ms=20)) as producer:
        for watch in rules.watches:
            key = watch.encode()
            producer.send(flows.watches.name, row, key=key, partition=partition_of(key, flows.watches.partitions))
        producer.flush()
    began = time.perf_counter()
    with _worker(place) as worker:
        while '"started"' not in worker.told():
            time.sleep(0.02)
        started = time.perf_counter()
        wait_ready(worker, PATIENCE_S)
        ready = time.perf_counter()
        feed(place, make_bursts(rules, list(rules.watches)[:8], 24 * 30)[:2])
        wait_counted(place)
        counted = time.perf_counter()
        peak = peak_mb(worker)
    print(
        f"recovery of {len(rules.watches)} watches of {len(row)} bytes: {ready - started:.1f} s from started to ready"
    )
    print(
        f"  {started - began:.1f} s before (config, preflight), {counted - ready:.1f} s until the first tick is counted"
    )
    print(f"  peak memory {peak:.0f} MB")


def _a_state(rules: Rules) -> WatchState:
    """The state of an ordinary watch after two days of a mention an hour, with nothing open."""
    (name, own), *_ = rules.watches.items()
    counter = Counter({name: own}, TimeRules(live=False, lateness_s=LATENESS_S))
    for step in make_load(replace(rules, watches={name: own}), 48, 576):
        for mention in step.mentions:
            counter.count(mention)
        list(counter.hear(step.pulse))
    counter.tick(Tick(watermark=START + timedelta(days=3), decided=SlotRange(first=0, end=0)))
    return counter.states[name]


# ---- latency


def low_load(place: Place) -> None:
    rules, flows = place.rules, place.flows
    *before, burst = make_bursts(rules, list(rules.watches), 1)
    bare = Counter(rules.watches, TimeRules(live=False, lateness_s=LATENESS_S))
    for step in before:
        for mention in step.mentions:
            bare.count(mention)
        list(bare.hear(step.pulse))
    took: list[float] = []
    with _worker(place) as worker, closing(_tail(place)) as alerts, closing(_sender(place)) as producer:
        wait_ready(worker)
        feed(place, before)
        wait_counted(place)
        for mention in sorted(burst.mentions, key=lambda one: (one.watch_id, one.position)):
            changes, _ = bare.count(mention)
            sent = time.perf_counter()
            send_mention(producer, flows, mention)
            producer.flush()
            took += [_seconds_until(alerts, change.alert_id, sent) for change in changes if change.sequence == 0]
            time.sleep(0.01)
    p50, p95 = np.percentile(took, [50, 95]) * 1000
    print(f"mention produced to alert on the flow, {len(took)} alerts: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def _sender(place: Place) -> KafkaProducer:
    return KafkaProducer(bootstrap_servers=place.bootstrap, acks="all", linger_ms=0)


def _tail(place: Place) -> KafkaConsumer:
    consumer = KafkaConsumer(bootstrap_servers=place.bootstrap, fetch_max_wait_ms=5)
    flow = place.flows.alerts
    partitions = [TopicPartition(flow.name, number) for number in range(flow.partitions)]
    consumer.assign(partitions)
    consumer.seek_to_end(*partitions)
    for one in partitions:
        consumer.position(one)
    return consumer


def _seconds_until(alerts: KafkaConsumer, alert_id: str, since: float) -> float:
    while time.perf_counter() - since < 30:
        for some in alerts.poll(timeout_ms=5).values():
            if any(decode_alert(record.value).alert_id == alert_id for record in some):
                return time.perf_counter() - since
    raise TimeoutError(alert_id)


if __name__ == "__main__":
    sys.exit(main())
