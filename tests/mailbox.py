"""A mail server on loopback: real SMTP, with TLS and log-in, answers as told, everything that came written down."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tools.broker.certificates import make_certificates

USER, PASSWORD = "groundswell", "hidden-pass-word"
TAKEN = "250 OK"


@dataclass(frozen=True, kw_only=True)
class Came:
    """One mail."""

    recipients: tuple[str, ...]
    sender: str
    content: bytes
    over_tls: bool
    logged_in: bool

    @property
    def mail(self) -> EmailMessage:
        read = message_from_bytes(self.content, policy=default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass(kw_only=True)
class Answers:
    """What the server says; each is asked for every command of its kind."""

    sender: Callable[[], str] = lambda: TAKEN
    recipient: Callable[[str], str] = lambda _: TAKEN
    mail: Callable[[], str] = lambda: TAKEN
    after_s: float = 0.0
    """How long it thinks before it answers a mail."""
    reset: bool = False
    """Whether it tears the connection down instead."""


@dataclass(kw_only=True)
class Mailbox:
    """Where it listens, and what came."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    came: list[Came] = field(default_factory=list)


class _Desk:
    """What aiosmtpd asks at each command."""

    def __init__(self, answers: Answers, came: list[Came]) -> None:
        self._answers, self._came = answers, came

    async def handle_MAIL(  # aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        said = self._answers.sender()
        if said == TAKEN:
            envelope.mail_from = address
        return said

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        said = self._answers.recipient(address)
        if said == TAKEN:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self._answers.after_s)
        if self._answers.reset:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return TAKEN
        said = self._answers.mail()
        if said == TAKEN:
            content = envelope.original_content
            assert content is not None
            self._came.append(
                Came(
                    recipients=tuple(envelope.rcpt_tos),
                    sender=envelope.mail_from or "",
                    content=content,
                    over_tls=session.ssl is not None,
                    logged_in=bool(session.authenticated),
                )
            )
        return said


def _authenticate(*asked: object) -> AuthResult:
    given = asked[-1]
    fits = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=fits, handled=fits)


@contextmanager
def open_mailbox(
    folder: Path,
    answers: Answers | None = None,
    *,
    security: Literal["starttls", "tls", "none"] = "starttls",
    host: str = "127.0.0.1",
) -> Iterator[Mailbox]:
    """Listen on a free port of this machine.

    Args:
        folder: Where its certificate is, or is made.
        answers: What the server says; by default it takes everything.
        security: How; with STARTTLS it asks for a name and a password before it takes anything.
        host: Its certificate is for 127.0.0.1 and localhost only.
    """
    came: list[Came] = []
    options: dict[str, Any] = {}
    if security != "none":
        context = _certified(folder)
        starttls = {"tls_context": context, "require_starttls": True, "auth_required": True}
        options = starttls if security == "starttls" else {"ssl_context": context, "auth_require_tls": False}
        options |= {"authenticator": _authenticate}
    desk = _Desk(answers or Answers(), came)
    controller = Controller(desk, hostname=host, port=_free_port(), server_hostname="mail", **options)
    controller.start()
    try:
        ca_file = None if security == "none" else folder / "ca.pem"
        yield Mailbox(host=host, port=int(controller.port), security=security, ca_file=ca_file, came=came)
    finally:
        controller.stop()


def _certified(folder: Path) -> ssl.SSLContext:
    if not (folder / "listener.pem").exists():
        make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "listener.pem")
    return context


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def open_talker(say: bytes, *, between_s: float = 0.0) -> Iterator[int]:
    """A server of another kind: it says this at once, one byte after the other, and never hears a word."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_talk, args=(listener, say, between_s, done), daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            done.set()
    thread.join(timeout=10)


def _talk(listener: socket.socket, say: bytes, between_s: float, done: threading.Event) -> None:
    with suppress(OSError):
        while not done.is_set():
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                for number in range(len(say)):
                    connection.sendall(say[number : number + 1])
                    done.wait(between_s)
                done.wait()
