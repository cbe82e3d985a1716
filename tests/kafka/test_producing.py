"""The channel `kafka` on a real broker: what readers find, and what is said where it cannot be written."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType
from msgspec.structs import replace

from tests.broker import USERS, Broker, Flows, Secure
from tests.builders import change, notice
from tests.kafka.outside import sasl
from tests.kafka.producing import open_producers, record, said, send, write
from tools.broker.cluster import Cluster as Kafka
from tools.broker.cluster import make_cluster
from workers.channels.kafka import Kafka as Channel
from workers.channels.producing import NotWritten, Written
from workers.errors import DeliveryFailed
from workers.model.names import notice_id
from workers.model.notice import Notice

PATIENCE_S = 40.0
AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"


def nth(sequence: int) -> Notice:
    return replace(notice(), id=notice_id("7f3c9e21d04b", sequence, "desk"), change=change(sequence=sequence))


def test_readers_find_an_event_they_know_how_to_read(flows: Flows) -> None:
    topic = flows.make("desk", partitions=3)
    with open_producers(flows.bootstrap) as producers:
        send(producers, Channel(id="bus", topic=topic), *(nth(sequence) for sequence in range(5)))
    found = flows.read(topic, 5)
    events = [
        from_binary(KafkaMessage(headers=dict(one.headers), key=one.key, value=one.value), JSONFormat())
        for one in found
    ]

    assert [one.get_id() for one in events] == [f"7f3c9e21d04b.{sequence}.desk" for sequence in range(5)]
    assert {one.get_type() for one in events} == {"groundswell.alert.opened"}
    assert {(one.key, one.partition) for one in found} == {(b"pier", found[0].partition)}
    assert [json.loads(one.value)["notice"]["id"] for one in found] == [one.get_id() for one in events]


def test_a_topic_that_is_not_there_is_not_made_and_written_to_once_somebody_makes_it(flows: Flows) -> None:
    topic = f"{flows.prefix}.desk"
    with open_producers(flows.bootstrap) as producers:
        with pytest.raises(DeliveryFailed, match=f"there is no topic {topic}") as failed:
            send(producers, Channel(id="bus", topic=topic), nth(0))
        assert failed.value.retryable
        assert topic not in flows.names()
        flows.make("desk")
        send(producers, Channel(id="bus", topic=topic), nth(0))

    assert len(flows.read(topic, 1)) == 1


def test_a_record_that_is_too_large_is_given_up_and_takes_no_other_with_it(flows: Flows) -> None:
    """A producer remembers what failed, and would say the same of all that comes after."""
    topic = flows.make("desk", max_message_bytes="2000")
    with open_producers(flows.bootstrap) as producers:
        answers = write(producers, *(record(topic, b"x" * size) for size in (10, 5_000, 10, 10, 5_000, 10)))

    assert [isinstance(one, Written) for one in answers] == [True, False, True, True, False, True]
    assert said(answers[1]) == NotWritten(reason=f"larger than {topic} takes (max.message.bytes)", retryable=False)
    assert len(flows.read(topic, 4)) == 4


def test_a_topic_that_is_away_keeps_no_other_waiting(flows: Flows) -> None:
    there = flows.make("there")
    with open_producers(flows.bootstrap) as producers:
        write(producers, record(there))  # so that it is open
        took: dict[str, float] = {}

        async def timed(topic: str) -> None:
            began = time.monotonic()
            await producers.produce(record(topic))
            took[topic] = time.monotonic() - began

        async def both() -> None:
            await asyncio.gather(timed(f"{flows.prefix}.away"), timed(there))

        asyncio.run(both())

    assert took[there] < 1.0 < took[f"{flows.prefix}.away"]


def test_a_broker_that_dies_is_told_of_and_written_to_when_it_is_back(own_broker: Kafka) -> None:
    flows = Flows(bootstrap=own_broker.bootstrap, prefix="t")
    topic = flows.make("desk")
    with open_producers(own_broker.bootstrap) as producers:
        write(producers, record(topic, b"1"))
        own_broker.kill()
        lost = write(producers, record(topic, b"2"))
        away = write(producers, record(topic, b"3"))
        own_broker.start()
        back = write(producers, record(topic, b"4"))

    assert said(lost[0]).retryable
    assert said(away[0]) == NotWritten(reason=f"nothing listens at {own_broker.bootstrap}", retryable=True)
    assert isinstance(back[0], Written)
    assert [one.value for one in flows.read(topic, 2)][-1] == b"4"


@pytest.mark.parametrize("mechanism", ["plain", "scram-sha-512"])
def test_a_broker_of_its_own_is_come_in_to_with_its_own_password(
    flows: Flows, secure_broker: Secure, mechanism: str
) -> None:
    topic = flows.make("desk")
    security = sasl(secure_broker, mechanism)  # type: ignore[arg-type]  # one of the two
    channel = Channel(id="bus", topic=topic, broker=secure_broker.bootstrap, security=security)
    with open_producers("nowhere.example:1", environment={"PASSWORD": secure_broker.users["reader"]}) as producers:
        send(producers, channel, nth(0))

    assert len(flows.read(topic, 1)) == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"PASSWORD": "hidden-word"}, "does not accept the password of reader"),
        ({}, "the variable PASSWORD is empty or not set"),
    ],
)
def test_a_wrong_password_is_told_of_and_not_said(
    secure_broker: Secure, words: dict[str, str], expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with open_producers(secure_broker.bootstrap, sasl(secure_broker, "scram-sha-256"), words) as producers:
        (answer,) = write(producers, record("desk"))

    assert expected in said(answer).reason
    assert said(answer).retryable
    assert "hidden-word" not in said(answer).reason + repr(answer) + caplog.text


def test_nobody_at_the_address_is_told_of_in_seconds() -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{closed.getsockname()[1]}"
    began = time.monotonic()
    with open_producers(place) as producers:
        (answer,) = write(producers, record("desk"))

    assert said(answer) == NotWritten(reason=f"nothing listens at {place}", retryable=True)
    assert time.monotonic() - began < PATIENCE_S / 2


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A broker that asks everybody but us, who come in by plaintext, for rights, and makes topics on demand."""
    settings = {
        "authorizer.class.name": AUTHORIZER,
        "super.users": "User:ANONYMOUS",
        "auto.create.topics.enable": "true",
    }
    folder = tmp_path_factory.mktemp("guarded") / "kafka"
    cluster = make_cluster(folder, users=USERS, settings=settings, owner=os.getpid())
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


