"""Before a part starts: is the broker there, does it let us in, and are the flows as they must be?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import TopicAuthorizationFailedError, UnknownTopicOrPartitionError, for_code
from msgspec import Struct

from workers.documents.settings import SettingsFile
from workers.errors import HostError
from workers.hosts.kafka.flows import Flow, flows_of
from workers.hosts.kafka.reach import open_admin
from workers.hosts.kafka.ways import Ways

Part = Literal["read", "count", "notify", "page"]

NEEDS: Mapping[Part, tuple[str, ...]] = {
    "read": ("pages", "articles", "pulses", "signals", "rejects"),
    "count": ("pulses", "signals", "alerts", "rejects", "clock", "watches"),
    "notify": ("alerts", "notices", "deliveries", "controls", "rejects", "outbox"),
    "page": ("alerts", "deliveries", "controls", "clock", "watches"),
}
"""The flows each part reads or writes, by their names in `Flows`."""
MESSAGE_SIZE = "max.message.bytes"
NEEDED = ("cleanup.policy", MESSAGE_SIZE)
"""Settings of a flow without which something is lost, or a worker dies."""


class Seen(Struct, frozen=True, kw_only=True):
    """A flow as the broker has it."""

    allowed: bool = True
    """Whether we may see it; if not, nobody tells us whether it is there, and nothing below is known."""
    partitions: int = 0
    leaderless: int = 0
    """Partitions nobody leads now: nothing can be read from or written to them."""
    copies: int = 1
    """Brokers that hold one partition: its replication."""
    config: Mapping[str, str] | None = None
    """Its settings; None where we have no right to ask."""


class Findings(Struct, frozen=True, kw_only=True):
    """What is wrong with the flows, and what could not be looked at."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def preflight(settings: SettingsFile, ways: Ways, part: Part) -> None:
    """Refuse to start where messages would be lost, or a worker would stand still in silence.

    Raises:
        HostError: the broker is not there or does not let us in; or everything that is wrong with the flows.
    """
    every = flows_of(settings)
    flows = tuple(every.named(name) for name in NEEDS[part])
    with open_admin(settings, ways) as admin:
        seen = look_at_flows(admin, [flow.name for flow in flows])
    found = judge_flows(flows, seen, is_ours=lambda flow: flow != every.pages)
    for warning in found.warnings:
        ways.log.warning("preflight", part=part, warning=warning)
    if found.faults:
        raise HostError("\n".join(found.faults))


def look_at_flows(admin: KafkaAdminClient, names: list[str]) -> dict[str, Seen | None]:
    """What the broker has under these names; None where there is nothing."""
    told = {topic["name"]: topic for topic in admin.describe_topics(names)}
    there = [name for name in names if told[name]["partitions"]]
    configs = _configs(admin, there)
    return {name: _seen(told[name], configs.get(name)) for name in names}


def _seen(topic: dict[str, Any], config: Mapping[str, str] | None) -> Seen | None:
    error = for_code(topic["error_code"])
    if error is TopicAuthorizationFailedError:
        return Seen(allowed=False)
    if error is UnknownTopicOrPartitionError:
        return None
    partitions = topic["partitions"]
    return Seen(
        partitions=len(partitions),
        leaderless=sum(one["leader_id"] < 0 for one in partitions),
        copies=min((len(one["replica_nodes"]) for one in partitions), default=0),
        config=config,
    )


def _configs(admin: KafkaAdminClient, names: list[str]) -> dict[str, Mapping[str, str]]:
    """The settings of flows; those we may not ask for are left out."""
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    told = admin.describe_configs(asked, config_filter="all").get("topic", {})
    # The client drops the broker's refusal: what is left of one is a flow without a single setting.
    return {name: {key: one["value"] for key, one in config.items()} for name, config in told.items() if config}


def judge_flows(
    flows: tuple[Flow, ...], seen: Mapping[str, Seen | None], is_ours: Callable[[Flow], bool] = lambda _: True
) -> Findings:
    """Say all that is wrong with flows, one line each, with what to do.

    Args:
        flows: As they must be.
        seen: As they are, by name.
        is_ours: Whether the settings of a flow are ours to make.
    """
    faults = [fault for flow in flows for fault in _faults(flow, seen.get(flow.name), ours=is_ours(flow))]
    blind = [name for name, one in seen.items() if one is not None and one.allowed and one.config is None]
    warnings = [f"no right to see the settings of {', '.join(blind)}: policy and sizes were not checked"]
    return Findings(faults=tuple(faults), warnings=tuple(warnings if blind else ()))


def _faults(flow: Flow, seen: Seen | None, *, ours: bool) -> Iterator[str]:
    name = flow.name
    if seen is None:
        yield f"{name}: there is no such flow; `groundswell flows ensure` makes it"
        return
    if not seen.allowed:
        yield f"{name}: we have no right to see it, or it is not there; docs/kafka.md has the rights of each part"
        return
    if flow.fixed and seen.partitions != flow.partitions:
        yield say_partitions(flow, seen)
    if seen.leaderless:
        yield f"{name}: {seen.leaderless} of {seen.partitions} partitions have no leader; are all brokers up?"
    for key, value, wanted in differing(flow, seen) if ours else ():
        if key in NEEDED:
            yield f"{name}: {key} is {value}, expected {wanted}; `groundswell flows ensure` alters it"


def differing(flow: Flow, seen: Seen) -> Iterator[tuple[str, str, str]]:
    """The settings that are not as they should be: (name, as it is, as it should be)."""
    config = seen.config or {}
    for key, wanted in flow.config.items():
        value = config.get(key)
        if value is not None and not _will_do(key, value, wanted):
            yield key, value, wanted


def _will_do(key: str, value: str, wanted: str) -> bool:
    """Whether a setting is what it should be: numbers by their value, lists in any order."""
    if key == MESSAGE_SIZE:
        return int(value) >= int(wanted)
    try:
        return float(value) == float(wanted)
    except ValueError:
        return set(value.replace(" ", "").split(",")) == set(wanted.split(","))


def say_partitions(flow: Flow, seen: Seen) -> str:
    """The one thing that no command mends."""
    if flow.partitions == 1:
        way = "delete it while nothing runs, or take a new flows.prefix; then `groundswell flows ensure`, and replay"
    else:
        way = (
            f"say flows.partitions: {seen.partitions} if all flows have that many; else take a new flows.prefix, "
            "`groundswell flows ensure`, and replay"
        )
    return (
        f"{flow.name}: found {seen.partitions} partitions, expected {flow.partitions}; their number is never changed "
        f"where keys have their place: {way}"
    )
