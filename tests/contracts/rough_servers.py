"""Servers of this machine that fail in the way they are told to, and say everything they heard back."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

from tests.receiver import Came, Reply, open_receiver


class Fault(StrEnum):
    """How a far side fails."""

    NONE = "none"
    REFUSE = "refuse"
    RESET = "reset"
    BROKEN = "broken"
    """It says that it is broken (500, or what there is like it), and repeats what it heard."""
    FORBIDDEN = "forbidden"
    """It does not know us (401), and repeats what it heard."""
    GARBAGE = "garbage"
    """It answers in no language, and repeats what it heard."""
    SILENT = "silent"


_STATUS = {Fault.NONE: 200, Fault.BROKEN: 500, Fault.FORBIDDEN: 401}


@contextmanager
def open_http(fault: Fault) -> Iterator[int]:
    """An HTTP server on a port of this machine."""

    def reply(came: Came) -> Reply:
        heard = repr(came)
        headers = {"Retry-After": heard, "Location": f"http://127.0.0.1:1{came.path}", "X-Heard": heard}
        return Reply(
            status=_STATUS.get(fault, 200),
            headers=headers,
            body=heard.encode(),
            reset=fault is Fault.RESET,
            after_s=3.0 if fault is Fault.SILENT else 0.0,
        )

    if fault is Fault.REFUSE:
        yield unused_port()
    elif fault is Fault.GARBAGE:
        with open_parrot() as port:
            yield port
    else:
        with open_receiver(reply) as receiver:
            yield receiver.port


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return int(closed.getsockname()[1])


@contextmanager
def open_parrot() -> Iterator[int]:
    """Says back what it hears, and nothing else."""

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            connection.sendall(b"\x00" + connection.recv(65_536))

    with _listen(answer) as port:
        yield port


@contextmanager
def open_silence() -> Iterator[int]:
    """Hears everything, and says nothing."""

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            while connection.recv(65_536):
                pass

    with _listen(answer) as port:
        yield port


@contextmanager
def _listen(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)


@contextmanager
def open_smtp(fault: Fault) -> Iterator[int]:
    """Speaks enough SMTP for one mail, in clear text, and repeats what it heard wherever it says no."""

    def converse(connection: socket.socket) -> None:
        heard = bytearray()
        with connection, connection.makefile("rwb") as line, suppress(OSError):
            line.write(b"220 mail\r\n")
            line.flush()
            content = False
            for said in line:
                heard += said
                if fault is Fault.RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if content and said != b".\r\n":
                    continue
                answer = _said_by_mail(said, fault, bytes(heard).replace(b"\r\n", b" "))
                content = answer.startswith(b"354")
                line.write(answer + b"\r\n")
                line.flush()

    if fault is Fault.REFUSE:
        yield unused_port()
    elif fault is Fault.SILENT:
        with open_silence() as port:
            yield port
    else:
        with _listen(converse) as port:
            yield port


def _said_by_mail(command: bytes, fault: Fault, heard: bytes) -> bytes:
    if fault is Fault.GARBAGE:
        return b"\x00" + heard
    match command[:4].upper():
        case b"EHLO":
            return b"250-mail\r\n250 AUTH PLAIN LOGIN"
        case b"AUTH":
            return b"535 no: " + heard if fault is Fault.FORBIDDEN else b"235 welcome"
        case b"DATA":
            return b"354 go on"
        case b".\r\n" if fault is Fault.BROKEN:
            return b"451 broken: " + heard[:400]
        case b"QUIT":
            return b"221 bye"
    return b"250 OK"
