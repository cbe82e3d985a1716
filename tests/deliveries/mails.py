"""A mail server that misbehaves: real SMTP with STARTTLS and log-in. It knows changes by the headers of their mails."""

import asyncio
import logging
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from random import choice

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.deliveries.faults import ROUGH, Fault, Faults
from tests.deliveries.hooks import PATIENCE_S, SLOW_S
from tests.deliveries.side import Arrival, Book
from tests.mailbox import PASSWORD, TAKEN, USER
from tools.broker.certificates import make_certificates
from tools.broker.ports import free_ports
from workers.model.alert import Change

LOGGER = "mail.log"
"""Of aiosmtpd."""
VARIABLE = "MAIL_PASSWORD"
ROUGH_MAIL = ROUGH | {Fault.ERROR: ROUGH[Fault.ERROR] + ROUGH[Fault.BUSY], Fault.BUSY: 0.0}
"""Mail servers do not say when to come again."""
_DATE = re.compile(rb"^Date: .*\r\n", re.MULTILINE)
_NOT_NOW = ("451 not now", "421 closing", "452 no room")


class Mails(Book):
    """Takes mails as aiosmtpd hands them over."""

    def __init__(self, name: str, faults: Faults, folder: Path) -> None:
        super().__init__(name=name, faults=faults)
        self.environment = {VARIABLE: PASSWORD}
        self._folder = folder
        logging.getLogger(LOGGER).setLevel(logging.ERROR)  # at each log-in it warns of itself
        make_certificates(folder)
        (self._port,) = free_ports(1)
        self.listen()

    @property
    def channel(self) -> str:
        """As ``channels.yaml`` has it."""
        where = f"host: 127.0.0.1, port: {self._port}, ca_file: '{self._folder / 'ca.pem'}'"
        who = f"username: {USER}, password_env: {VARIABLE}, from: gw@desk.example, to: [reader@desk.example]"
        return f"{{id: {self.name}, kind: email, {where}, {who}, timeout: {PATIENCE_S}s}}"

    def place_of(self, change: Change) -> tuple[str, int]:
        return change.alert_id, change.sequence

    def listen(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "listener.pem")
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self._port,
            server_hostname="mail",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=_authenticate,
        )
        self._controller.start()

    def shut(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer one mail; aiosmtpd looks for this name."""
        came_at, content = time.time(), envelope.original_content or b""
        with self.faults.attempt() as fault:
            self.arrivals.append(_arrival(content, came_at, fault))
            await asyncio.sleep(self.faults.thinks_s)
            if fault in {Fault.LATE, Fault.SLOW}:
                await asyncio.sleep(PATIENCE_S * 1.5 if fault is Fault.LATE else SLOW_S)
        if fault in {Fault.RESET, Fault.LOST}:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return choice(_NOT_NOW) if fault is Fault.ERROR else TAKEN


def _authenticate(*asked: object) -> AuthResult:
    given = asked[-1]
    fits = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=fits, handled=fits)


def _arrival(content: bytes, at: float, fault: Fault) -> Arrival:
    mail = message_from_bytes(content, policy=default)
    alert, step, _ = str(mail["X-Groundswell-Notice"]).split(".", 2)
    return Arrival(
        at=at,
        alert=alert,
        step=int(step.partition("r")[0]),
        fault=fault,
        name=str(mail["Message-ID"]),
        body=_DATE.sub(b"", content, count=1),
    )


@contextmanager
def open_mails(name: str, faults: Faults, folder: Path) -> Iterator[Mails]:
    """Listen on a free port of this machine; the certificate is made in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mails = Mails(name, faults, folder)
    try:
        yield mails
    finally:
        mails.shut()
