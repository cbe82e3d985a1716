"""Counters that are killed, join and leave while signals come: nothing is lost, and nothing counted twice."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from tests.broker import Flows
from tests.kafka.counting import Start, behind, conflicts, count_unbroken, open_counters, read_facts, wait_counted
from tests.kafka.placing import Place, make_place
from tests.kafka.signalling import Step, feed, make_steps

PAUSE_S = 0.1
"""Between two steps of the story, so that it lasts through all kills."""
KILLS = 3
"""That must fall while something is in hand."""


@pytest.fixture
def place(flows: Flows, tmp_path: Path) -> Place:
    return make_place(tmp_path / "config", flows.bootstrap, flows.prefix, partitions=3)


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    with open_counters(place, tmp_path) as starting:
        yield starting


@pytest.mark.slow
def test_a_counter_killed_again_and_again_counts_everything_once(place: Place, start: Start) -> None:
    steps = make_steps(3, place.rules)
    unbroken, _ = count_unbroken(place.rules, steps)
    feeding, rng, in_hand = begin_feed(place, steps), Random(5), []

    while feeding.is_alive():
        worker = start("--instance", "one")
        time.sleep(rng.uniform(0.1, 1.5))
        worker.kill()
        in_hand.append(behind(place))
    start("--instance", "one")
    feeding.join(120)
    wait_counted(place)

    facts, told = read_facts(place)
    assert facts == unbroken
    assert len([left for left in in_hand if left]) >= KILLS
    assert conflicts(told) == []


@pytest.mark.slow
def test_counters_that_join_and_leave_count_everything_once(place: Place, start: Start) -> None:
    steps = make_steps(4, place.rules)
    unbroken, _ = count_unbroken(place.rules, steps)
    feeding = begin_feed(place, steps)

    first = start()
    second = start()
    time.sleep(1)
    left = first.stop()
    third = start()
    time.sleep(1)
    second.kill()
    in_hand = behind(place)
    start()
    time.sleep(1)
    third.kill()
    feeding.join(120)
    wait_counted(place)

    facts, told = read_facts(place)
    assert facts == unbroken
    assert (left, in_hand > 0) == (0, True)
    assert conflicts(told) == []


def begin_feed(place: Place, steps: list[Step], pause_s: float = PAUSE_S) -> Thread:
    feeding = Thread(target=feed, args=(place, steps, pause_s), daemon=True)
    feeding.start()
    return feeding
