"""What is shown of the recent past is what was counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, mention
from tests.unit.hosts.web.shown import NOON_S, learnt, rules, state
from workers.alert.state import new_state
from workers.detect import AnyDetector
from workers.detect.origins import Fold, Kept
from workers.detect.partition import SLOT_S, PartitionClock
from workers.detect.ratio import Ratio
from workers.detect.surprise import Surprise
from workers.detect.zscore import ZScore
from workers.hosts.web.past import Frame, blind_slots, frame_of, past_of
from workers.model.setting import Duration
from workers.model.signal import SlotRange

HOUR_S = 3_600
DETECTORS: tuple[AnyDetector, ...] = (Surprise(), ZScore(), Ratio(window=Duration("8h")))


def frame(now_s: int = NOON_S, *unknown: SlotRange) -> Frame:
    found = frame_of(PartitionClock(watermark_s=now_s, unknown=unknown), None)
    assert found is not None
    return found


def test_before_anything_is_known_nothing_is_shown() -> None:
    assert frame_of(PartitionClock(), None) is None


def test_the_hours_shown_are_whole_ones_and_end_with_the_newest_page() -> None:
    shown = frame_of(PartitionClock(watermark_s=NOON_S), NOON_S + 1_000)

    assert shown is not None
    assert (shown.from_s, shown.now_s) == (NOON_S - 15 * HOUR_S, NOON_S + 1_000)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: type(one).__name__)
@given(counts=st.lists(st.integers(0, 9), min_size=1, max_size=160))
def test_every_count_stands_in_its_slot(detector: AnyDetector, counts: list[int]) -> None:
    counted = rules(detector=detector)
    past = past_of(counted, state(counted, learnt(counted, counts)), frame())
    slots = [0] * 64
    for at, count in enumerate(reversed(counts), start=1):
        slots[(NOON_S - at * 300 - (NOON_S - 15 * HOUR_S)) // 900] += count

    assert [*past.observed, *[0] * (64 - len(past.observed))] == slots
    assert not past.observed or past.observed[-1]
    assert past.hour_observed == sum(counts[-12:])


@pytest.mark.parametrize("width_s", [60, 300, 900, 1_800, 3_600])
def test_any_width_of_buckets_is_shown(width_s: int) -> None:
    counted = rules(width_s)
    past = past_of(counted, state(counted, learnt(counted, [2] * (6 * HOUR_S // width_s))), frame())

    assert past.slot_s == max(900, width_s)
    assert sum(one or 0 for one in past.observed) == 2 * 6 * HOUR_S // width_s
    assert len(past.expected) == 16


def test_what_is_usual_in_the_hours_adds_up_to_what_is_usual_now() -> None:
    counted = rules()
    past = past_of(counted, state(counted, learnt(counted, [1] * 3 * 288)), frame())

    assert past.expected[-1] * 4 == pytest.approx(past.hour_expected, rel=0.02)
    assert past.hour_expected == pytest.approx(12, rel=0.05)


def test_slots_nobody_knows_are_no_numbers() -> None:
    counted = rules()
    first = (NOON_S - HOUR_S) // SLOT_S
    past = past_of(
        counted, state(counted, learnt(counted, [1] * 24)), frame(NOON_S, SlotRange(first=first, end=first + 3))
    )

    assert past.observed[56:60] == (None, 3, 3, 3)


def test_a_slot_is_unknown_where_half_of_it_is() -> None:
    first = (NOON_S - 15 * HOUR_S) // SLOT_S

    assert blind_slots(900, frame(NOON_S, SlotRange(first=first + 1, end=first + 3))) == (0,)
    assert blind_slots(900, frame(NOON_S, SlotRange(first=first + 2, end=first + 4))) == ()


def test_a_watch_learns_until_its_warm_up_is_over() -> None:
    counted = rules()
    young = past_of(counted, state(counted, learnt(counted, [1] * 200)), frame())
    grown = past_of(counted, state(counted, learnt(counted, [1] * 600)), frame())

    assert young.learning
    assert not grown.learning
    assert (young.days, grown.days) == (0.7, 2.1)


def test_what_is_not_closed_yet_counts_too() -> None:
    counted = rules()
    kept = tuple(
        Kept(mention=mention(number), fold=fold, leader=number)
        for number, fold in enumerate((Fold.ORIGIN, Fold.COPY, Fold.ORIGIN), start=1)
    )
    fresh = replace(new_state(counted), kept=kept, greatest_at=NOON)
    past = past_of(counted, fresh, frame(NOON_S + 60))

    assert past.observed[-1] == 2
    assert past.hour_observed == 2
    assert past.learning
