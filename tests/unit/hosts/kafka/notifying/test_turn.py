"""Attempts in a partition wait for a tick that was sent since it is ours."""

from tests.builders import NOON
from workers.hosts.kafka.codecs import HostTick
from workers.hosts.kafka.notifying.turn import Turn


def tick(turn: Turn) -> HostTick:
    return HostTick(at=NOON, turn=turn.name)


def test_a_partition_is_settled_by_a_tick_of_ours_and_by_no_other() -> None:
    turn, other = Turn(), Turn()
    turn.hear(1, tick(other))
    turn.hear(2, HostTick(at=NOON))
    turn.hear(3, tick(turn))

    assert turn.settled() == {3}


def test_when_partitions_move_what_was_sent_before_settles_nothing() -> None:
    turn = Turn()
    before = tick(turn)
    turn.hear(1, before)
    turn.renew()
    turn.hear(2, before)
    moved = turn.settled()
    turn.hear(2, tick(turn))

    assert moved == set()
    assert turn.settled() == {2}
