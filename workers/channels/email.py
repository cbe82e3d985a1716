"""The channel ``email``: a mail a notice, by SMTP."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from workers.alert.render.words import Form
from workers.channels.base import Carriers, Needs, Remark, words_of
from workers.channels.mail import MAILBOX, Envelope, Wordings, address_of, build_mail
from workers.channels.secret import File, Variable, read_kept
from workers.channels.smtp import PORTS, Letter, Receipt, Security, Server, hand_over
from workers.errors import DeliveryFailed
from workers.model.notice import AnyNotice
from workers.model.setting import Duration

MOST_RECIPIENTS = 50

Host = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Za-z0-9_:][A-Za-z0-9._:-]{0,252}\Z", description="a name or an IP address such as smtp.example"
    ),
]
Mailbox = Annotated[
    str, Meta(pattern=MAILBOX, description="an address such as desk@example.org or The desk <desk@example.org>")
]
Recipients = Annotated[
    tuple[Mailbox, ...],
    Meta(min_length=1, description=f"a list of 1 to {MOST_RECIPIENTS} addresses"),
]
Port = Annotated[int, Meta(ge=1, le=65_535)]
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Email(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="email"):
    """Sends notices as mails. The mails of one alert are one thread; a repeat has the same ``Message-ID``."""

    id: str
    """The name subscriptions call it by."""
    host: Host
    """The mail server."""
    port: Port | None = None
    """587 for starttls, 465 for tls, 25 for none where it is left out."""
    security: Security = "starttls"
    """How the connection is kept secret. `none` is for a server on this machine or in a private network."""
    ca_file: File | None = None
    """Of the authority that signed the server's certificate, where the machine does not know it."""
    username: Annotated[str, Meta(min_length=1)] | None = None
    """With a password."""
    password_env: Variable | None = None
    """The variable with the password."""
    password_file: File | None = None
    """Read for every attempt: a new password needs no restart."""
    from_: Mailbox = field(name="from")
    """Who it is from."""
    to: Recipients
    """Who gets it: one mail to all."""
    reply_to: Mailbox | None = None
    """Where answers go."""
    timeout: Duration = Duration("30s")
    """For a whole attempt."""

    needs: ClassVar[Needs] = Needs(at_once=2)

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: too many recipients; a password that is told twice, stands alone, or could be read on its way.
        """
        if len(self.to) > MOST_RECIPIENTS:
            raise ValueError(f"found {len(self.to)} recipients; expected at most {MOST_RECIPIENTS}")
        if self.password_env is not None and self.password_file is not None:
            raise ValueError("found both password_env and password_file; expected one of them")
        secret = self.password_env is not None or self.password_file is not None
        if (self.username is not None) != secret:
            raise ValueError("found a username or a password alone; expected both, or neither")
        if self.security == "none" and secret and self.host not in _HERE:
            raise ValueError("found a password with security: none; expected starttls or tls")
        if self.timeout.seconds <= 0:
            raise ValueError("found a timeout of nothing; expected at least 1s")

    def __repr__(self) -> str:
        """Without names and addresses of people."""
        return f"Email(id={self.id!r}, host={self.host!r})"

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Send one mail to all recipients.

        Raises:
            DeliveryFailed: the server did not take it.
        """
        try:
            server = self._server(carriers)
        except ValueError as missing:
            # A person will mend it; until then the notice is owed.
            raise DeliveryFailed(self.id, notice.id, str(missing), retryable=True) from None
        letter = Letter(
            sender=address_of(self.from_),
            recipients=tuple(dict.fromkeys(map(address_of, self.to))),
            content=self._mail(notice, carriers),
            attempt=attempt,
        )
        receipt = await hand_over(letter, server)
        self._judge(notice, receipt, carriers)

    def _judge(self, notice: AnyNotice, receipt: Receipt, carriers: Carriers) -> None:
        if not receipt.took:
            raise DeliveryFailed(self.id, notice.id, receipt.words, retryable=not receipt.final)
        if receipt.left_out:
            codes = ", ".join(map(str, sorted(set(receipt.left_out))))
            what = f"{len(receipt.left_out)} of {len(self.to)} recipients refused ({codes}); the others got it"
            carriers.remark(Remark(channel_id=self.id, notice_id=notice.id, what=what))

    def _mail(self, notice: AnyNotice, carriers: Carriers) -> bytes:
        subject, text, html = (
            words_of(self.id, notice, form, carriers) for form in (Form.SUBJECT, Form.TEXT, Form.HTML)
        )
        envelope = Envelope(sender=self.from_, recipients=self.to, reply_to=self.reply_to)
        return build_mail(notice, Wordings(subject=subject, text=text, html=html), envelope, carriers.now())

    def _server(self, carriers: Carriers) -> Server:
        """Whom to hand it to, and what to say to be let in.

        Raises:
            ValueError: the password is not there. The error says where it should be.
        """
        password = None
        if self.username is not None:
            password = read_kept(self.password_env, self.password_file, carriers)
        return Server(
            host=self.host,
            port=self.port or PORTS[self.security],
            security=self.security,
            ca_file=self.ca_file,
            username=self.username,
            password=password,
            timeout_s=float(self.timeout.seconds),
        )
