"""Pages from files into the flow `pages`, in the order in which they were fetched: a scraper that has an archive."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zlib import crc32

from kafka import KafkaAdminClient, KafkaProducer

from workers.hosts.local.lane import Arrival
from workers.hosts.local.run import Said, open_pages
from workers.model.page import Payload
from workers.rules import Rules

TYPES = {"json": "application/json", "text": "text/plain", "html": "text/html"}


def arrivals(inputs: Sequence[Path], rules: Rules) -> Iterator[Arrival]:
    """All pages of some files and folders, by time."""
    pages = open_pages(Said(names=tuple(map(str, inputs)), whole=True), rules, {})
    while (arrival := pages.take()) is not None:
        yield arrival
        pages.done(arrival)


def make_archive(bootstrap: str, flow: str, partitions: int, copies: int = 1) -> None:
    """Make the flow of pages as an archive needs it: records older than any retention stay."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        asked = {"num_partitions": partitions, "replication_factor": copies, "configs": {"retention.ms": "-1"}}
        admin.create_topics({flow: asked})
        admin.wait_for_topics([flow])


def headers_of(payload: Payload) -> list[tuple[str, bytes]]:
    """What a record says of a page beside the page itself."""
    headers = [("content-type", TYPES[payload.kind].encode())] if payload.kind in TYPES else []
    return headers + ([("source", payload.source.encode())] if payload.source else [])


def feed(pages: Iterator[Arrival], bootstrap: str, flow: str, partitions: int) -> tuple[int, datetime | None]:
    """Write pages as records of their own times. Returns how many, and the time of the last."""
    count, last = 0, None
    with closing(KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5)) as producer:
        sent = []
        for arrival in pages:
            payload = arrival.payload
            sent.append(
                producer.send(
                    flow,
                    payload.value,
                    headers=headers_of(payload),
                    # Pages of one kind are spread, whatever their order: by what they are called.
                    partition=crc32(payload.name.encode()) % partitions,
                    timestamp_ms=int(arrival.at.timestamp() * 1000),
                )
            )
            count, last = count + 1, arrival.at
        producer.flush()
        for one in sent:
            one.get(timeout=60)
    return count, last
