"""Records out of a Faust app, each acknowledged by the broker before the caller goes on."""

import asyncio
from collections.abc import Iterable

from msgspec import Struct

from workers.hosts.kafka.engine.steady import SteadyApp
from workers.hosts.kafka.flows import Flow
from workers.hosts.kafka.partitioning import partition_of


class Record(Struct, frozen=True, kw_only=True):
    """What goes to a flow."""

    key: bytes | None = None
    value: bytes
    partition: int | None = None
    """None: that of its key."""
    headers: tuple[tuple[str, bytes], ...] = ()


async def send_all(app: SteadyApp, flow: Flow, records: Iterable[Record]) -> None:
    """Send records in their order, and wait until the broker has them all. Raises whatever the producer raises."""
    waiting = [
        await app.producer.send(
            flow.name, one.key, one.value, _partition(one, flow.partitions), None, list(one.headers) or None
        )
        for one in records
    ]
    await asyncio.gather(*waiting)


def _partition(record: Record, partitions: int) -> int | None:
    if record.partition is not None or record.key is None:
        return record.partition
    return partition_of(record.key, partitions)
