"""The channel `kafka`: one record a notice, and what becomes of a refusal."""

import asyncio
import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.builders import NOON, change, evidence, notice
from workers.channels import AnyChannel, decode_channel
from workers.channels.base import Carriers, Needs
from workers.channels.kafka import MOST_BYTES, Kafka
from workers.channels.producing import Cluster, NotWritten, Produce, Written
from workers.config.decode import Decoded
from workers.config.node import Place, Plain, as_node
from workers.errors import DeliveryFailed
from workers.model.digest import Digest, DigestReason
from workers.model.notice import AnyNotice, DigestNotice
from workers.model.security import Security

CHANNEL = Kafka(id="bus", topic="desk.alerts")
SASL: Plain = {"protocol": "sasl_ssl", "mechanism": "plain", "username": "us", "password_env": "WORD"}
US = Security(protocol="sasl_ssl", mechanism="plain", username="us", password_env="WORD")


class Broker:
    """Says what it is told to, and keeps what it is sent."""

    def __init__(self, answer: Written | NotWritten) -> None:
        self._answer = answer
        self.sent: list[Produce] = []

    async def produce(self, request: Produce) -> Written | NotWritten:
        self.sent.append(request)
        return self._answer


def send(channel: Kafka, told: AnyNotice, attempt: int = 1, answer: NotWritten | None = None) -> Produce:
    broker = Broker(answer or Written(partition=0, offset=1))
    asyncio.run(channel.send(told, attempt, Carriers(print_line=print, produce=broker.produce)))
    return broker.sent[0]


def decoded(fields: Mapping[str, Plain]) -> Decoded[AnyChannel]:
    node = as_node({"id": "bus", "kind": "kafka", "topic": "desk.alerts", **fields})
    return decode_channel(Place(file="channels.yaml", path="channels[0]", node=node))


def test_a_record_has_the_watch_for_its_key_and_the_body_of_every_receiver() -> None:
    sent = send(CHANNEL, notice(), attempt=3)
    body = json.loads(sent.value)

    assert (sent.topic, sent.key) == ("desk.alerts", b"pier")
    assert (body["alert_id"], body["notice"]["attempt"]) == ("7f3c9e21d04b", 3)


def test_every_attempt_has_the_id_of_the_notice() -> None:
    first, second = send(CHANNEL, notice()), send(CHANNEL, notice(), attempt=2)

    assert dict(first.headers)["ce_id"] == dict(second.headers)["ce_id"] == b"7f3c9e21d04b.0.desk"


def test_a_digest_has_the_subscription_for_its_key() -> None:
    digest = Digest(digest_id="d1", because=DigestReason.SCHEDULE, headline="2", from_=NOON, to=NOON, alerts=())
    sent = send(CHANNEL, DigestNotice(id="d1.0.morning", subscription_id="morning", digest=digest))
    headers = dict(sent.headers)

    assert sent.key == b"morning"
    assert (headers["ce_type"], headers["ce_subject"]) == (b"groundswell.digest", b"morning")
    assert headers["ce_id"] == b"d1.0.morning"


@pytest.mark.parametrize(
    ("fields", "cluster"),
    [
        ({}, Cluster()),
        ({"broker": "other:9092"}, Cluster(broker="other:9092", security=Security())),
        ({"security": SASL}, Cluster(security=US)),
        ({"broker": "other:9092", "security": SASL}, Cluster(broker="other:9092", security=US)),
    ],
    ids=["ours", "another", "ours as somebody else", "another as somebody else"],
)
def test_no_broker_gets_the_password_of_another(fields: dict[str, Plain], cluster: Cluster) -> None:
    channel = decoded(fields).value

    assert isinstance(channel, Kafka)
    assert send(channel, notice()).cluster == cluster


def test_a_record_fits_into_what_brokers_take() -> None:
    terms = {f"term {number}": number for number in range(100_000)}
    sent = send(CHANNEL, replace(notice(), change=change(evidence=evidence(terms=terms))))

    assert len(sent.value) <= MOST_BYTES
    assert json.loads(sent.value)["evidence"]["articles"] == 4


@pytest.mark.parametrize("retryable", [True, False])
def test_a_refusal_is_handed_on(retryable: bool) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        send(CHANNEL, notice(), answer=NotWritten(reason="no right to write", retryable=retryable))

    assert (failed.value.retryable, failed.value.detail) == (retryable, "no right to write")


def test_without_a_client_notices_are_owed() -> None:
    with pytest.raises(DeliveryFailed, match="no client of Kafka is at hand") as failed:
        asyncio.run(CHANNEL.send(notice(), 1, Carriers(print_line=print)))

    assert failed.value.retryable


def test_it_takes_digests_and_asks_for_nothing_else() -> None:
    assert CHANNEL.needs == Needs(digests=True, at_once=1)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"topic": "two words"}, "topic"),
        ({"topic": ".."}, "topic"),
        ({"topic": "a" * 250}, "topic"),
        ({"broker": "no port: really"}, "broker"),
        ({"security": {"protocol": "sasl_ssl", "mechanism": "plain", "username": "us"}}, "security"),
        ({"security": {"protocol": "plaintext", "ca_file": "ca.pem"}}, "security.ca_file"),
        ({"security": {"protocol": "sasl_ssl"}}, "security"),
    ],
)
def test_what_cannot_work_is_a_mistake_in_its_place(fields: dict[str, Plain], path: str) -> None:
    (mistake,) = decoded(fields).mistakes

    assert mistake.path == f"channels[0].{path}"


def test_a_request_does_not_show_what_it_brings() -> None:
    assert "pier" not in repr(send(CHANNEL, notice()))


def test_a_record_carries_the_trace_one_step_on() -> None:
    """The event's own stays as it is: others are told of the same event."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = dict(send(CHANNEL, notice(traceparent=trace)).headers)
    again = dict(send(CHANNEL, notice(traceparent=trace), attempt=2).headers)

    assert headers["ce_traceparent"] == trace.encode()
    assert headers["traceparent"].startswith(trace[:36].encode())
    assert headers["traceparent"] == again["traceparent"] != trace.encode()
