"""What is wrong with flows, judged from what the broker says of them."""

from typing import get_args

import pytest
from msgspec.structs import replace

from workers.documents.settings import SettingsFile
from workers.hosts.kafka.flows import Flow, flows_of
from workers.hosts.kafka.preflight import NEEDS, Part, Seen, judge_flows

FLOWS = flows_of(SettingsFile())


def seen(flow: Flow, **fields: object) -> Seen:
    """A flow as it should be, but for these."""
    return replace(Seen(partitions=flow.partitions, config=flow.config), **fields)


def faults(flow: Flow, one: Seen | None) -> tuple[str, ...]:
    return judge_flows((flow,), {flow.name: one}).faults


@pytest.mark.parametrize("part", get_args(Part))
def test_every_part_needs_flows_that_there_are(part: Part) -> None:
    assert all(FLOWS.named(name) in FLOWS.all() for name in NEEDS[part])


@pytest.mark.parametrize("flow", FLOWS.all(), ids=lambda flow: flow.name)
def test_a_flow_as_it_should_be_is_fine(flow: Flow) -> None:
    assert faults(flow, seen(flow)) == ()


@pytest.mark.parametrize("flow", [flow for flow in FLOWS.all() if flow.fixed], ids=lambda flow: flow.name)
def test_a_flow_with_keys_has_exactly_so_many_partitions(flow: Flow) -> None:
    for count in (flow.partitions - 1, flow.partitions + 1):
        (told,) = faults(flow, seen(flow, partitions=count))
        assert f"found {count} partitions, expected {flow.partitions}; their number is never changed" in told


def test_where_keys_have_no_place_any_number_will_do() -> None:
    assert faults(FLOWS.pages, seen(FLOWS.pages, partitions=500)) == ()


@pytest.mark.parametrize(
    ("flow", "setting", "value"),
    [
        (FLOWS.watches, "cleanup.policy", "delete"),
        (FLOWS.watches, "cleanup.policy", "compact,delete"),
        (FLOWS.signals, "cleanup.policy", "compact"),
        (FLOWS.alerts, "max.message.bytes", "1048588"),
    ],
)
def test_a_setting_that_would_lose_something_is_a_fault(flow: Flow, setting: str, value: str) -> None:
    (told,) = faults(flow, seen(flow, config=flow.config | {setting: value}))

    assert told.startswith(f"{flow.name}: {setting} is {value}, expected ")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("max.message.bytes", "99999999"), ("retention.ms", "1000"), ("cleanup.policy", " delete ")],
)
def test_a_setting_that_loses_nothing_of_ours_is_no_fault(setting: str, value: str) -> None:
    assert faults(FLOWS.signals, seen(FLOWS.signals, config=FLOWS.signals.config | {setting: value})) == ()


def test_nobody_starts_on_a_flow_that_nobody_leads() -> None:
    (told,) = faults(FLOWS.signals, seen(FLOWS.signals, leaderless=3))

    assert "3 of 8 partitions have no leader" in told


def test_what_may_not_be_seen_and_what_is_not_there_are_told_apart_as_far_as_can_be() -> None:
    assert "there is no such flow" in faults(FLOWS.signals, None)[0]
    assert "we have no right to see it, or it is not there" in faults(FLOWS.signals, Seen(allowed=False))[0]


def test_settings_that_may_not_be_seen_are_a_warning() -> None:
    found = judge_flows((FLOWS.signals,), {FLOWS.signals.name: seen(FLOWS.signals, config=None)})

    assert found.faults == ()
    assert found.warnings == ("no right to see the settings of groundswell.signals: policy and sizes were not checked",)
