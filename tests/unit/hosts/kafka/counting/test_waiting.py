"""Mentions that wait for the config they were found by."""

from datetime import timedelta

import pytest

from tests.builders import NOON, mention, tick
from workers.errors import StateError
from workers.hosts.kafka import codecs
from workers.hosts.kafka.counting.waiting import MOST, PREFIX, WAIT, Waiting, row_key
from workers.model.signal import Mention

NEW = "c2"
ONE = mention(1, counted=NEW)


def never(_: Mention) -> bool:
    return False


def table_of(waiting: Waiting) -> dict[bytes, bytes]:
    return {key: value for key, value in waiting.rows() if value is not None}


def test_a_mention_waits_until_the_config_knows_it() -> None:
    waiting = Waiting({})
    waiting.add(ONE)
    before = waiting.release(never)
    waiting.reload()

    assert before.known == before.dropped == ()
    assert waiting.release(lambda one: one.counted == NEW).known == (ONE,)
    assert len(waiting) == 0


def test_it_waits_five_minutes_of_event_time_and_is_dropped() -> None:
    waiting = Waiting({})
    waiting.hear(NOON)
    waiting.add(ONE)
    waiting.hear(NOON + WAIT)
    patient = waiting.release(never)
    waiting.hear(NOON + WAIT + timedelta(seconds=1))

    assert patient.dropped == ()
    assert waiting.release(never).dropped == (ONE,)


def test_one_that_comes_late_has_its_five_minutes_too() -> None:
    waiting = Waiting({})
    waiting.hear(NOON + timedelta(hours=1))
    waiting.add(ONE)

    assert waiting.release(never).dropped == ()


def test_what_waits_is_taken_up_from_its_rows_once_however_often_it_came() -> None:
    waiting = Waiting({})
    waiting.add(ONE)
    waiting.add(ONE)
    table = table_of(waiting)
    again = Waiting(table | {b"\x00clock": b"another kind", b"pier": b"another kind"})
    again.hear(NOON + timedelta(days=1))

    assert list(table) == [row_key(ONE)]
    assert all(key.startswith(PREFIX) for key in table)
    assert again.release(never).dropped == ()
    again.reload()
    assert again.release(lambda one: True).known == (ONE,)
    assert list(again.rows()) == [(row_key(ONE), None)]


def test_those_that_wait_are_counted_in_the_order_of_their_times() -> None:
    waiting = Waiting({})
    some = [mention(number, counted=NEW, at=NOON + timedelta(minutes=number)) for number in (3, 1, 2)]
    for one in some:
        waiting.add(one)

    assert [one.position.offset for one in waiting.release(lambda one: True).known] == [1, 2, 3]


def test_of_too_many_the_oldest_are_dropped() -> None:
    waiting = Waiting({})
    for number in range(MOST + 2):
        waiting.add(mention(number, counted=NEW, at=NOON + timedelta(milliseconds=number)))

    assert [one.position.offset for one in waiting.release(never).dropped] == [0, 1]
    assert len(waiting) == MOST


def test_a_row_that_is_none_of_ours_is_an_error() -> None:
    with pytest.raises(StateError, match="a tick; expected a mention"):
        Waiting({PREFIX + b"x": codecs.signals.encode(tick(NOON))})
