"""HTTP to addresses that a config names: one request, and never to a machine that is not meant for it.

Whoever writes an address may not know the network we stand in. So the guard looks at the very address that a socket
is about to connect to, whatever name or number led there, and however often a name changes its mind.
"""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import aiohttp
from aiohttp.abc import AbstractResolver
from msgspec import Struct

MOST_READ = 64 * 1024
"""Bytes of an answer that are read, so that the other side can finish. None of them is kept."""
LONGEST_READ_S = 1.0
"""For so long at most: the answer is known by then, and others wait."""
REFUSED = "a private address, which allow_private would allow"

_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""What stands before an IPv4 address in the second half of an IPv6 one that is a tunnel to it."""
_SPECIAL = (
    *(IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24")),
    IPv6Network("3fff::/20"),
)
"""What is public by its number, and answers questions about the machine that asks, is a relay, or is nobody's."""

AddressInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]
"""As of `socket.getaddrinfo`."""


class Post(Struct, frozen=True, kw_only=True):
    """A request that brings something."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout_s: float
    """For all of it: finding the name, connecting, sending, and the beginning of the answer."""
    allow_private: bool = False

    def __repr__(self) -> str:
        """Without the address and the headers: either may hold a secret."""
        return f"Post({len(self.body)} bytes)"


class Answer(Struct, frozen=True, kw_only=True):
    """What the other side said."""

    status: int
    retry_after: str | None = None
    """The header of this name, as it came."""


class NoAnswer(Struct, frozen=True, kw_only=True):
    """Nothing was said."""

    reason: str
    """In a few words, which hold neither the address nor anything that was sent."""


async def post(request: Post, resolver: AbstractResolver | None = None) -> Answer | NoAnswer:
    """Send a request and hear the answer. Redirects are answers like others; proxies of the environment are not used.

    Every request makes a connection of its own: the guard sees each one, and none has gone stale.

    Args:
        request: What to send, and where.
        resolver: Finds the addresses of a name; None: as this machine does. It is not trusted.
    """
    guard = _Guard(allow_private=request.allow_private)
    try:
        return await _ask(request, guard, resolver)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # ValueError: a name or an address that nothing can be made of; not all of it comes as an error of the client.
        return NoAnswer(reason=REFUSED if guard.refused else _reason(error))


async def _ask(request: Post, guard: "_Guard", resolver: AbstractResolver | None) -> Answer:
    connector = aiohttp.TCPConnector(
        resolver=resolver, socket_factory=guard.open_socket, force_close=True, use_dns_cache=False
    )
    timeout = aiohttp.ClientTimeout(total=request.timeout_s)
    session = aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
    )
    async with session:
        sent = session.post(request.url, data=request.body, headers=request.headers, allow_redirects=False)
        async with sent as response:
            # The status is the answer, whatever comes after it; no end in time is an OSError, too.
            with suppress(aiohttp.ClientError, OSError):
                async with asyncio.timeout(LONGEST_READ_S):
                    await _hear_out(response)
            return Answer(status=response.status, retry_after=response.headers.get("Retry-After"))


async def _hear_out(response: aiohttp.ClientResponse) -> None:
    heard = 0
    async for chunk in response.content.iter_any():
        heard += len(chunk)
        if heard >= MOST_READ:
            return


class _Guard:
    """Opens sockets for one request, if the addresses they are for may be talked to."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self.refused = False

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """Make the socket that will connect to this address.

        Raises:
            ConnectionRefusedError: nobody talks to this address from here.
        """
        family, kind, protocol, _, address = info
        if not self._allow_private and not is_public(str(address[0])):
            self.refused = True
            raise ConnectionRefusedError
        return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, and to nothing special in it.

    What stands inside it is judged too: IPv4 addresses mapped, translated (NAT64) or tunnelled (6to4, ISATAP) in IPv6.
    """
    try:
        one = ip_address(address)
    except ValueError:
        return False
    inner = _inside(one) if isinstance(one, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    special = one.is_multicast or one.is_reserved or any(one in network for network in _SPECIAL)
    site = isinstance(one, IPv6Address) and (one.is_site_local or one.scope_id is not None)
    return one.is_global and not special and not site


def _inside(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    last = IPv4Address(number & 0xFFFF_FFFF)
    held = address in _NAT64 or (number >> 32) & 0xFFFF_FFFF in _ISATAP
    return address.ipv4_mapped or address.sixtofour or (last if held else None)


def _reason(error: Exception) -> str:
    """An error as words of our own: its own may name the address."""
    match error:
        case TimeoutError():
            return "timeout"
        case aiohttp.ClientConnectorDNSError():
            return "no such name"
        case aiohttp.ClientSSLError() | aiohttp.ServerFingerprintMismatch():
            return "no trusted certificate"
        case aiohttp.ClientConnectorError():
            return "no connection"
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return "an address that cannot be used"
        case aiohttp.ClientResponseError() | aiohttp.ClientPayloadError():
            return "no HTTP"
        case aiohttp.ClientError() | OSError():
            return "connection lost"
    return "an address that cannot be used"
