"""A far side for each kind of channel, which fails in the way it is told to and says everything it heard back."""

import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from tests.receiver import Came, Reply, open_receiver
from workers.channels import AnyChannel, decode_channel
from workers.channels.producing import NotWritten, Produce, Written, produce_nowhere
from workers.config.node import Place, Plain, as_node

HIDDEN = "hidden-8d1f6c"
"""Stands in every secret."""
SECRET = "whsec_" + b64encode(f"{HIDDEN}-is-the-key-of-it".encode()).decode()


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


class Tried(Struct, frozen=True, kw_only=True):
    """A channel with the far side it leads to."""

    config: dict[str, Plain]
    """As in `channels.yaml`, without id and kind."""
    variables: Mapping[str, str] = {}
    secrets: tuple[str, ...] = ()
    """What must never be said."""
    produce: Callable[[Produce], Awaitable[Written | NotWritten]] = produce_nowhere
    """What a host would do to reach a broker."""


def channel_of(kind: str, tried: Tried) -> AnyChannel:
    """The channel that leads there, as the config makes it."""
    node = as_node({"id": "desk-way", "kind": kind, **tried.config})
    decoded = decode_channel(Place(file="channels.yaml", path="channels[0]", node=node))
    assert decoded.value is not None, decoded.mistakes
    return decoded.value


class FarSide(Struct, frozen=True, kw_only=True):
    """How to have one."""

    open: Callable[[Fault, Path], AbstractContextManager[Tried]]
    faults: tuple[Fault, ...] = tuple(Fault)
    """What can be made here of how it may fail."""


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
    with open_mute(Fault.GARBAGE) as port:
        yield port


@contextmanager
def open_mute(fault: Fault) -> Iterator[int]:
    """Says nothing, or nothing of its own."""

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(3)
            if fault is Fault.GARBAGE:
                connection.sendall(b"\x00")
            heard = connection.recv(65_536)
            if fault is Fault.GARBAGE:
                connection.sendall(heard)
            if fault is Fault.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

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
def open_log(fault: Fault, folder: Path) -> Iterator[Tried]:
    """A file, or one in a folder that is not there. Nothing of it is secret."""
    place = folder if fault is Fault.NONE else folder / "nowhere"
    yield Tried(config={"path": str(place / "alerts.log")})


@contextmanager
def open_webhook(fault: Fault, folder: Path) -> Iterator[Tried]:
    """An HTTP server; the address is secret, and so are both keys."""
    (folder / "previous").write_text(SECRET)
    with open_http(fault) as port:
        url = f"http://127.0.0.1:{port}/{HIDDEN}?token={HIDDEN}"
        yield Tried(
            config={
                "url_env": "HOOK_URL",
                "secret_env": "HOOK_SECRET",
                "previous_secret_file": str(folder / "previous"),
                "allow_private": "true",
                "timeout": "1s",
            },
            variables={"HOOK_URL": url, "HOOK_SECRET": SECRET},
            secrets=(HIDDEN, SECRET, SECRET.removeprefix("whsec_")),
        )


@contextmanager
def open_chat(fault: Fault, folder: Path) -> Iterator[Tried]:
    """Two HTTP servers that Apprise knows how to speak to, with a name, a password and a token."""
    with open_http(fault) as port:
        text = f"json://desk:{HIDDEN}@127.0.0.1:{port}/{HIDDEN}?-token={HIDDEN}\nntfy://{HIDDEN}@127.0.0.1:{port}/desk"
        (folder / "chat").write_text(text)
        yield Tried(config={"url_file": str(folder / "chat"), "timeout": "1s"}, secrets=(HIDDEN, *text.splitlines()))


@contextmanager
def open_alertmanager(fault: Fault, folder: Path) -> Iterator[Tried]:
    """An HTTP server that asks for a user and a password."""
    (folder / "password").write_text(HIDDEN)
    with open_http(fault) as port:
        yield Tried(
            config={
                "url": f"http://127.0.0.1:{port}/{HIDDEN}",
                "username": "groundswell",
                "password_file": str(folder / "password"),
                "labels": {"team": "asia"},
                "repost_every": "2m",
                "timeout": "1s",
            },
            secrets=(HIDDEN, f"groundswell:{HIDDEN}"),
        )


@contextmanager
def open_topic(fault: Fault, folder: Path) -> Iterator[Tried]:
    """A host that writes to a broker, or says why it could not; what real brokers say is in `tests/kafka`."""
    (folder / "password").write_text(HIDDEN)

    async def produce(request: Produce) -> Written | NotWritten:
        if fault is Fault.NONE:
            return Written(partition=0, offset=1)
        return NotWritten(reason=f"{request.topic}: {fault}", retryable=fault is not Fault.FORBIDDEN)

    yield Tried(
        config={
            "topic": "desk.alerts",
            "broker": "kafka.desk.example:9093",
            "security": {
                "protocol": "sasl_ssl",
                "mechanism": "scram-sha-512",
                "username": "groundswell",
                "password_file": str(folder / "password"),
            },
        },
        secrets=(HIDDEN,),
        produce=produce,
    )


@contextmanager
def open_mail(fault: Fault, folder: Path) -> Iterator[Tried]:
    """A mail server that asks for a name and a password."""
    (folder / "password").write_text(HIDDEN)
    with open_smtp(fault) as port:
        yield Tried(
            config={
                "host": "127.0.0.1",
                "port": str(port),
                "security": "none",
                "username": "groundswell",
                "password_file": str(folder / "password"),
                "from": "alerts@heron.example",
                "to": ["desk@heron.example"],
                "timeout": "1s",
            },
            secrets=(HIDDEN, f"\0groundswell\0{HIDDEN}"),
        )


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
                if content and said != b".\r\n":
                    continue
                answer = _said_by_mail(said, fault, bytes(heard).replace(b"\r\n", b" "))
                content = answer.startswith(b"354")
                line.write(answer + b"\r\n")
                line.flush()

    if fault is Fault.REFUSE:
        yield unused_port()
    elif fault in (Fault.GARBAGE, Fault.SILENT, Fault.RESET):
        with open_mute(fault) as port:
            yield port
    else:
        with _listen(converse) as port:
            yield port


def _said_by_mail(command: bytes, fault: Fault, heard: bytes) -> bytes:
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


FAR_SIDES: dict[str, FarSide] = {
    "alertmanager": FarSide(open=open_alertmanager),
    "apprise": FarSide(open=open_chat),
    "email": FarSide(open=open_mail),
    "kafka": FarSide(open=open_topic),
    "log": FarSide(open=open_log, faults=(Fault.NONE, Fault.REFUSE)),
    "webhook": FarSide(open=open_webhook),
}
"""By kind. Who adds a kind of channel adds its far side here."""
