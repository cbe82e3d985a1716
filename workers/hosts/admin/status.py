"""All that can be said of the flows at one moment."""

from collections.abc import Mapping
from time import time
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError
from msgspec import Struct

from workers.documents.settings import SettingsFile
from workers.hosts.admin.flows import look
from workers.hosts.admin.lag import (
    Behind,
    Extent,
    behind,
    look_at_extents,
    look_at_groups,
    look_at_offsets,
    oldest_at,
    readers_of,
    unread,
)
from workers.hosts.kafka.flows import Flow, flows_of, names_of
from workers.hosts.kafka.preflight import Seen, judge_flows
from workers.hosts.kafka.ways import Ways


class FlowStatus(Struct, frozen=True, kw_only=True):
    """One flow, as it is."""

    flow: str
    partitions: int | None
    """None: there is no such flow, or we may not see it."""
    policy: str | None
    kept_s: float | None
    """How long records are kept, in seconds; None: the last of each key is, or for ever, or we may not see it."""
    records: int | None
    """Records it holds; of a compacted flow, at most so many."""
    bytes: int | None
    """On the disks of all brokers; None where we may not ask."""
    groups: tuple[Behind, ...]
    """Those of ours that read it."""
    faults: tuple[str, ...]
    """What is wrong with it: a part that needs it does not start."""


def look_at_status(admin: KafkaAdminClient, settings: SettingsFile, ways: Ways) -> list[FlowStatus]:
    """Look at every flow of ours, and at how far its readers are."""
    flows, seen = flows_of(settings), look(admin, settings)
    there = {name: one.partitions for name, one in seen.items() if one is not None and one.allowed}
    extents = look_at_extents(admin, there)
    readers = _readers(admin, settings, ways, extents)
    sizes = _sizes(admin, there)
    faults = {
        flow.name: judge_flows((flow,), {flow.name: seen[flow.name]}, is_ours=lambda one: one != flows.pages).faults
        for flow in flows.all()
    }
    return [
        FlowStatus(
            flow=flow.name,
            **_settings(seen[flow.name]),
            records=_records(extents, flow) if flow.name in there else None,
            bytes=sizes.get(flow.name),
            groups=readers.get(flow.name, ()),
            faults=faults[flow.name],
        )
        for flow in flows.all()
    ]


def _settings(seen: Seen | None) -> dict[str, Any]:
    if seen is None or not seen.allowed:
        return {"partitions": None, "policy": None, "kept_s": None}
    config = seen.config or {}
    policy, kept_ms = config.get("cleanup.policy"), int(config.get("retention.ms", -1))
    kept_s = kept_ms / 1000 if kept_ms >= 0 and policy != "compact" else None
    return {"partitions": seen.partitions, "policy": policy, "kept_s": kept_s}


def _records(extents: Mapping[TopicPartition, Extent], flow: Flow) -> int:
    return sum(extent.end - extent.first for place, extent in extents.items() if place.topic == flow.name)


def _readers(
    admin: KafkaAdminClient, settings: SettingsFile, ways: Ways, extents: Mapping[TopicPartition, Extent]
) -> dict[str, tuple[Behind, ...]]:
    """How far our groups are behind in the flows that are there."""
    pairs = readers_of(flows_of(settings), names_of(settings))
    pairs = tuple((flow, group) for flow, group in pairs if any(place.topic == flow for place in extents))
    groups = look_at_groups(admin, sorted({group for _, group in pairs})) if pairs else {}
    left = {}
    for flow, group in pairs:
        held = {place: extent for place, extent in extents.items() if place.topic == flow}
        left[flow] = unread(held, look_at_offsets(admin, group, held))
    written = oldest_at(ways, {place: extent for some in left.values() for place, extent in some.items()})
    return {flow: (behind(groups[group], left[flow], written, time()),) for flow, group in pairs}


def _sizes(admin: KafkaAdminClient, partitions: Mapping[str, int]) -> dict[str, int]:
    """Bytes of each flow on all brokers; nothing where we have no right to ask."""
    sizes: dict[str, int] = {}
    try:
        told = admin.describe_log_dirs({flow: list(range(count)) for flow, count in partitions.items()})
    except KafkaError:
        return {}
    for folder in (folder for broker in told for folder in broker.get("log_dirs", [])):
        for topic in folder["topics"]:
            held = sum(partition["partition_size"] for partition in topic["partitions"])
            sizes[topic["name"]] = sizes.get(topic["name"], 0) + held
    return sizes
