"""Events as the package `cloudevents` reads them."""

from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, change, notice
from workers.channels.base import message_of
from workers.channels.cloudevents import Headers, headers_of_change, headers_of_digest
from workers.model.alert import ChangeType, Severity
from workers.model.digest import Digest, DigestReason

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def event_of(headers: Headers, value: bytes = b"{}") -> BaseCloudEvent:
    return from_binary(KafkaMessage(headers=dict(headers), key=None, value=value), JSONFormat())


def test_the_oracle_reads_a_change_and_its_data() -> None:
    told = notice(sequence=2, type=ChangeType.UPDATED, severity=Severity.CRITICAL, traceparent=TRACE)
    event = event_of(headers_of_change(told.change, told.id), message_of(told, 1))
    data = event.get_data()

    assert isinstance(data, dict)
    assert data["alert_id"] == "7f3c9e21d04b"
    assert event.get_attributes() == {
        "specversion": "1.0",
        "id": "7f3c9e21d04b.2.desk",
        "source": "groundswell",
        "type": "groundswell.alert.updated",
        "time": NOON,
        "subject": "pier",
        "severity": "critical",
        "sequence": "000002",
        "traceparent": TRACE,
        "datacontenttype": "application/json",
    }


def test_the_oracle_reads_a_digest() -> None:
    digest = Digest(digest_id="d1", because=DigestReason.SCHEDULE, headline="2", from_=NOON, to=NOON, alerts=())
    found = event_of(headers_of_digest(digest, "d1.0.morning", "morning"))

    assert (found.get_type(), found.get_id()) == ("groundswell.digest", "d1.0.morning")
    assert (found.get_subject(), found.get_time()) == ("morning", NOON)


def test_without_a_trace_there_is_no_header_of_one() -> None:
    assert "ce_traceparent" not in dict(headers_of_change(change(), "a.0"))


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_sequences_are_in_order_as_texts(one: int, other: int) -> None:
    """The extension of that name is compared so."""
    first, second = (dict(headers_of_change(change(sequence=each), "a"))["ce_sequence"] for each in (one, other))

    assert (first < second) == (one < other)


def test_what_is_told_again_is_the_same_event() -> None:
    told = change()

    assert headers_of_change(told, "a.0") == headers_of_change(replace(told), "a.0")
