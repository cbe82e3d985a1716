"""What a child does to itself, so that a page can do no harm, and the wire between it and its parent.

Imports nothing that takes time.
"""

import ctypes
import os
import resource
import signal
import socket
import struct
from time import process_time

from msgspec import Struct

OUT_OF_MEMORY = 77
"""The child's exit code when a page needs more than it may have."""
PR_SET_PDEATHSIG = 1
_LENGTH = struct.Struct("!I")


class Limits(Struct, frozen=True, kw_only=True):
    """What the reading of one page may take."""

    cpu_s: int = 10
    """Seconds of work, which do not depend on what else the machine does."""
    wall_s: float = 30.0
    """Seconds until no answer is awaited any more, whatever the child does."""
    memory: int = 1024 * 1024 * 1024
    """Bytes of address space beyond what the child has when it is ready."""


def send(channel: socket.socket, message: bytes) -> None:
    """Send one message.

    Raises:
        OSError: the other side is gone, or takes nothing within the socket's time.
    """
    channel.sendall(_LENGTH.pack(len(message)))
    channel.sendall(message)


def receive(channel: socket.socket) -> bytes | None:
    """Wait for one message; None when the other side is gone.

    Raises:
        OSError: it went by force, or sends nothing within the socket's time.
    """
    head = _exactly(channel, _LENGTH.size)
    return None if head is None else _exactly(channel, _LENGTH.unpack(head)[0])


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    message = bytearray(size)
    view, got = memoryview(message), 0
    while got < size:
        more = channel.recv_into(view[got:])
        if not more:
            return None
        got += more
    return bytes(message)


def die_with(parent: int) -> None:
    """End when the process with this id does, even in the middle of a page and however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it ended before it could be told


def outlive_signals() -> None:
    """Whoever asks the product to stop means the parent, which finishes the page in hand first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def leave_no_core() -> None:
    """Write no image of the memory, with pages in it, to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_work(cpu_s: int) -> None:
    """Have the kernel end this process, by SIGXCPU, when it worked for so many seconds from now; rounded up."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + 1 + cpu_s, hard))


def limit_memory(size: int) -> None:
    """Refuse this process more than so many bytes beyond what it has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        wanted = int(file.read().split()[0]) * resource.getpagesize() + size
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
