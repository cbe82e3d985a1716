"""What a page yields: its articles and mentions as records, or the page itself as a reject."""

from collections.abc import Iterator

from msgspec import Struct

from workers.hosts.kafka import codecs
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.reading.group import Delivered, time_of
from workers.hosts.kafka.reading.outgoing import LARGEST, Outgoing
from workers.hosts.kafka.rejected import Headers, Refusal, reject_headers
from workers.hosts.report import encode_article
from workers.model.page import Payload
from workers.model.rejection import Reason, Rejection
from workers.pipeline import Reading


class Outbound(Struct, frozen=True, kw_only=True):
    """One record to be written."""

    flow: str
    value: bytes
    key: bytes | None = None
    partition: int | None = None
    """None: that of the key."""
    headers: Headers | None = None


def yielded_by(reading: Reading, flows: Flows) -> tuple[Outbound, ...]:
    """The records of a page that was read: each article under its id, each mention under its watch."""
    return tuple(_yielded(reading, flows))


def _yielded(reading: Reading, flows: Flows) -> Iterator[Outbound]:
    for read in reading.articles:
        yield Outbound(flow=flows.articles.name, key=read.article.id.encode(), value=encode_article(read))
        for mention in read.mentions:
            yield Outbound(flow=flows.signals.name, key=mention.watch_id.encode(), value=codecs.signals.encode(mention))


def too_large(records: tuple[Outbound, ...], payload: Payload) -> Rejection | None:
    """The refusal of a page with an article that no flow would take."""
    largest = max((len(record.value) + len(record.key or b"") for record in records), default=0)
    if largest <= LARGEST:
        return None
    detail = f"an article of {largest:,} bytes as JSON; expected at most {LARGEST:,}"
    return Rejection(payload=payload, reason=Reason.TOO_LARGE, detail=detail)


def reject_of(record: Delivered, rejection: Rejection, flows: Flows, partitions: int) -> Outbound:
    """The record of a page that was refused: its bytes, whole unless no flow would take them."""
    key, value = record.key, record.value or b""
    room = max(0, LARGEST - len(key or b""))
    refusal = Refusal(
        flow=flows.pages.name,
        partition=record.partition,
        offset=record.offset,
        reason=rejection.reason.value,
        detail=rejection.detail,
        recorded_at=time_of(record.timestamp_ms),
        size=len(value) if len(value) > room else None,
    )
    return Outbound(
        flow=flows.rejects.name,
        key=key,
        value=value[:room],
        partition=record.partition % partitions,
        headers=reject_headers(record.headers, refusal),
    )


def send_all(records: tuple[Outbound, ...], outgoing: Outgoing) -> None:
    """Send them."""
    for one in records:
        outgoing.send(one.flow, one.value, key=one.key, partition=one.partition, headers=one.headers)
