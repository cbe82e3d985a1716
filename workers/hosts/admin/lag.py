"""How far our groups are behind: how many records they have not read, and how old the oldest of those is."""

from collections.abc import Iterable, Mapping
from time import monotonic, sleep

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError
from msgspec import Struct

from workers.hosts.kafka.flows import Flows, Names
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways

COORDINATOR_S = 10.0
OLDEST_S = 10.0
"""How long the oldest unread records are looked for."""


class Group(Struct, frozen=True, kw_only=True):
    """One of our consumer groups."""

    name: str
    state: str
    """Kafka's word: ``Stable``, ``Empty`` (nobody takes part), ``Dead`` (there is none), ``PreparingRebalance``, ..."""
    members: int


class Extent(Struct, frozen=True, kw_only=True):
    """What one partition holds: offsets [first, end)."""

    first: int
    end: int


class Behind(Struct, frozen=True, kw_only=True):
    """How far a group is behind in a flow."""

    group: Group
    lag: int
    """Records it has not read."""
    oldest_s: float | None
    """Seconds since the oldest of them was written, by the host's clock; None for none."""


Offsets = Mapping[TopicPartition, int]
Extents = Mapping[TopicPartition, Extent]


def readers_of(flows: Flows, names: Names) -> tuple[tuple[str, str], ...]:
    """Which group reads which flow: (flow, group)."""
    read = ((flows.pages, names.read), (flows.pulses, names.count), (flows.signals, names.count))
    told = ((flows.alerts, names.notify), (flows.notices, names.notify))
    return tuple((flow.name, group) for flow, group in (*read, *told))


def look_at_groups(admin: KafkaAdminClient, names: Iterable[str]) -> dict[str, Group]:
    """The state of groups. A broker whose first group this is takes a moment to be asked."""
    asked, until = list(names), monotonic() + COORDINATOR_S
    while True:
        try:
            told = admin.describe_groups(asked)
        except KafkaError as error:
            if not error.retriable or monotonic() > until:
                raise
            sleep(0.2)
        else:
            break
    return {
        name: Group(name=name, state=one["group_state"] or one["error"] or "unknown", members=len(one["members"]))
        for name, one in told.items()
    }


def look_at_extents(admin: KafkaAdminClient, partitions: Mapping[str, int]) -> dict[TopicPartition, Extent]:
    """What every partition of these flows holds.

    Args:
        admin: The admin client.
        partitions: Their number, by flow.
    """
    places = [TopicPartition(flow, number) for flow, count in partitions.items() for number in range(count)]
    if not places:
        return {}
    # The beginning is asked for first: what is then cut off or added makes an extent longer, never negative.
    first = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.EARLIEST))
    end = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
    return {place: Extent(first=first[place].offset, end=end[place].offset) for place in places}


def look_at_offsets(admin: KafkaAdminClient, group: str, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    """What a group has committed; nothing for a partition of which it has committed nothing."""
    told = admin.list_group_offsets({group: list(places)})[group]
    return {place: one.offset for place, one in told.items() if one.offset >= 0}


def unread(extents: Extents, offsets: Offsets) -> dict[TopicPartition, Extent]:
    """What a group has still to read; where it has committed nothing, or what it would read next is gone, all."""
    left = {}
    for place, extent in extents.items():
        first = min(max(offsets.get(place, extent.first), extent.first), extent.end)
        if first < extent.end:
            left[place] = Extent(first=first, end=extent.end)
    return left


def oldest_at(ways: Ways, left: Mapping[TopicPartition, Extent]) -> dict[TopicPartition, float]:
    """When the first record of each of these was written: Unix seconds. Those not had in 10 s are left out."""
    if not left:
        return {}
    found: dict[TopicPartition, float] = {}
    until = monotonic() + OLDEST_S
    with KafkaConsumer(
        bootstrap_servers=list(ways.brokers),
        enable_auto_commit=False,
        max_partition_fetch_bytes=1,  # one batch is what a broker gives at least
        max_poll_records=1,
        **for_kafka_python(ways.access),
    ) as consumer:
        consumer.assign(list(left))
        for place, extent in left.items():
            consumer.seek(place, extent.first)
        while len(found) < len(left) and monotonic() < until:
            for place, records in consumer.poll(timeout_ms=200).items():
                found.setdefault(place, records[0].timestamp / 1000)
                consumer.pause(place)
    return found


def behind(
    group: Group, left: Mapping[TopicPartition, Extent], written: Mapping[TopicPartition, float], now: float
) -> Behind:
    """Put together how far a group is behind in one flow.

    Args:
        group: It.
        left: What it has still to read there.
        written: When the first record of each of those was written: Unix seconds.
        now: Unix seconds.
    """
    ages = [now - written[place] for place in left if place in written]
    return Behind(
        group=group,
        lag=sum(extent.end - extent.first for extent in left.values()),
        oldest_s=round(max(0.0, *ages), 1) if ages else None,
    )
