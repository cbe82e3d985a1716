"""What `flows ensure` would do, from what the broker has."""

from workers.documents.settings import Flows, SettingsFile
from workers.hosts.admin.flows import Alteration, plan_flows
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.preflight import Seen

SETTINGS = SettingsFile(flows=Flows(partitions=4, replication=3))
FLOWS = flows_of(SETTINGS)
RIGHT = {flow.name: Seen(partitions=flow.partitions, copies=3, config=flow.config) for flow in FLOWS.all()}


def test_where_there_is_nothing_all_is_made() -> None:
    plan = plan_flows(SETTINGS, {})

    assert plan.make == FLOWS.all()
    assert (plan.alter, plan.faults, plan.notes) == ((), (), ())


def test_where_all_is_right_nothing_is_done() -> None:
    plan = plan_flows(SETTINGS, RIGHT)

    assert (plan.make, plan.alter, plan.faults, plan.notes) == ((), (), (), ())


def test_only_what_differs_is_altered() -> None:
    name = FLOWS.rejects.name
    config = dict(FLOWS.rejects.config) | {"retention.ms": "1"}
    plan = plan_flows(SETTINGS, RIGHT | {name: Seen(partitions=4, copies=3, config=config)})

    assert plan.alter == (Alteration(flow=name, setting="retention.ms", old="1", new="604800000"),)


def test_the_flow_of_pages_is_left_to_its_owner() -> None:
    config = {"cleanup.policy": "delete", "retention.ms": "1", "max.message.bytes": "1"}
    plan = plan_flows(SETTINGS, RIGHT | {FLOWS.pages.name: Seen(partitions=4, copies=3, config=config)})

    assert plan.alter == ()


def test_partitions_are_a_fault_and_copies_a_note() -> None:
    plan = plan_flows(SETTINGS, RIGHT | {FLOWS.watches.name: Seen(partitions=8, copies=1, config=FLOWS.watches.config)})

    (fault,), (note,) = plan.faults, plan.notes
    assert "found 8 partitions, expected 4" in fault
    assert "is held by 1 brokers, the config says 3" in note
