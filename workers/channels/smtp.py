"""One mail to one server: a connection that is checked, a password that is never told on, a limit of time."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

from msgspec import Struct

from workers.channels.guarded_http import is_public

Security = Literal["starttls", "tls", "none"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
PATIENT = 2
"""Attempts in which nobody gets a mail while one of its recipients is put off; from then on the others get it."""
_HELLO = "[127.0.0.1]"
"""The name we say. The machine's own may take long to look up, and is nobody's business."""
_GREETING, _DONE, _GO_ON = 220, 250, 354
_CLOSING, _AUTHENTICATE = 421, 530


class Server(Struct, frozen=True, kw_only=True):
    """Whom to hand mails to."""

    host: str
    port: int
    security: Security
    ca_file: str | None
    """Of the authority that signed its certificate; None: those the machine trusts."""
    username: str | None
    password: str | None
    timeout_s: float
    """For everything together."""

    def __repr__(self) -> str:
        """Without what lets in."""
        return f"Server(host={self.host!r}, port={self.port})"


class Letter(Struct, frozen=True, kw_only=True):
    """A mail, as it is handed over."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    """With lines that end in CR LF, in 7 bits."""
    attempt: int
    """1 for the first."""


class Receipt(Struct, frozen=True, kw_only=True):
    """What became of it."""

    took: bool
    words: str = ""
    """Why not, in words of ours, after the server's code: never the server's own words, which may repeat ours."""
    final: bool = False
    """Whether there is no use in another try."""
    left_out: tuple[int, ...] = ()
    """The codes by which some recipients were refused, while others got it."""


def _later(words: str) -> Receipt:
    return Receipt(took=False, words=words)


def _refused(code: int, words: str) -> Receipt:
    """By its first digit, a refusal is final or for now."""
    return Receipt(took=False, words=f"{code} {words}", final=500 <= code < 600)


async def hand_over(letter: Letter, server: Server) -> Receipt:
    """Hand over one mail, or say why not."""
    talk = _Talk(server)
    try:
        return await asyncio.wait_for(asyncio.to_thread(talk.carry, letter), server.timeout_s)
    except TimeoutError:
        return _later("timeout")
    finally:
        talk.break_off()


class _Talk:
    """A connection that is used in one thread and can be broken off from another."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._socket: socket.socket | None = None
        self._ended = False

    def break_off(self) -> None:
        """End it, wherever it is: a thread that waits for the far side wakes up."""
        self._ended = True
        if self._socket is not None:
            with suppress(OSError):
                # Not the method of a socket with TLS, which would first change what the thread is using.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def carry(self, letter: Letter) -> Receipt:
        """Connect, prove who is who, and hand over."""
        client = smtplib.SMTP(local_hostname=_HELLO, timeout=self._server.timeout_s)
        try:
            return self._open(client) or self._enter(client) or _give(client, letter)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return _reason(error)
        finally:
            client.close()

    def _open(self, client: smtplib.SMTP) -> Receipt | None:
        """Connect, with TLS where it comes first. None: go on."""
        server = self._server
        plain = socket.create_connection((server.host, server.port), timeout=server.timeout_s)
        self._use(client, plain)
        if server.security == "none" and is_public(str(plain.getpeername()[0])):
            return _later("security: none is for this machine and private networks only")
        if server.security == "tls":
            self._wrap(client)
        code, _ = client.getreply()
        if code != _GREETING:
            return _later(f"{code} no greeting")
        return None

    def _enter(self, client: smtplib.SMTP) -> Receipt | None:
        """Say hello, with TLS from here on where it is asked for, and say who we are. None: go on."""
        server = self._server
        client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            if not client.has_extn("starttls"):
                return _later("the server offers no STARTTLS")
            code, _ = client.docmd("STARTTLS")
            if code != _GREETING:
                return _later(f"{code} no STARTTLS now")
            self._wrap(client)
            # What was said before TLS counts for nothing after it.
            client.ehlo_resp, client.helo_resp = None, None
            client.esmtp_features, client.does_esmtp = {}, False
            client.ehlo_or_helo_if_needed()
        if server.username is not None and server.password is not None:
            client.login(server.username, server.password)
        return None

    def _wrap(self, client: smtplib.SMTP) -> None:
        """Speak TLS from here on, with nobody but whom the certificate names."""
        context = ssl.create_default_context(cafile=self._server.ca_file)
        assert self._socket is not None
        wrapped = context.wrap_socket(self._socket, server_hostname=self._server.host, do_handshake_on_connect=False)
        self._use(client, wrapped)
        wrapped.do_handshake()

    def _use(self, client: smtplib.SMTP, connected: socket.socket) -> None:
        client.sock, client.file = connected, None
        self._socket = connected
        if self._ended:
            raise TimeoutError


def _give(client: smtplib.SMTP, letter: Letter) -> Receipt:
    """Hand over envelope and letter."""
    size = [f"size={len(letter.content)}"] if client.has_extn("size") else []
    code, _ = client.mail(letter.sender, size)
    if code != _DONE:
        return (
            _later(f"{code} wants a name and a password") if code == _AUTHENTICATE else _refused(code, "sender refused")
        )
    codes = [client.rcpt(recipient)[0] for recipient in letter.recipients]
    left_out = tuple(code for code in codes if code not in (250, 251))
    refusal = _judge(left_out, len(codes), letter.attempt)
    if refusal is not None:
        return refusal
    code, _ = client.data(letter.content)
    if code != _DONE:
        return _refused(code, "mail refused")
    with suppress(OSError, smtplib.SMTPException):
        client.quit()
    return Receipt(took=True, left_out=left_out)


def _judge(left_out: Sequence[int], asked: int, attempt: int) -> Receipt | None:
    """Whether the rest of the recipients are reason enough to go on; None: they are."""
    put_off = [code for code in left_out if code < 500]
    if len(left_out) == asked:
        return _refused(put_off[0] if put_off else left_out[0], "no recipient was taken")
    if put_off and (attempt <= PATIENT or _CLOSING in put_off):
        return _later(f"{put_off[0]} {len(put_off)} of {asked} recipients put off")
    return None


def _reason(error: Exception) -> Receipt:
    """An error as words of our own: its own may repeat what we said."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _later(f"{error.smtp_code} name or password not accepted")
    if isinstance(error, smtplib.SMTPDataError):
        return _refused(error.smtp_code, "mail refused")
    if isinstance(error, smtplib.SMTPResponseException):
        return _later(f"{error.smtp_code} no hello")
    return _later(next((words for kind, words in _WORDS if isinstance(error, kind)), "connection lost"))


_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "timeout"),
    (smtplib.SMTPNotSupportedError, "the server offers no way to log in"),
    (smtplib.SMTPServerDisconnected, "connection lost"),
    (smtplib.SMTPException, "the server speaks another SMTP, or offers no way to log in that we know"),
    (ssl.SSLCertVerificationError, "no trusted certificate"),
    (ssl.SSLError, "no TLS"),
    (UnicodeError, "a name or password with letters that SMTP does not take"),
    (socket.gaierror, "no such name"),
    (ConnectionRefusedError, "no connection"),
    (FileNotFoundError, "the ca_file cannot be read"),
    (PermissionError, "the ca_file cannot be read"),
)
"""The first that fits."""
