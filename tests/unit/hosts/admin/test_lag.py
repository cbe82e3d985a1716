"""How far a group is behind, from offsets."""

import pytest
from kafka import TopicPartition

from workers.documents.settings import SettingsFile
from workers.hosts.admin.lag import Extent, Group, behind, readers_of, unread
from workers.hosts.kafka.flows import flows_of, names_of

PLACE, OTHER = TopicPartition("pages", 0), TopicPartition("pages", 1)
GROUP = Group(name="read", state="Stable", members=2)


@pytest.mark.parametrize(
    ("committed", "left"),
    [
        ({}, 60),  # nothing committed: it begins at the oldest record
        ({PLACE: 20}, 60),  # what it would read next is gone
        ({PLACE: 70}, 30),
        ({PLACE: 100}, 0),
        ({PLACE: 120}, 0),  # records came after the ends were asked for
    ],
)
def test_what_is_unread_is_what_can_still_be_read(committed: dict[TopicPartition, int], left: int) -> None:
    found = unread({PLACE: Extent(first=40, end=100)}, committed)

    assert sum(extent.end - extent.first for extent in found.values()) == left


def test_the_oldest_unread_record_of_all_partitions_counts() -> None:
    left = {PLACE: Extent(first=5, end=7), OTHER: Extent(first=0, end=1)}

    one = behind(GROUP, left, {PLACE: 1_000.0, OTHER: 1_030.0}, now=1_060.0)

    assert (one.lag, one.oldest_s) == (3, 60.0)


def test_a_record_from_a_clock_ahead_of_ours_is_not_of_the_future() -> None:
    assert behind(GROUP, {PLACE: Extent(first=0, end=1)}, {PLACE: 2_000.0}, now=1_000.0).oldest_s == 0.0


def test_who_has_read_all_has_no_oldest() -> None:
    assert behind(GROUP, {}, {}, now=1.0).oldest_s is None


def test_every_flow_that_is_worked_off_has_its_group() -> None:
    settings = SettingsFile()
    pairs = readers_of(flows_of(settings), names_of(settings))

    assert [flow.removeprefix("groundswell.") for flow, _ in pairs] == [
        "pages",
        "pulses",
        "signals",
        "alerts",
        "notices",
    ]
