"""Whatever is written as an address, nobody is reached who is not meant."""

import asyncio
import socket
import time

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.receiver import Receiver, open_receiver
from workers.channels.guarded_http import REFUSED, Answer, NoAnswer, Post, post


def ask(
    url: str, *, allow_private: bool = True, timeout_s: float = 3.0, resolver: AbstractResolver | None = None
) -> Answer | NoAnswer:
    request = Post(url=url, headers={}, body=b"{}", timeout_s=timeout_s, allow_private=allow_private)
    return asyncio.run(post(request, resolver))


class Changing(AbstractResolver):
    """Says another address each time it is asked, and counts."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        address = self._addresses[min(self.asked, len(self._addresses) - 1)]
        self.asked += 1
        return [found(address, host, port)]

    async def close(self) -> None:
        pass


class Several(Changing):
    """Says all its addresses at once."""

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        self.asked += 1
        return [found(address, host, port) for address in self._addresses]


def found(address: str, host: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


def test_a_name_is_looked_up_once_a_request_and_judged_by_what_came_of_it() -> None:
    """Between a look-up and a second one a name could change from a good address to a private one."""
    names = Changing("127.0.0.1", "192.0.2.1")
    with open_receiver() as receiver:
        answer = ask(f"http://harbour.example:{receiver.port}/", resolver=names)

    assert answer == Answer(status=200)
    assert names.asked == 1


def test_a_name_that_was_good_once_is_judged_anew_each_time() -> None:
    names = Changing("127.0.0.1")
    with open_receiver() as receiver:
        url = f"http://harbour.example:{receiver.port}/"
        good = ask(url, resolver=names)
        refused = ask(url, resolver=names, allow_private=False)

    assert (good, refused) == (Answer(status=200), NoAnswer(reason=REFUSED))
    assert len(receiver.connections) == 1


def test_none_of_the_addresses_of_a_name_is_a_way_in() -> None:
    names = Several("10.0.0.1", "::1", "127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")
    with open_receiver() as receiver:
        answer = ask(f"http://harbour.example:{receiver.port}/", resolver=names, allow_private=False)

    assert answer == NoAnswer(reason=REFUSED)
    assert receiver.connections == []


def to(receiver: Receiver, host: str) -> str:
    return host.replace("PORT", str(receiver.port))


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example@127.0.0.1:PORT/",
        "http://8.8.8.8:80@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT#@8.8.8.8/",
        "http://127.0.0.1:PORT\\@8.8.8.8/",
        "http://localhost.:PORT/",
        "http://LOCALHOST:PORT/",
        "http://127.0.0.1.:PORT/",
        "http://127.0.0.1%2f@8.8.8.8:PORT/",
        "http://①②⑦.⓪.⓪.①:PORT/",
        "http://127。0。0。1:PORT/",
        "http://[::]:PORT/",
        "http://[::1]:PORT/",
        "http://[::127.0.0.1]:PORT/",
        "http://[0:0:0:0:0:ffff:7f00:1]:PORT/",
        "http://[64:ff9b::127.0.0.1]:PORT/",
        "http://[2002:7f00:1::]:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://0x7f.1:PORT/",
        "http://127.000.000.001:PORT/",
        " http://127.0.0.1:PORT/",
        "HTTP://127.0.0.1:PORT/",
        "http:127.0.0.1:PORT/",
        "http:///127.0.0.1:PORT/",
        "//127.0.0.1:PORT/",
    ],
)
def test_no_way_of_writing_an_address_leads_to_this_machine(url: str) -> None:
    with open_receiver() as receiver:
        answer = ask(to(receiver, url), allow_private=False, timeout_s=1.0)

    assert isinstance(answer, NoAnswer)
    assert receiver.connections == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "[fd20:ce::254]", "168.63.129.16"])
def test_nobody_is_asked_what_a_cloud_knows_of_its_machine(host: str) -> None:
    began = time.monotonic()

    assert ask(f"http://{host}/latest/meta-data/", allow_private=False) == NoAnswer(reason=REFUSED)
    assert time.monotonic() - began < 2


def test_whoever_allows_private_addresses_reaches_them() -> None:
    with open_receiver() as receiver:
        answers = [ask(f"http://{host}:{receiver.port}/") for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]")]

    assert answers == [Answer(status=200)] * 3
