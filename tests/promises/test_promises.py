"""P1 and P2: what is promised of counting, whatever happens to the processes that do it."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promises.apart import run_apart
from tests.promises.coverage import RULES, make_inputs
from tests.promises.running import END_S, run_local
from tools.local.facts import confirmed_ends, final_facts, settle
from workers.alert.count import count_signal
from workers.detect.partition import PartitionClock
from workers.model.alert import Change
from workers.model.signal import Mention

SEEDS = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_batches_and_kills_change_no_field_of_any_alert(seed: int) -> None:
    """P1: one merged order of pages gives one sequence of changes."""
    inputs = make_inputs(Random(seed))

    whole, broken = run_local(inputs), run_local(inputs, Random(seed + 1))

    assert broken.told == whole.told
    assert broken.states == whole.states
    assert broken.clock.watermark_s == whole.clock.watermark_s


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_crashes_zombies_and_interleavings_leave_the_same_facts(seed: int) -> None:
    """P2: closed buckets, verdicts, memories and confirmed alerts are the same on every host."""
    inputs = make_inputs(Random(seed))
    whole, world = run_local(inputs), run_apart(inputs, Random(seed + 1))

    calm = settle(whole.clock, whole.partition, whole.states, RULES, END_S)
    apart = [
        settle(world.clock, part, states, RULES, END_S)
        for part, states in zip(world.partitions, world.states, strict=True)
    ]

    together = apart[0].states | apart[1].states
    assert final_facts(together, RULES, END_S) == final_facts(calm.states, RULES, END_S)
    ends = (*world.told, *apart[0].changes, *apart[1].changes)
    assert confirmed_ends(ends) == confirmed_ends((*whole.told, *calm.changes))
    assert [one.unknown for one in apart] == [calm.unknown] * 2
    assert not world.conflicts


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS)
def test_every_confirmed_alert_was_told_when_it_opened(seed: int) -> None:
    inputs = make_inputs(Random(seed))

    world = run_apart(inputs, Random(seed))

    opened = {change.alert_id for change in world.told if change.sequence == 0}
    assert {change.alert_id for change in world.told} <= opened


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_alerts_about_ingest_are_the_same_to_the_last_change(seed: int) -> None:
    """They follow from slots alone: neither batches nor crashes nor who keeps time may show in them."""
    inputs = make_inputs(Random(seed))
    whole, world = run_local(inputs), run_apart(inputs, Random(seed + 1))
    calm = settle(whole.clock, whole.partition, {}, RULES, END_S)
    apart = settle(world.clock, world.partitions[0], {}, RULES, END_S)

    alone = about_ingest((*whole.told, *calm.changes))
    together = about_ingest((*world.told, *apart.changes))

    assert together == alone
    assert alone  # the last hours are silent, so there is one at least


def about_ingest(told: tuple[Change, ...]) -> dict[tuple[str, int], Change]:
    return {(one.alert_id, one.sequence): one for one in told if not one.kind.of_watch}


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, cut=st.floats(min_value=0.0, max_value=1.0))
def test_a_prefix_fed_twice_counts_once(seed: int, cut: float) -> None:
    """Kafka may hand a counter the same signals again; so may a person who starts a file anew."""
    mentions = [page.mention for page in make_inputs(Random(seed), inputs=1)[0] if page.mention]
    prefix = mentions[: int(len(mentions) * cut)]

    once, _ = _count(mentions)
    twice, _ = _count(prefix + mentions)

    assert once == twice


def _count(mentions: list[Mention]) -> tuple[dict[str, object], list[object]]:
    states: dict[str, object] = {}
    told: list[object] = []
    counted = {name: None for name in RULES}
    for mention in mentions:
        state, changes = count_signal(counted[mention.watch_id], PartitionClock(), mention, RULES[mention.watch_id])
        counted[mention.watch_id] = state  # type: ignore[assignment]
        states[mention.watch_id] = state
        told += changes
    return states, told
