"""Reach the broker, or say why not, within seconds: the clients themselves only say that it took too long."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError as FaustSideError
from aiokafka.errors import SaslAuthenticationFailed, UnsupportedSaslMechanismError
from aiokafka.protocol.metadata import MetadataRequest
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from workers.documents.settings import SettingsFile
from workers.errors import HostError
from workers.hosts.kafka.security import Access, for_kafka_python
from workers.hosts.kafka.unreachable import Unreachable, say_unreachable
from workers.hosts.kafka.ways import Ways
from workers.model.security import Security

PATIENCE_S = 5.0
"""How long a broker may take to be there: one that is just starting is waited for."""
TRY_S = 2.5
ADMIN_S = 10.0
AGAIN_S = 0.3
FINAL = (SaslAuthenticationFailed, UnsupportedSaslMechanismError, ssl.SSLCertVerificationError)
PORT = 9092


def reach(settings: SettingsFile, ways: Ways) -> None:
    """Come in at one of the brokers, and find that those it names can be reached too.

    Raises:
        HostError: none lets us in, by the end of 5 s; what is wrong with each, one a line.
    """
    until = monotonic() + PATIENCE_S
    while True:
        refusals, others = _try_each(ways)
        if others is not None:
            break
        if monotonic() >= until or all(_is_final(one, ways.access) for one in refusals):
            raise HostError("\n".join(say_unreachable(one, settings.security) for one in refusals))
        sleep(AGAIN_S)
    _reach_named(others, ways, settings.security)


def _try_each(ways: Ways) -> tuple[list[Unreachable], list[str] | None]:
    """Try the brokers of the config in turn: who refused, and whom the first that did not names."""
    refusals: list[Unreachable] = []
    for broker in ways.brokers:
        answer = _try(broker, ways.access)
        if isinstance(answer, list):
            return refusals, answer
        refusals.append(answer)
    return refusals, None


def _is_final(one: Unreachable, access: Access) -> bool:
    """Whether no waiting mends it: it is not that the broker is still starting."""
    return isinstance(one.error, FINAL) or (one.speaks_tls and access.tls is None)


def _reach_named(named: list[str], ways: Ways, security: Security) -> None:
    """Clients do not stay with the address they were given: they go on to those the brokers name."""
    unknown = [broker for broker in named if broker not in ways.brokers]
    answers = [_try(broker, ways.access) for broker in unknown]
    refusals = [answer for answer in answers if isinstance(answer, Unreachable)]
    if named and len(refusals) == len(named):
        words = "\n".join(say_unreachable(one, security) for one in refusals)
        raise HostError(
            f"the broker at {','.join(ways.brokers)} answers, and sends its clients on to addresses that do not "
            f"(see the broker's advertised.listeners):\n{words}"
        )


def _try(broker: str, access: Access) -> list[str] | Unreachable:
    """Come in at one address; the addresses it sends clients to, or what went wrong."""
    # A loop of its own that is nobody's current one: Faust makes and finds its loop in this thread afterwards.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_ask_who_is_there(broker, access))
    except (OSError, FaustSideError, asyncio.IncompleteReadError) as error:
        return Unreachable(broker=broker, error=error, speaks_tls=_speaks_tls(broker))
    finally:
        loop.close()


async def _ask_who_is_there(broker: str, access: Access) -> list[str]:
    host, port = split_broker(broker)
    async with asyncio.timeout(TRY_S):
        connection = await create_conn(
            host,
            port,
            request_timeout_ms=int(TRY_S * 1000),
            ssl_context=access.tls,
            security_protocol=access.protocol,
            sasl_mechanism=access.mechanism,
            sasl_plain_username=access.username,
            sasl_plain_password=None if access.password is None else access.password.word,
        )
        try:
            answer: Any = await connection.send(MetadataRequest([], allow_auto_topic_creation=False))
        finally:
            connection.close()
    return [f"{host}:{port}" for _, host, port, *_ in answer.brokers]


def _speaks_tls(broker: str) -> bool:
    """Whether it answers a TLS handshake. Trusts nobody: nothing is sent on that connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, port = split_broker(broker)
    with suppress(OSError), socket.create_connection((host, port), timeout=1) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=host):
                return True
        except ssl.SSLError as error:
            return "ALERT" in (error.reason or "")  # such as: it wants our certificate, or another version
    return False


def split_broker(broker: str) -> tuple[str, int]:
    """The host and port of ``host:port``, ``host`` or ``[address]:port``.

    Raises:
        HostError: the port is no number.
    """
    host, colon, port = broker.rpartition(":")
    if not colon or broker.endswith("]"):
        host, port = broker, str(PORT)
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536 or not host:
        raise HostError(f"broker: found {broker}; expected host:port, such as localhost:9092")
    return host.strip("[]"), int(port)


@contextmanager
def open_admin(settings: SettingsFile, ways: Ways) -> Iterator[Any]:
    """An admin client of kafka-python, after the broker was reached.

    Raises:
        HostError: the broker cannot be reached or used, now or inside the block.
    """
    reach(settings, ways)
    try:
        with KafkaAdminClient(
            bootstrap_servers=list(ways.brokers),
            client_id="groundswell-admin",
            bootstrap_timeout_ms=int(PATIENCE_S * 1000),
            request_timeout_ms=int(ADMIN_S * 1000),
            **for_kafka_python(ways.access),
        ) as admin:
            yield admin
    except KafkaError as error:
        words = " ".join(str(error).split())
        raise HostError(f"the broker at {','.join(ways.brokers)} refused: {words}") from error
