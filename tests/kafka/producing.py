"""Producers as a host has them, and records for them to write."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from msgspec.structs import replace

from workers.channels.base import Carriers
from workers.channels.kafka import Kafka as Channel
from workers.channels.producing import Cluster, NotWritten, Produce, Written
from workers.documents.settings import SettingsFile
from workers.hosts.kafka.producing import Producers, Surroundings
from workers.model.notice import Notice
from workers.model.security import Security


@contextmanager
def open_producers(
    broker: str, security: Security | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Producers]:
    """As a host has them whose config names this broker."""
    settings = SettingsFile(broker=broker, security=security or Security())
    surroundings = Surroundings(
        settings=settings,
        environment=environment or {},
        read_text=lambda path: Path(path).read_text("utf-8"),
        log=structlog.get_logger(),
    )
    with closing(Producers(surroundings)) as producers:
        yield producers


def send(producers: Producers, channel: Channel, *told: Notice) -> None:
    """Send one after the other, in one loop as senders do."""

    async def send_all() -> None:
        for one in told:
            await channel.send(one, 1, Carriers(print_line=print, produce=producers.produce))

    asyncio.run(send_all())


def write(producers: Producers, *requests: Produce) -> list[Written | NotWritten]:
    """Write all at once."""

    async def write_all() -> list[Written | NotWritten]:
        return list(await asyncio.gather(*(producers.produce(one) for one in requests)))

    return asyncio.run(write_all())


def record(topic: str, value: bytes = b"x", **fields: object) -> Produce:
    return replace(Produce(cluster=Cluster(), topic=topic, key=b"pier", value=value), **fields)


def said(answer: Written | NotWritten) -> NotWritten:
    assert isinstance(answer, NotWritten)
    return answer
