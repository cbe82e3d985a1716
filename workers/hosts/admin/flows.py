"""Make the flows as they must be: what is missing is made, settings are altered, partitions never."""

from collections.abc import Iterator, Mapping
from time import monotonic, sleep

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import TopicAlreadyExistsError, for_code
from msgspec import Struct

from workers.documents.settings import SettingsFile
from workers.errors import HostError
from workers.hosts.kafka.flows import Flow, flows_of
from workers.hosts.kafka.preflight import Seen, differing, look_at_flows, say_partitions

SEEN_S = 30.0
"""How long the brokers may take to know of what the controller has done."""


class Alteration(Struct, frozen=True, kw_only=True):
    """One setting of a flow that is to change."""

    flow: str
    setting: str
    old: str
    new: str


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be done so that the flows are as the config says."""

    make: tuple[Flow, ...] = ()
    alter: tuple[Alteration, ...] = ()
    faults: tuple[str, ...] = ()
    """What no command mends. With one of these nothing is done: the config may be meant for other flows."""
    notes: tuple[str, ...] = ()
    """What is not as the config says, and stays."""


def plan_flows(settings: SettingsFile, seen: Mapping[str, Seen | None]) -> Plan:
    """Compare the flows with what the broker has.

    The flow of pages is made where there is none; one that is there belongs to those who write to it.
    """
    flows = flows_of(settings)
    there = [(flow, one) for flow in flows.all() if (one := seen.get(flow.name)) is not None]
    open_ = [(flow, one) for flow, one in there if one.allowed]
    ours = [(flow, one) for flow, one in open_ if flow != flows.pages]
    return Plan(
        make=tuple(flow for flow in flows.all() if seen.get(flow.name) is None),
        alter=tuple(alteration for flow, one in ours for alteration in _alterations(flow, one)),
        faults=(
            *(f"{flow.name}: we have no right to see it, or to make it" for flow, one in there if not one.allowed),
            *(say_partitions(flow, one) for flow, one in open_ if flow.fixed and one.partitions != flow.partitions),
        ),
        notes=tuple(note for flow, one in open_ for note in _notes(flow, one, settings)),
    )


def _alterations(flow: Flow, seen: Seen) -> Iterator[Alteration]:
    for setting, old, new in differing(flow, seen):
        yield Alteration(flow=flow.name, setting=setting, old=old, new=new)


def _notes(flow: Flow, seen: Seen, settings: SettingsFile) -> Iterator[str]:
    if seen.partitions != flow.partitions and not flow.fixed:
        yield f"{flow.name}: has {seen.partitions} partitions, the config says {flow.partitions}; it may"
    if seen.copies < settings.flows.replication:
        yield (
            f"{flow.name}: is held by {seen.copies} brokers, the config says {settings.flows.replication}; "
            "Kafka's own kafka-reassign-partitions changes that"
        )
    if seen.config is None:
        yield f"{flow.name}: no right to see its settings; they were not compared"


def look(admin: KafkaAdminClient, settings: SettingsFile) -> dict[str, Seen | None]:
    """What the broker has of our flows."""
    return look_at_flows(admin, [flow.name for flow in flows_of(settings).all()])


def carry_out(admin: KafkaAdminClient, plan: Plan, settings: SettingsFile) -> None:
    """Make what is missing and alter what differs; return when it can be seen.

    Raises:
        HostError: the broker refused some of it; what, and in whose words.
    """
    refusals = [*_make(admin, plan.make, settings.flows.replication), *_alter(admin, plan.alter)]
    if refusals:
        raise HostError("\n".join(refusals))
    admin.wait_for_topics([flow.name for flow in plan.make], timeout_ms=int(SEEN_S * 1000))
    until = monotonic() + SEEN_S
    while (left := _unseen(admin, plan.alter)) and monotonic() < until:
        sleep(0.1)
    if left:
        raise HostError("\n".join(f"{one.flow}: {one.setting} was set, and is still {one.old}" for one in left))


def _unseen(admin: KafkaAdminClient, alterations: tuple[Alteration, ...]) -> list[Alteration]:
    """Those a broker does not know of yet: the controller, which took them, tells it a moment later."""
    seen = look_at_flows(admin, sorted({one.flow for one in alterations}))
    return [one for one in alterations if _value(seen[one.flow], one.setting) == one.old]


def _value(seen: Seen | None, setting: str) -> str | None:
    return None if seen is None or seen.config is None else seen.config.get(setting)


def _make(admin: KafkaAdminClient, flows: tuple[Flow, ...], replication: int) -> list[str]:
    if not flows:
        return []
    wanted = {
        flow.name: {"num_partitions": flow.partitions, "replication_factor": replication, "configs": flow.config}
        for flow in flows
    }
    made = admin.create_topics(wanted, raise_errors=False)["topics"]
    return [
        f"{one['name']}: cannot be made: {one.get('error_message') or for_code(one['error_code']).__name__}"
        for one in made
        if one["error_code"] not in (0, TopicAlreadyExistsError.errno)  # somebody else may ensure them now
    ]


def _alter(admin: KafkaAdminClient, alterations: tuple[Alteration, ...]) -> list[str]:
    changes: dict[str, dict[str, str]] = {}
    for one in alterations:
        changes.setdefault(one.flow, {})[one.setting] = one.new
    if not changes:
        return []
    asked = [ConfigResource(ConfigResourceType.TOPIC, flow, settings) for flow, settings in changes.items()]
    answers = admin.alter_configs(asked, raise_on_unknown=False).get("topic", {})
    return [f"{flow}: cannot be altered: {answer}" for flow, answer in answers.items() if answer != "OK"]