def test_who_has_no_right_is_told_and_writes_when_it_is_given(guarded: Kafka) -> None:
    flows = Flows(bootstrap=guarded.bootstrap, prefix="t")
    secure = Secure(bootstrap=guarded.secure_bootstrap, ca=guarded.ca, users=USERS)
    topic, words = flows.make("desk"), {"PASSWORD": USERS["reader"]}
    with open_producers(secure.bootstrap, sasl(secure, "plain"), words) as producers:
        blind = said(write(producers, record(topic))[0])
        allow(guarded, topic, ACLOperation.DESCRIBE)
        refused = said(write(producers, record(topic))[0])
        allow(guarded, topic, ACLOperation.WRITE)
        written = eventually(lambda: write(producers, record(topic))[0], lambda one: isinstance(one, Written))

    assert blind == refused == NotWritten(reason=f"no right to write to {topic}", retryable=True)
    assert isinstance(written, Written)


def test_no_topic_is_made_even_where_the_broker_would(guarded: Kafka) -> None:
    """A name with a mistake in it would take all alerts, and nobody would read them."""
    flows = Flows(bootstrap=guarded.bootstrap, prefix="t")
    with open_producers(guarded.bootstrap) as producers:
        answer = said(write(producers, record("t.dekc"))[0])

    assert answer == NotWritten(reason="there is no topic t.dekc, or nobody leads it", retryable=True)
    assert "t.dekc" not in flows.names()


def allow(cluster: Kafka, topic: str, operation: ACLOperation) -> None:
    """Let the user `reader` do this with a topic."""
    pattern = ResourcePattern(ResourceType.TOPIC, topic)
    with closing(KafkaAdminClient(bootstrap_servers=cluster.bootstrap)) as admin:
        admin.create_acls([ACL("User:reader", "*", operation, ACLPermissionType.ALLOW, pattern)])


Answer = Written | NotWritten


def eventually(ask: Callable[[], Answer], is_right: Callable[[Answer], bool]) -> Answer:
    """Ask until the answer is right: a broker hears of rights a little later."""
    until = time.monotonic() + PATIENCE_S
    while not is_right(answer := ask()) and time.monotonic() < until:
        time.sleep(0.2)
    return answer


def test_the_brokers_variable_takes_the_place_of_the_config(broker: Broker, flows: Flows) -> None:
    topic = flows.make("desk")
    with open_producers("nowhere.example:1", environment={"GROUNDSWELL_BROKER": broker.bootstrap}) as producers:
        (answer,) = write(producers, record(topic))

    assert isinstance(answer, Written)
