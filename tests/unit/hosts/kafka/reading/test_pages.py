"""Records of the flow of pages, as pages."""

from datetime import UTC, datetime

import pytest

from tests.builders import NOON
from workers.hosts.kafka.reading.group import Delivered
from workers.hosts.kafka.reading.pages import payload_of
from workers.model.page import Payload, Position
from workers.model.rejection import Reason, Rejection

MAX = 100


def record(value: bytes | None = b"a page", *headers: tuple[str, bytes | None], ms: int | None = None) -> Delivered:
    at = int(NOON.timestamp() * 1000) if ms is None else ms
    return Delivered(partition=3, offset=17, timestamp_ms=at, key=None, value=value, headers=headers)


def paged(delivered: Delivered) -> Payload:
    payload = payload_of(delivered, MAX)
    assert isinstance(payload, Payload)
    return payload


def test_a_page_is_known_by_its_partition_and_offset() -> None:
    payload = paged(record())

    assert payload.position == Position(input="3", offset=17)
    assert (payload.name, payload.recorded_at) == ("3:17", NOON)
    assert (payload.kind, payload.source, payload.oversize) == ("auto", None, 0)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"text/html", "html"),
        (b"Text/HTML; charset=utf-8", "html"),
        (b"text/plain", "text"),
        (b"application/json", "json"),
        (b"application/pdf", "auto"),
        (b"\xff", "auto"),
        (None, "auto"),
    ],
)
def test_a_content_type_says_what_a_page_is(said: bytes | None, kind: str) -> None:
    assert paged(record(b"", ("Content-Type", said))).kind == kind


@pytest.mark.parametrize(
    ("said", "source"), [(b" paper.example ", "paper.example"), (b"", None), (b"\xff", None), (b"a\nb", None)]
)
def test_a_header_names_the_source(said: bytes, source: str | None) -> None:
    assert paged(record(b"", ("source", said))).source == source


def test_the_last_header_of_a_name_is_meant() -> None:
    assert paged(record(b"", ("source", b"first"), ("source", b"last"))).source == "last"


def test_a_page_that_is_too_large_is_cut_and_its_size_told() -> None:
    payload = paged(record(b"x" * 250))

    assert (len(payload.value), payload.oversize) == (MAX, 250)
    assert paged(record(b"x" * MAX)).oversize == 0


def test_a_record_without_a_value_is_an_empty_page() -> None:
    assert paged(record(None)).value == b""


@pytest.mark.parametrize("ms", [-1, 10**18])
def test_a_record_without_a_possible_time_is_refused(ms: int) -> None:
    """The host's clock would give its page another time whenever it is read again."""
    told = payload_of(record(ms=ms), MAX)

    assert isinstance(told, Rejection)
    assert told.reason is Reason.NO_TIME


def test_the_time_is_utc() -> None:
    assert paged(record(ms=0)).recorded_at == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("said", "heard"), [(b"00-trace", "00-trace"), (b"\xff", None), (None, None)])
def test_a_header_names_the_trace_as_it_may_be(said: bytes | None, heard: str | None) -> None:
    """Whether it is one is for the first step to say."""
    assert paged(record(b"", ("Traceparent", said))).traceparent == heard
