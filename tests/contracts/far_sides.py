"""A far side for each kind of channel, which fails in the way it is told to and says everything it heard back."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from msgspec import Struct

from tests.contracts.rough_servers import Fault, open_http, open_smtp
from workers.channels import AnyChannel, decode_channel
from workers.channels.producing import NotWritten, Produce, Written, produce_nowhere
from workers.config.node import Place, Plain, as_node

HIDDEN = "hidden-8d1f6c"
"""Stands in every secret."""
SECRET = "whsec_" + b64encode(f"{HIDDEN}-is-the-key-of-it".encode()).decode()


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
        yield Tried(config={"url_file": str(folder / "chat"), "timeout": "2s"}, secrets=(HIDDEN, *text.splitlines()))


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


FAR_SIDES: dict[str, FarSide] = {
    "alertmanager": FarSide(open=open_alertmanager),
    "apprise": FarSide(open=open_chat),
    "email": FarSide(open=open_mail),
    "kafka": FarSide(open=open_topic),
    "log": FarSide(open=open_log, faults=(Fault.NONE, Fault.REFUSE)),
    "webhook": FarSide(open=open_webhook),
}
"""By kind. Who adds a kind of channel adds its far side here."""
