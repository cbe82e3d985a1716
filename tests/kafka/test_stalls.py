"""Ways in which a Faust app was seen to live on and do nothing. Each must end the process in time, and heal by a start.

What is stopped for longer than its session must end too: it would write over what its successor wrote.
"""

import signal
import socket
import time
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from tests.broker import new_prefix
from tests.kafka.counting import Counting, Start, behind, burst_out, open_counters, read_shares, wait_counted
from tests.kafka.placing import Place, make_place
from tests.kafka.signalling import feed, make_bursts
from tools.broker.cluster import Cluster
from workers.cli import main
from workers.hosts.kafka.engine.steady import CRASHED, LOGGED, SLOW_END, STALLED, STOOD
from workers.hosts.kafka.partitioning import partition_of

STALL_S = 200.0
"""Three times the 60 s after which a worker without progress ends."""

pytestmark = pytest.mark.slow


def exit_of(worker: Counting, patience_s: float = STALL_S) -> int:
    return worker.process.wait(patience_s)


def test_a_row_that_cannot_be_read_ends_the_counter(place: Place, start: Start) -> None:
    write_row(place, b"w0", b"nothing of ours")

    worker = start()
    feed(place, make_bursts(place.rules, ["w0"], 1)[:1])
    code = exit_of(worker)
    write_row(place, b"w0", None)
    start()
    wait_counted(place)

    assert code == CRASHED
    assert f"{place.flows.watches.name}, partition {home_of(place, b'w0')}: key b'w0'" in worker.told()
    assert [set(states) for _, states in read_shares(place).values() if states] == [{"w0"}]


def test_a_changelog_that_vanishes_ends_the_counter(place: Place, start: Start) -> None:
    worker = start()
    burst_out(place, ["w0"], 1)
    wait_counted(place)

    with closing(KafkaAdminClient(bootstrap_servers=place.bootstrap)) as admin:
        admin.delete_topics([place.flows.watches.name])
    feed(place, make_bursts(place.rules, ["w0", "w1"], 24)[:1])
    code = exit_of(worker)
    refused = exit_of(start(ready=False))
    assert main(["flows", "ensure", "--config", str(place.folder)]) == 0
    start()
    wait_counted(place)

    assert code in (CRASHED, LOGGED, STALLED)
    assert refused == 2
    assert {name for _, states in read_shares(place).values() for name in states} == {"w0", "w1"}


def test_a_worker_that_comes_back_under_its_name_at_another_address_ends(place: Place, start: Start) -> None:
    first = start("--instance", "one", "--port", "0")
    first.kill()
    feed(place, make_bursts(place.rules, ["w0"], 1)[:1])

    second = start("--instance", "one", "--port", str(free_port()), ready=False)
    code = settled_or_gone(second, place)
    start_until_settled(start, place)

    assert code in (CRASHED, LOGGED, STALLED)


def test_a_counter_asked_to_end_while_the_broker_is_away_ends(own_broker: Cluster, tmp_path: Path) -> None:
    place = make_place(tmp_path / "config", own_broker.bootstrap, new_prefix())
    with open_counters(place, tmp_path) as start:
        worker = start()
        burst_out(place, ["w0"], 1)
        wait_counted(place)

        own_broker.kill()
        feed_later = make_bursts(place.rules, ["w1"], 24)[:1]
        asked = time.monotonic()
        code = worker.stop(90)
        took_s = time.monotonic() - asked
        own_broker.start()
        start()
        feed(place, feed_later)
        wait_counted(place)

    # 0 where the client had not yet missed the broker, and had nothing left to write.
    assert code in (0, SLOW_END)
    assert took_s < 60
    assert {name for _, states in read_shares(place).values() for name in states} == {"w0", "w1"}


def test_a_counter_that_was_stopped_beyond_its_session_ends_as_it_wakes(place: Place, start: Start) -> None:
    worker = start()
    burst_out(place, ["w0"], 1)
    wait_counted(place)

    worker.process.send_signal(signal.SIGSTOP)
    time.sleep(12)
    feed(place, make_bursts(place.rules, ["w1"], 24)[:1])
    worker.process.send_signal(signal.SIGCONT)
    code = exit_of(worker, 15)
    start()
    wait_counted(place)

    assert code == STOOD
    assert {name for _, states in read_shares(place).values() for name in states} == {"w0", "w1"}


def write_row(place: Place, key: bytes, row: bytes | None) -> None:
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        producer.send(place.flows.watches.name, row, key=key, partition=home_of(place, key))


def home_of(place: Place, key: bytes) -> int:
    return partition_of(key, place.flows.watches.partitions)


def settled_or_gone(worker: Counting, place: Place) -> int | None:
    """Wait until all is counted, or the worker has ended: its exit code, else None."""
    until = time.monotonic() + STALL_S
    while time.monotonic() < until:
        if worker.process.poll() is not None or behind(place) == 0:
            return worker.process.poll()
        time.sleep(0.5)
    raise AssertionError(worker.told()[-3000:])


def start_until_settled(start: Start, place: Place) -> None:
    """Start it at its own address again and again, as a supervisor would: the group forgets the other in its time."""
    until = time.monotonic() + STALL_S
    while settled_or_gone(start("--instance", "one", "--port", "0", ready=False), place) is not None:
        assert time.monotonic() < until, "no restart healed it"
        time.sleep(2)


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
