"""Attempts that are under way are made once, and their outcomes come back."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing

from tests.builders import notice
from workers.alert.outbox import Attempt
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, Post
from workers.channels.webhook import Webhook
from workers.hosts.kafka.notifying.carrying import Carrying, Outbound
from workers.hosts.lines import Lines
from workers.hosts.senders import Senders
from workers.model.notice import Outcome

HOOK = Webhook(id="hook", url="https://desk.example/", secret_env="SECRET")


class Desk:
    """A receiver that answers when it is let, and the flow of notices."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reported: list[Outcome] = []
        self.silent = False

    async def post(self, request: Post) -> Answer:
        self.asked.append(dict(request.headers)["webhook-id"])
        while self.silent:
            await asyncio.sleep(0.01)
        return Answer(status=200)

    async def report(self, outcomes: Sequence[Outcome]) -> None:
        self.reported += outcomes


def attempt(sequence: int, number: int = 1) -> Attempt:
    return Attempt(channel_id="hook", notice=notice(sequence=sequence), number=number)


def carry(desk: Desk, work: Callable[[Carrying], Awaitable[None]]) -> None:
    """Do something with a carrying that runs."""
    carriers = Carriers(print_line=print, post=desk.post, variable={"SECRET": f"whsec_{'A' * 32}"}.get)

    async def run(senders: Senders) -> None:
        outbound = Outbound(senders=senders, lines=Lines({"hook": HOOK.needs}), carriers=carriers)
        carrying = Carrying(outbound, desk.report)
        running = asyncio.create_task(carrying.run())
        await work(carrying)
        running.cancel()

    with closing(Senders({"hook": HOOK}, carriers)) as senders:
        asyncio.run(run(senders))


async def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert true()


def test_an_outcome_is_reported_and_the_next_attempt_is_another() -> None:
    desk = Desk()

    async def work(carrying: Carrying) -> None:
        carrying.begin([attempt(0)])
        await until(lambda: len(desk.reported) == 1)
        carrying.heard(desk.reported[0])
        carrying.begin([attempt(0, number=2)])
        await until(lambda: len(desk.reported) == 2)

    carry(desk, work)

    assert [one.attempt for one in desk.reported] == [1, 2]


def test_what_is_handed_out_again_while_it_is_under_way_is_one_attempt() -> None:
    """An outbox that is taken up anew knows nothing of what this process has begun."""
    desk = Desk()

    async def work(carrying: Carrying) -> None:
        carrying.begin([attempt(0)])
        await until(lambda: len(desk.reported) == 1)
        carrying.begin([attempt(0)])  # its outcome is on its way
        await asyncio.sleep(0.1)

    carry(desk, work)

    assert len(desk.asked) == 1


def test_what_was_not_begun_is_taken_back_and_may_be_begun_again() -> None:
    desk = Desk()
    desk.silent = True
    many = HOOK.needs.at_once + 5
    left: list[int] = []

    async def work(carrying: Carrying) -> None:
        carrying.begin([attempt(n) for n in range(many)])
        await until(lambda: len(desk.asked) == HOOK.needs.at_once)
        left.append(await carrying.pause(0.1))
        desk.silent = False
        left.append(await carrying.pause(10))
        carrying.begin([attempt(n) for n in range(many)])
        await until(lambda: len(desk.reported) == many)

    carry(desk, work)

    assert left == [HOOK.needs.at_once, 0]
    assert len(desk.asked) == len(set(desk.asked)) == many
