"""Ports that nobody listens on."""

import random
import socket

from tools.broker.errors import BrokerError

# Below those that systems give to outgoing connections, or one of these takes the port before the broker does.
LOWEST, HIGHEST = 20_000, 31_900


def free_ports(count: int) -> tuple[int, ...]:
    """As many ports of loopback, free a moment ago.

    Raises:
        BrokerError: no such ports were found.
    """
    found: list[int] = []
    for port in random.sample(range(LOWEST, HIGHEST), 500):
        if _is_free(port):
            found.append(port)
        if len(found) == count:
            return tuple(found)
    raise BrokerError(f"{count} free ports between {LOWEST} and {HIGHEST} were not found")


def _is_free(port: int) -> bool:
    try:
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
