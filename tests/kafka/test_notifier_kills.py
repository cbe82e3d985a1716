"""The promise of the notifier: every change once by its id, whatever fails, whoever is killed, joins or leaves."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from tests.broker import Flows
from tests.kafka.notifying import (
    SECRET,
    WATCHES,
    Notifying,
    Unsteady,
    accepted,
    make_life,
    make_place,
    name_of,
    open_notifier,
    produce,
    read_deliveries,
    read_logs,
    read_outboxes,
    wait_for,
)
from tests.kafka.placing import Place
from tests.receiver import Receiver, open_receiver
from workers.model.alert import Change
from workers.model.notice import Delivery, Result, Verdict

WISHES = ["id: desk, watches: {ids: ['*']}", "id: two, watches: {ids: [w0, w1, w2]}", "id: one, watches: {ids: [w1]}"]
SUBSCRIBED = {"desk": range(WATCHES), "two": range(3), "one": range(1, 2)}
KILLS = 5
ALERTS = 16
"""In each round."""


def wanted(changes: Iterable[Change]) -> set[str]:
    """Ids of the notices that are owed."""
    return {
        f"{one.alert_id}.{one.sequence}.{subscription}"
        for one in changes
        for subscription, watches in SUBSCRIBED.items()
        if int(one.watch.id[1:]) in watches
    }


def replaced(deliveries: Iterable[Delivery]) -> set[str]:
    """Ids of those whose place a newer one took while the receiver failed."""
    return {name_of(one) for one in deliveries if one.verdict is Verdict.HOLD_REPLACED}


def recorded(deliveries: Iterable[Delivery]) -> Counter[str]:
    """How many attempts are on record, by notice; what a crash recorded twice is one."""
    return Counter(name_of(one) for one in dict.fromkeys(deliveries) if one.attempt)


def taken_in_order(unsteady: Unsteady) -> bool:
    """Whether the changes of each alert came to each subscription in their order, but for repeats."""
    first = dict.fromkeys(unsteady.taken)
    parts = [name.split(".") for name in first]
    lives: dict[tuple[str, str], list[int]] = {}
    for alert, number, subscription in parts:
        lives.setdefault((alert, subscription), []).append(int(number))
    return all(numbers == sorted(numbers) for numbers in lives.values())


@dataclass(frozen=True, kw_only=True)
class Round:
    """One notifier that is to be killed, and news that it has not heard."""

    place: Place
    first: Notifying
    fresh: list[Change]
    unsteady: Unsteady
    receiver: Receiver

    def produce_and_kill(self, requests: int) -> None:
        """Kill once so many requests have come of the news, while one of them is not answered."""
        enough = len(self.receiver.came) + requests
        produce(self.place, self.fresh)
        wait_for(lambda: len(self.receiver.came) >= enough and self.unsteady.under_way > 0, "work", look_s=0.005)
        self.first.kill()


def kill_the_only_one(one: Round) -> None:
    one.produce_and_kill(40)


def kill_one_of_two(one: Round) -> None:
    with open_notifier(one.place) as second:
        second.wait_ready()
        one.produce_and_kill(20)
        assert second.stop() == 0


def kill_after_another_left(one: Round) -> None:
    with open_notifier(one.place) as second:
        second.wait_ready()
        assert second.stop() == 0
        one.produce_and_kill(20)


ROUNDS = (kill_the_only_one, kill_one_of_two, kill_after_another_left)


@pytest.mark.slow
def test_each_change_comes_once_by_its_id_whoever_is_killed_and_joins(flows: Flows, tmp_path: Path) -> None:
    unsteady, random = Unsteady(), Random(11)
    unsteady.wait_s = 0.03
    sent: list[Change] = []
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, WISHES)
        for kill in range(KILLS):
            lives = [make_life(f"a{kill}x{n}", f"w{n % WATCHES}", random.randint(1, 3)) for n in range(ALERTS)]
            fresh = list(chain.from_iterable(lives))
            sent += fresh
            with open_notifier(place) as first:
                first.wait_ready()
                ROUNDS[kill % len(ROUNDS)](
                    Round(place=place, first=first, fresh=fresh, unsteady=unsteady, receiver=receiver)
                )
        with open_notifier(place) as last:
            wait_for(lambda: is_all_told(place, sent), "all to be told", look_s=0.5)
            code = last.stop()
    deliveries = read_deliveries(place)
    told, owed = Counter(unsteady.taken), wanted(sent) - replaced(deliveries)
    done = Counter(name_of(one) for one in dict.fromkeys(deliveries) if is_accepted(one))
    cut_off = Counter(came.id for came in receiver.came) - recorded(deliveries)
    log = read_logs(place)

    assert code == 0
    assert told.keys() == owed == done.keys()
    assert set(done.values()) == {1}
    assert told - Counter(set(told)) <= unsteady.unanswered + cut_off
    assert taken_in_order(unsteady)
    assert {name for name, bodies in unsteady.bodies.items() if len(bodies) > 1} == set()
    assert len(replaced(deliveries)) < len(owed) / 5
    assert cut_off.total() >= KILLS
    assert len(receiver.came) > 1.2 * len(told)
    assert all(outbox.owed == () for outbox in read_outboxes(place).values())
    assert SECRET not in log
    assert "/hook/" not in log


def is_accepted(delivery: Delivery) -> bool:
    return delivery.attempt is not None and delivery.attempt.outcome is Result.ACCEPTED


def is_all_told(place: Place, sent: list[Change]) -> bool:
    deliveries = read_deliveries(place)
    return wanted(sent) - replaced(deliveries) <= accepted(deliveries)


def test_who_joins_and_leaves_in_good_order_makes_nothing_come_twice(flows: Flows, tmp_path: Path) -> None:
    """Whoever has a partition next hears first of what was answered before it moved."""
    unsteady = Unsteady(failing=0.0)
    unsteady.wait_s = 0.3
    sent: list[Change] = []
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, WISHES, timeout="30s")
        with open_notifier(place) as first:
            first.wait_ready()
            for join in range(2):
                fresh = list(chain.from_iterable(make_life(f"a{join}x{n}", f"w{n % WATCHES}") for n in range(20)))
                produce(place, fresh)
                sent += fresh
                with open_notifier(place) as second:
                    second.wait_ready()
                    time.sleep(2)
                    assert second.stop() == 0
            wait_for(lambda: is_all_told(place, sent), "all to be told", look_s=0.5)
            assert first.stop() == 0

    assert Counter(unsteady.taken) == Counter(wanted(sent))
    assert taken_in_order(unsteady)
