"""Senders that go on with other channels."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import closing

from msgspec.structs import replace

from tests.unit.hosts.test_senders import HOOK, answering, attempt, collect
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, Post
from workers.channels.log import Log
from workers.hosts.senders import Senders
from workers.model.notice import Result


def test_other_channels_take_what_begins_and_what_is_under_way_ends_as_it_began() -> None:
    asked: list[str] = []
    may_end = threading.Event()

    async def slow(request: Post) -> Answer:
        asked.append(request.url)
        while "desk" in request.url and not may_end.is_set():
            await asyncio.sleep(0.01)
        return Answer(status=200)

    moved = replace(HOOK, url="https://elsewhere.example/")
    with closing(Senders({"hook": HOOK}, answering(slow))) as senders:
        senders.submit(attempt(0, "hook"))
        wait(lambda: len(asked) == 1)
        senders.reload({"hook": moved}, answering(slow), ["hook"])
        senders.submit(attempt(1, "hook"))
        (quick,) = collect(senders, 1)
        may_end.set()
        (late,) = collect(senders, 1)

    assert asked == [HOOK.url, moved.url]
    assert (quick.notice_id, late.notice_id) == (attempt(1).notice.id, attempt(0).notice.id)
    assert {quick.result, late.result} == {Result.ACCEPTED}


def test_a_channel_that_is_another_now_is_asked_though_the_old_one_wanted_nothing() -> None:
    async def post(request: Post) -> Answer:
        return Answer(status=410 if "desk" in request.url else 200)

    moved = replace(HOOK, url="https://elsewhere.example/")
    with closing(Senders({"hook": HOOK}, answering(post))) as senders:
        senders.submit(attempt(0, "hook"))
        (gone,) = collect(senders, 1)
        senders.reload({"hook": moved}, answering(post), ["hook"])
        senders.submit(attempt(1, "hook"))
        (taken,) = collect(senders, 1)

    assert (gone.result, taken.result) == (Result.GAVE_UP, Result.ACCEPTED)


def test_what_comes_for_a_channel_that_left_is_given_up() -> None:
    asked: list[Post] = []

    async def never(request: Post) -> Answer:
        asked.append(request)
        await asyncio.sleep(60)
        return Answer(status=200)

    with closing(Senders({"hook": HOOK}, answering(never))) as senders:
        for sequence in range(HOOK.needs.at_once + 2):
            senders.submit(attempt(sequence, "hook"))
        wait(lambda: len(asked) == HOOK.needs.at_once)
        senders.reload({}, answering(never), ["hook"])
        senders.submit(attempt(99, "hook"))
        (outcome,) = collect(senders, 1)

    said = (outcome.notice_id, outcome.result, outcome.status)
    assert said == (attempt(99).notice.id, Result.GAVE_UP, "no such channel")


def test_a_channel_may_make_more_calls_at_once_or_fewer_than_before() -> None:
    under_way: list[int] = []
    most: list[int] = []

    async def post(_: Post) -> Answer:
        under_way.append(1)
        most.append(len(under_way))
        await asyncio.sleep(0.02)
        under_way.pop()
        return Answer(status=200)

    lines: list[str] = []
    carriers = Carriers(print_line=lines.append, post=post, variable={"SECRET": f"whsec_{'A' * 32}"}.get)
    with closing(Senders({"hook": Log(id="hook")}, carriers)) as senders:
        senders.submit(attempt(0, "hook"))
        collect(senders, 1)
        senders.reload({"hook": HOOK}, carriers, ["hook"])
        for sequence in range(1, 13):
            senders.submit(attempt(sequence, "hook"))
        more = len(collect(senders, 12))
        senders.reload({"hook": Log(id="hook")}, carriers, ["hook"])
        for sequence in range(13, 20):
            senders.submit(attempt(sequence, "hook"))
        fewer = len(collect(senders, 7))

    assert (more, fewer, max(most)) == (12, 7, HOOK.needs.at_once)
    assert [line.split(" ")[0] for line in lines[1:]] == [f"7f3c9e21d04b.{number}.desk" for number in range(13, 20)]


def wait(wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.01)
