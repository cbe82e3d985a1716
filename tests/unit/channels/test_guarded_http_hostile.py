"""Far sides that mean no good: their answers cost little, whatever they say and however long they take."""

import asyncio
import time
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator

import pytest

from tests.receiver import Reply, open_receiver
from tests.unit.channels.saying import Sayings, open_saying
from workers.channels.guarded_http import Answer, NoAnswer, Post, post

YES = b"HTTP/1.1 200 OK\r\n"
LITTLE = 8_000_000
"""Bytes a request may cost us."""


def ask(url: str, timeout_s: float = 3.0) -> Answer | NoAnswer:
    return asyncio.run(post(Post(url=url, headers={}, body=b"{}", timeout_s=timeout_s, allow_private=True)))


def hear(sayings: Sayings, timeout_s: float = 3.0) -> tuple[Answer | NoAnswer, float, int]:
    """The answer, the seconds it took and the bytes it cost at most."""
    with open_saying(sayings) as port:
        tracemalloc.start()
        began = time.monotonic()
        answer = ask(f"http://127.0.0.1:{port}/", timeout_s=timeout_s)
        seconds, (_, most) = time.monotonic() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return answer, seconds, most


def slowly(*sayings: bytes) -> Iterator[bytes]:
    for saying in sayings:
        time.sleep(0.1)
        yield saying


def dripping() -> Iterator[bytes]:
    yield YES + b"Content-Length: 1000000\r\n\r\n"
    while True:
        yield from slowly(b".")


def gushing() -> Iterator[bytes]:
    yield YES + b"Content-Length: 1000000000000\r\n\r\n"
    while True:
        yield bytes(65_536)


def gushing_in_pieces() -> Iterator[bytes]:
    yield YES + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1\r\n.\r\n" * 4_096


def bomb_of(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def exploding() -> Iterable[bytes]:
    bomb = bomb_of(50)
    return YES + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb), bomb


@pytest.mark.parametrize("sayings", [dripping, gushing, gushing_in_pieces, exploding])
def test_a_yes_is_a_yes_and_what_follows_it_costs_neither_time_nor_memory(sayings: Sayings) -> None:
    answer, seconds, most = hear(sayings, timeout_s=30.0)

    assert answer == Answer(status=200)
    assert seconds < 10
    assert most < LITTLE


def test_of_an_answer_without_end_little_is_taken() -> None:
    """Who pays for what comes in should not pay for this."""
    sent: list[int] = []

    def counted() -> Iterator[bytes]:
        for saying in gushing():
            yield saying
            sent.append(len(saying))

    hear(counted)

    assert sum(sent) < LITTLE


def headers_without_end() -> Iterator[bytes]:
    yield YES
    while True:
        yield b"x-more: " + b"y" * 1_000 + b"\r\n"


def a_header_without_end() -> Iterator[bytes]:
    yield YES + b"x-more: "
    while True:
        yield b"y" * 65_536


def hints_without_end() -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"


def a_slow_status() -> Iterator[bytes]:
    yield from slowly(*(bytes([letter]) for letter in YES * 100))


@pytest.mark.parametrize("sayings", [headers_without_end, a_header_without_end, hints_without_end, a_slow_status])
def test_an_answer_that_never_begins_ends_in_time(sayings: Sayings) -> None:
    answer, seconds, most = hear(sayings, timeout_s=1.0)

    assert isinstance(answer, NoAnswer)
    assert seconds < 8
    assert most < LITTLE


@pytest.mark.parametrize(
    "said",
    [
        b"hidden",
        b"\x00" * 100,
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 hidden OK\r\n\r\n",
        b"HTTP/1.1 20000 OK\r\n\r\n",
        b"SSH-2.0-hidden\r\n",
        b"HTTP/1.1 200 OK\r\nhidden\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: hidden\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
        b"",
    ],
)
def test_what_is_no_http_is_no_answer_and_is_not_repeated(said: bytes) -> None:
    answer, _, _ = hear(lambda: [said])

    assert answer in (NoAnswer(reason="no HTTP"), NoAnswer(reason="connection lost"))


def test_an_answer_after_the_timeout_is_none_and_the_next_request_has_its_own() -> None:
    with open_receiver(Reply(after_s=0.5)) as receiver:
        late = ask(receiver.url(), timeout_s=0.1)
        in_time = ask(receiver.url())

    assert (late, in_time) == (NoAnswer(reason="timeout"), Answer(status=200))


def test_a_cookie_is_not_brought_back() -> None:
    with open_receiver(Reply(headers={"Set-Cookie": "a=b"})) as receiver:
        ask(receiver.url())
        ask(receiver.url())

    assert [came.headers.get("cookie") for came in receiver.came] == [None, None]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_kind_of_redirect_leads_to_a_private_address(status: int) -> None:
    with open_receiver() as inside:
        reply = Reply(status=status, headers={"Location": inside.url(), "Refresh": f"0; url={inside.url()}"})
        with open_receiver(reply) as outside:
            answer = ask(outside.url())

    assert answer == Answer(status=status)
    assert inside.connections == []
