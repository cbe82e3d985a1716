"""HTTP that reaches what it may, and says nothing of it that could be a secret."""

import asyncio
import socket
import time

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.receiver import Receiver, Reply, open_receiver
from workers.channels.guarded_http import MOST_READ, REFUSED, Answer, NoAnswer, Post, is_public, post


def ask(
    url: str, *, allow_private: bool = True, timeout_s: float = 5.0, resolver: AbstractResolver | None = None
) -> Answer | NoAnswer:
    async def asking() -> Answer | NoAnswer:
        request = Post(url=url, headers={}, body=b"{}", timeout_s=timeout_s, allow_private=allow_private)
        return await post(request, resolver)

    return asyncio.run(asking())


class Names(AbstractResolver):
    """Says that every name is at this address."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=self._address,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
        ),
        *("168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1", "224.0.0.1", "239.1.1.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::"),
        *("2001:0:7f00:1::", "2606:4700:4700::1111%1", "harbour.example", ""),
        *("64:ff9b:1::7f00:1", "2002:a9fe:a9fe::", "::ffff:0:127.0.0.1", "2001:4860:4860::5efe:7f00:1"),
        *("2001:4860:4860::200:5efe:10.0.0.1", "192.88.99.1", "100.100.100.200", "fd20:ce::254", "3fff::1", "100::1"),
    ],
)
def test_what_is_private_special_or_no_address_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:127.0.0.1]", "0"]
)
def test_this_machine_is_not_reached_under_any_of_its_names(host: str) -> None:
    with open_receiver() as receiver:
        answer = ask(f"http://{host}:{receiver.port}/", allow_private=False)

    assert answer in (NoAnswer(reason=REFUSED), NoAnswer(reason="an address that cannot be used"))
    assert receiver.connections == []


def test_a_name_is_judged_by_where_it_leads_now_and_not_by_what_it_was() -> None:
    """The guard looks at the address a socket is made for, so there is no time in between."""
    with open_receiver() as receiver:
        reached = ask(f"http://harbour.example:{receiver.port}/", resolver=Names("127.0.0.1"))
        refused = ask(f"http://harbour.example:{receiver.port}/", allow_private=False, resolver=Names("127.0.0.1"))

    assert reached == Answer(status=200)
    assert refused == NoAnswer(reason=REFUSED)
    assert len(receiver.connections) == 1


def test_a_redirect_is_an_answer_and_leads_nowhere() -> None:
    with open_receiver() as elsewhere, open_receiver(Reply(status=307, headers={"Location": elsewhere.url()})) as here:
        answer = ask(here.url())

    assert answer == Answer(status=307)
    assert elsewhere.connections == []


def test_an_answer_without_end_is_heard_for_a_while_only() -> None:
    reply = Reply(headers={"Content-Length": str(10**12)}, body=bytes(MOST_READ), endless=True)
    began = time.monotonic()
    with open_receiver(reply) as receiver:
        answer = ask(receiver.url(), timeout_s=20.0)

    assert answer == Answer(status=200)
    assert time.monotonic() - began < 10


def test_an_answer_counts_from_its_first_line_on() -> None:
    """Who has said yes has taken the notice, and need not be sent it again since the rest never came."""
    with open_receiver(Reply(headers={"Content-Length": "100"}, body=b"half")) as receiver:
        assert ask(receiver.url()) == Answer(status=200)


def test_the_wait_that_is_asked_for_is_handed_on() -> None:
    with open_receiver(Reply(status=503, headers={"Retry-After": "7"})) as receiver:
        assert ask(receiver.url()) == Answer(status=503, retry_after="7")


def unused_port() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return int(closed.getsockname()[1])


def told(receiver: Receiver, timeout_s: float = 5.0) -> NoAnswer:
    answer = ask(receiver.url("/secret-path"), timeout_s=timeout_s)
    assert isinstance(answer, NoAnswer)
    return answer


def test_silence_resets_and_other_faults_are_told_in_our_own_words() -> None:
    with open_receiver(Reply(after_s=1.0)) as slow, open_receiver(Reply(reset=True)) as rough:
        assert told(slow, timeout_s=0.1) == NoAnswer(reason="timeout")
        assert told(rough) == NoAnswer(reason="connection lost")
    assert told(Receiver(port=unused_port())) == NoAnswer(reason="no connection")


def test_a_receiver_that_speaks_no_tls_has_no_trusted_certificate() -> None:
    with open_receiver() as receiver:
        assert ask(receiver.url().replace("http:", "https:")) == NoAnswer(reason="no trusted certificate")


@pytest.mark.parametrize(
    "url", ["http://", "http://a..b/", f"http://{'a' * 70}.example/", "http://[::1/", "ftp://a.example/"]
)
def test_an_address_nothing_can_be_made_of_is_no_bug(url: str) -> None:
    answer = ask(url)

    assert isinstance(answer, NoAnswer)


def test_a_request_shows_neither_its_address_nor_its_headers() -> None:
    request = Post(url="https://a.example/hidden", headers={"x": "hidden"}, body=b"hidden", timeout_s=1.0)

    assert "hidden" not in repr(request)
