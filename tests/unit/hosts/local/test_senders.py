"""Attempts to outcomes, in a thread of their own."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.builders import notice
from workers.alert.outbox import Attempt
from workers.channels import AnyChannel
from workers.channels.base import Carriers
from workers.channels.log import Log
from workers.hosts.local.senders import Senders
from workers.model.notice import Outcome, Result


@contextmanager
def open_senders(channels: dict[str, AnyChannel], lines: list[str]) -> Iterator[Senders]:
    with closing(Senders(channels, Carriers(print_line=lines.append))) as senders:
        yield senders


def collect(senders: Senders, wanted: int) -> list[Outcome]:
    outcomes: list[Outcome] = []
    until = time.monotonic() + 10
    while len(outcomes) < wanted and time.monotonic() < until:
        outcomes += senders.collect(0.1)
    return outcomes


def attempt(sequence: int, channel: str = "log") -> Attempt:
    return Attempt(channel_id=channel, notice=notice(sequence=sequence), number=1)


def test_attempts_are_made_in_order_and_answered() -> None:
    lines: list[str] = []
    with open_senders({"log": Log(id="log")}, lines) as senders:
        for sequence in range(5):
            senders.submit(attempt(sequence))
        outcomes = collect(senders, 5)

        assert senders.waiting == 0
    assert [line.split(" ")[0] for line in lines] == [f"7f3c9e21d04b.{sequence}.desk" for sequence in range(5)]
    assert {outcome.result for outcome in outcomes} == {Result.ACCEPTED}


def test_a_channel_that_fails_answers_with_its_own_words(tmp_path: Path) -> None:
    with open_senders({"log": Log(id="log", path=str(tmp_path / "no" / "log"))}, []) as senders:
        senders.submit(attempt(0))
        (outcome,) = collect(senders, 1)

    assert (outcome.result, outcome.status) == (Result.RETRY, "No such file or directory")


def test_a_channel_that_left_the_config_can_never_take_a_notice() -> None:
    with open_senders({}, []) as senders:
        senders.submit(attempt(0, "pigeon"))
        (outcome,) = collect(senders, 1)

    assert (outcome.result, outcome.status) == (Result.GAVE_UP, "no such channel")


def test_a_bug_in_a_channel_ends_the_process_and_not_only_its_thread() -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError("a bug")

    with closing(Senders({"log": Log(id="log")}, Carriers(print_line=broken))) as senders:
        senders.submit(attempt(0))
        with pytest.raises(ZeroDivisionError):
            collect(senders, 1)
