"""Read a flow from somewhere to where it ends now, moving nobody's place in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from time import monotonic

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from workers.errors import HostError
from workers.hosts.kafka.looker import open_looker
from workers.hosts.kafka.ways import Ways

STILL_S = 30.0
"""How long a broker may say nothing."""
POLL_MS = 300


def read_whole(ways: Ways, flow: str, since: datetime | None = None) -> Iterator[ConsumerRecord]:
    """Yield the records of a flow, of each partition in order.

    Args:
        ways: The world.
        flow: Its name.
        since: Only records of that time (UTC) or later; None: all.

    Raises:
        HostError: the flow is not there, or the broker stopped answering.
    """
    with open_looker(ways, "admin") as consumer:
        places = [TopicPartition(flow, number) for number in sorted(consumer.partitions_for_topic(flow) or ())]
        if not places:
            raise HostError(f"{flow}: there is no such flow, or we have no right to see it")
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        _seek(consumer, places, since)
        yield from _read_until(consumer, ends)


def read_one(ways: Ways, flow: str, partition: int, offset: int) -> ConsumerRecord | None:
    """Return the record that stands at a place; None where there is none, or none any more.

    Raises:
        HostError: the broker stopped answering.
    """
    place = TopicPartition(flow, partition)
    with open_looker(ways, "admin") as consumer:
        if partition not in (consumer.partitions_for_topic(flow) or ()):
            return None
        consumer.assign([place])
        first, end = consumer.beginning_offsets([place])[place], consumer.end_offsets([place])[place]
        if not first <= offset < end:
            return None
        consumer.seek(place, offset)
        record = next(_read_until(consumer, {place: end}), None)
        return record if record is not None and record.offset == offset else None


def _seek(consumer: KafkaConsumer, places: Sequence[TopicPartition], since: datetime | None) -> None:
    consumer.seek_to_beginning(*places)
    if since is None:
        return
    found = consumer.offsets_for_times(dict.fromkeys(places, int(since.timestamp() * 1000)))
    for place in places:
        later = found.get(place)
        if later is None:
            consumer.seek_to_end(place)
        else:
            consumer.seek(place, later.offset)


def _read_until(consumer: KafkaConsumer, ends: dict[TopicPartition, int]) -> Iterator[ConsumerRecord]:
    heard = monotonic()
    while any(consumer.position(place) < end for place, end in ends.items()):
        for place, records in consumer.poll(timeout_ms=POLL_MS).items():
            heard = monotonic()
            yield from (record for record in records if record.offset < ends[place])
        if monotonic() - heard > STILL_S:
            raise HostError(f"the broker sent nothing for {STILL_S:.0f} s: not all was read")
