"""A counter's own clock: what it heard, once, in ranges."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.detect.partition import PartitionClock, hear_tick, is_unknown, unknown_buckets
from workers.model.signal import SlotRange, Tick

SLOT_S = 300


def tick(first: int, end: int, *unknown: tuple[int, int]) -> Tick:
    return Tick(
        watermark=datetime.fromtimestamp(end * SLOT_S, tz=UTC),
        decided=SlotRange(first=first, end=end),
        unknown=tuple(SlotRange(first=a, end=b) for a, b in unknown),
    )


def test_a_tick_heard_again_changes_nothing() -> None:
    once = hear_tick(PartitionClock(), tick(0, 10, (3, 5)))

    assert hear_tick(once, tick(0, 10, (3, 5))) == once
    assert hear_tick(once, tick(0, 4)) == once


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.sets(st.integers(min_value=1, max_value=59)))
def test_ticks_of_any_size_leave_the_same_clock(unknown: list[bool], cuts: set[int]) -> None:
    ends = sorted({cut for cut in cuts if cut < len(unknown)} | {len(unknown)})
    partition, first = PartitionClock(), 0
    for end in ends:
        ranges = [(slot, slot + 1) for slot in range(first, end) if unknown[slot]]
        partition = hear_tick(partition, tick(first, end, *ranges))
        first = end

    whole = hear_tick(PartitionClock(), tick(0, len(unknown), *[(s, s + 1) for s, u in enumerate(unknown) if u]))
    assert partition.unknown == whole.unknown


@given(st.lists(st.booleans(), min_size=1, max_size=100), st.sampled_from([60, 300, 900, 1_800, 3_600]))
def test_a_bucket_is_unknown_when_half_of_its_slots_are(unknown: list[bool], width_s: int) -> None:
    ranges = [(slot, slot + 1) for slot, blind in enumerate(unknown) if blind]
    partition = hear_tick(PartitionClock(), tick(0, len(unknown), *ranges))
    buckets = len(unknown) * SLOT_S // width_s

    told = unknown_buckets(partition, width_s, buckets * width_s)

    for bucket in range(buckets):
        slots = {(bucket * width_s + second) // SLOT_S for second in range(0, width_s, 60)}
        assert is_unknown(told, bucket) == (2 * sum(unknown[slot] for slot in slots) >= len(slots))


@pytest.mark.parametrize(("last", "known"), [((8, 10), False), ((3, 9), True)])
def test_the_slot_decided_last_is_the_one_before_the_watermark(last: tuple[int, int], known: bool) -> None:
    assert hear_tick(PartitionClock(), tick(0, 10, last)).last_slot_known is known


def test_verdicts_are_forgotten_after_four_weeks() -> None:
    month = 28 * 86_400 // SLOT_S
    partition = hear_tick(PartitionClock(), tick(0, 10, (3, 5)))

    partition = hear_tick(hear_tick(partition, tick(10, month + 11)), tick(month + 11, month + 20))

    assert partition.unknown == ()


def test_a_gap_of_seven_weeks_is_unknown_from_its_start() -> None:
    """Cut to four weeks, the rest would be learnt as silence, and the first news after it would look like a burst."""
    weeks = 7 * 7 * 288
    partition = hear_tick(hear_tick(PartitionClock(), tick(0, 10)), tick(10, weeks + 20, (12, weeks)))

    told = unknown_buckets(partition, 300, (weeks + 20) * SLOT_S)

    assert [(span.first, span.end) for span in told] == [(12, weeks)]
