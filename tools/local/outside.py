"""What a worker's flows hold, read from outside: by a client that belongs to no group of ours."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

PATIENCE_MS = 20_000
COMING_UP_S = 60.0


def records(bootstrap: str, flow: str) -> list[ConsumerRecord]:
    """All records of a flow there are now, by partition and offset."""
    with closing(KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)) as consumer:
        return sorted(_all(consumer, flow), key=lambda record: (record.partition, record.offset))


def _all(consumer: KafkaConsumer, flow: str) -> Iterator[ConsumerRecord]:
    partitions = [TopicPartition(flow, number) for number in consumer.partitions_for_topic(flow) or ()]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    left = {one for one in partitions if consumer.position(one) < ends[one]}
    while left:
        came = consumer.poll(timeout_ms=PATIENCE_MS)
        if not came:
            raise TimeoutError(f"{flow}: records that are there were not handed out: {sorted(left)}")
        for some in came.values():
            yield from some
        left = {one for one in left if consumer.position(one) < ends[one]}


def last_rows(some: Iterable[ConsumerRecord]) -> dict[int, dict[bytes, bytes]]:
    """What a changelog leaves of each key, by partition."""
    rows: dict[int, dict[bytes, bytes]] = {}
    for record in some:
        part = rows.setdefault(record.partition, {})
        if record.value is None:
            part.pop(record.key, None)
        else:
            part[record.key] = record.value
    return rows


def lag(bootstrap: str, group: str, flow: str) -> int:
    """Records of a flow that a group has not acknowledged; asked again for a minute while a broker comes up."""
    until = time.monotonic() + COMING_UP_S
    while True:
        try:
            return _lag(bootstrap, group, flow)
        except KafkaError:
            if time.monotonic() > until:
                raise
        time.sleep(0.3)


def _lag(bootstrap: str, group: str, flow: str) -> int:
    # What was done is asked first: it may move while we look, and nothing is done that is not there.
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        offsets = admin.list_group_offsets([group])[group]
    with closing(KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)) as consumer:
        partitions = [TopicPartition(flow, number) for number in consumer.partitions_for_topic(flow) or ()]
        ends: Mapping[TopicPartition, int] = consumer.end_offsets(partitions)
        begins: Mapping[TopicPartition, int] = consumer.beginning_offsets(partitions)
    done = {one: offsets[one].offset for one in ends if one in offsets}
    return sum(end - max(done.get(one, 0), begins[one]) for one, end in ends.items())
