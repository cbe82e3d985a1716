"""A member of the group of readers, by itself."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from kafka import KafkaProducer

from tests.broker import Flows
from workers.cli.asking import configure_log
from workers.hosts.kafka.reading.group import POLL_RECORDS, Group, Place
from workers.hosts.kafka.reading.noted import Noted
from workers.hosts.kafka.reading.outages import Outages
from workers.hosts.kafka.security import Access
from workers.hosts.kafka.ways import Ways

PATIENCE_S = 60.0


@pytest.fixture
def group(flows: Flows) -> Iterator[Group]:
    flow = flows.make("pages", 2)
    ways = Ways(brokers=(flows.bootstrap,), access=Access(protocol="PLAINTEXT"), log=configure_log("warning"))
    with closing(Group(f"{flows.prefix}.read", flow, ways, Outages(60, lambda: False, lambda: None))) as made:
        yield made


def send(flows: Flows, partition: int, count: int) -> None:
    with closing(KafkaProducer(bootstrap_servers=flows.bootstrap, acks="all", linger_ms=50)) as producer:
        for number in range(count):
            producer.send(f"{flows.prefix}.pages", b"%d" % number, partition=partition)
        producer.flush()


def fetch(group: Group, name: str, count: int, full: frozenset[str] = frozenset()) -> list[int]:
    """So many records of an input; those there are after a while."""
    found: list[int] = []
    until = time.monotonic() + PATIENCE_S
    while len(found) < count and time.monotonic() < until:
        found += [record.offset for record in group.fetch(0.2, full).get(name, [])]
    return found


def test_an_input_goes_on_after_it_was_paused_in_the_midst_of_what_was_fetched(group: Group, flows: Flows) -> None:
    """What the client has of it is laid aside, and must be found again though nothing else comes."""
    send(flows, 0, POLL_RECORDS + 200)
    begun = fetch(group, "0", POLL_RECORDS)
    send(flows, 1, 10)
    other = fetch(group, "1", 10, full=frozenset({"0"}))

    rest = fetch(group, "0", 200)

    assert (len(begun), len(other)) == (POLL_RECORDS, 10)
    assert begun + rest == list(range(POLL_RECORDS + 200))


def test_what_was_committed_is_found_with_its_note(group: Group, flows: Flows) -> None:
    send(flows, 0, 5)
    fetch(group, "0", 5)

    committed = group.commit({"0": Place(offset=3, noted=Noted(begun=1))})

    assert committed
    assert group.places({"0", "1"}) == {"0": Place(offset=3, noted=Noted(begun=1))}
    assert (group.begins({"0"}), group.ends({"0", "1"})) == ({"0": 0}, {"0": 5, "1": 0})
    assert group.inputs == {"0", "1"}
