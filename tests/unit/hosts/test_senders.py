"""Attempts to outcomes, in a thread of their own."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.builders import notice
from workers.alert.outbox import Attempt
from workers.channels import AnyChannel
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.log import Log
from workers.channels.webhook import Webhook
from workers.hosts.bell import wait_for_any
from workers.hosts.senders import Senders
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


def test_the_bell_rings_for_an_outcome_until_it_is_collected() -> None:
    with open_senders({"log": Log(id="log")}, []) as senders:
        senders.submit(attempt(0))
        wait_for_any((senders.bell.descriptor,), 30)

        assert senders.answered == 1
        assert len(senders.collect()) == 1
        began = time.monotonic()
        wait_for_any((senders.bell.descriptor,), 0.05)
        assert time.monotonic() - began >= 0.04


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


HOOK = Webhook(id="hook", url="https://desk.example/", secret_env="SECRET")


def answering(post: Callable[[Post], Awaitable[Answer | NoAnswer]]) -> Carriers:
    return Carriers(print_line=print, post=post, variable={"SECRET": f"whsec_{'A' * 32}"}.get)


def test_a_channel_that_wants_nothing_more_is_not_asked_again() -> None:
    asked: list[Post] = []

    async def gone(request: Post) -> Answer:
        asked.append(request)
        return Answer(status=410)

    with closing(Senders({"hook": HOOK}, answering(gone))) as senders:
        senders.submit(attempt(0, "hook"))
        (first,) = collect(senders, 1)
        senders.submit(attempt(1, "hook"))
        (second,) = collect(senders, 1)

    assert (first.result, second.result) == (Result.GAVE_UP, Result.GAVE_UP)
    assert first.status == second.status == "410: wants nothing more, not asked again until the next start"
    assert len(asked) == 1


def test_a_slow_receiver_is_asked_several_at_once_and_the_wait_it_asks_for_is_told() -> None:
    together: list[int] = []

    async def slow(_: Post) -> Answer:
        together.append(1)
        while len(together) < HOOK.needs.at_once:
            await asyncio.sleep(0.01)
        return Answer(status=503, retry_after="40")

    with closing(Senders({"hook": HOOK}, answering(slow))) as senders:
        for sequence in range(HOOK.needs.at_once):
            senders.submit(attempt(sequence, "hook"))
        outcomes = collect(senders, HOOK.needs.at_once)

    assert {(outcome.result, outcome.retry_after_s) for outcome in outcomes} == {(Result.RETRY, 40.0)}


def test_attempts_that_are_under_way_end_with_the_senders() -> None:
    ended: list[str] = []

    async def forever(_: Post) -> Answer:
        try:
            await asyncio.sleep(3_600)
        finally:
            await asyncio.sleep(0.05)  # as a connection that is closed in good order
            ended.append("closed")
        return Answer(status=200)

    senders = Senders({"hook": HOOK}, answering(forever))
    senders.submit(attempt(0, "hook"))
    time.sleep(0.1)
    senders.close()

    assert ended == ["closed"]


def test_attempts_that_were_not_begun_can_be_taken_back() -> None:
    asked: list[Post] = []

    async def slow(request: Post) -> Answer:
        asked.append(request)
        while len(asked) <= HOOK.needs.at_once:
            await asyncio.sleep(0.01)
        return Answer(status=200)

    with closing(Senders({"hook": HOOK}, answering(slow))) as senders:
        for sequence in range(HOOK.needs.at_once + 2):
            senders.submit(attempt(sequence, "hook"))
        taken = senders.withdraw()
        begun = senders.waiting
        senders.submit(taken[0])
        asked.append(asked[0])
        outcomes = collect(senders, HOOK.needs.at_once + 1)

    assert [one.notice.sequence for one in taken] == [HOOK.needs.at_once, HOOK.needs.at_once + 1]
    assert begun == HOOK.needs.at_once
    assert len(outcomes) == HOOK.needs.at_once + 1
