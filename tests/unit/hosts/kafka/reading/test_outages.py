"""Calls to a broker that is away."""

from collections.abc import Callable

import pytest
from kafka.errors import CommitFailedError, KafkaConnectionError

from workers.hosts.kafka.reading.outages import LEAVING_S, Outages


class Clock:
    """Goes on by a step whenever it is asked."""

    def __init__(self, step_s: float) -> None:
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s


def failing(times: int, error: Exception) -> Callable[[], str]:
    left = [error] * times

    def call() -> str:
        if left:
            raise left.pop()
        return "done"

    return call


def riding(step_s: float, *, stopping: bool = False, beats: list[None] | None = None) -> Outages:
    heard = [] if beats is None else beats
    return Outages(60, lambda: stopping, lambda: heard.append(None), Clock(step_s))


def test_a_call_is_made_again_until_it_is_answered() -> None:
    beats: list[None] = []

    assert riding(1, beats=beats).ride(failing(1, KafkaConnectionError())) == "done"
    assert len(beats) == 2


def test_patience_ends() -> None:
    with pytest.raises(KafkaConnectionError):
        riding(61).ride(failing(1, KafkaConnectionError()))


def test_who_is_asked_to_stop_does_not_wait_for_a_broker() -> None:
    with pytest.raises(KafkaConnectionError):
        riding(LEAVING_S + 1, stopping=True).ride(failing(1, KafkaConnectionError()))


def test_what_will_not_get_better_is_not_tried_again() -> None:
    with pytest.raises(CommitFailedError):
        riding(1).ride(failing(1, CommitFailedError()))
