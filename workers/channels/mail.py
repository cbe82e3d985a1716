"""A notice as a mail: plain text and HTML, in a thread of its own for each alert."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b

from msgspec import Struct

from workers import __version__
from workers.model.notice import AnyNotice, DigestNotice, Notice, Verdict

ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
MAILBOX = rf'\A(?:{ADDRESS}|[^<>@"\\\x00-\x1f\x7f]{{1,80}} <{ADDRESS}>)\Z'
"""An address, or a name and an address: ``desk@example.org``, ``The desk <desk@example.org>``."""
_LONGEST_WORD = 60
LINE_END = "\r\n"
_PARTS = re.compile(rf"(?:(.*) <)?({ADDRESS})>?")
_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


class Wordings(Struct, frozen=True, kw_only=True):
    """What a mail says."""

    subject: str
    """One line."""
    text: str
    html: str


class Envelope(Struct, frozen=True, kw_only=True):
    """Between whom; each as `MAILBOX` has it."""

    sender: str
    recipients: tuple[str, ...]
    reply_to: str | None = None


def build_mail(notice: AnyNotice, wordings: Wordings, envelope: Envelope, at: datetime) -> bytes:
    """Put a mail together, in 7 bits, with lines that end in CR LF; but for its date it is the same at every attempt.

    Args:
        notice: What it tells.
        wordings: In words.
        envelope: From whom to whom.
        at: Of this attempt (UTC).
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender)
    mail["To"] = [_address(recipient) for recipient in envelope.recipients]
    if envelope.reply_to is not None:
        mail["Reply-To"] = _address(envelope.reply_to)
    mail["Date"] = format_datetime(at)
    for name, value in thread_of(notice, domain_of(envelope.sender)).items():
        mail[name] = value
    # So that nobody's out-of-office note comes back for every alert; the second is what Exchange looks at.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Groundswell-Alert"] = notice.alert_id
    mail["X-Groundswell-Notice"] = notice.id
    if isinstance(notice, Notice):
        mail["X-Groundswell-Severity"] = notice.change.severity.value
    mail["X-Mailer"] = f"groundswell/{__version__}"
    mail.set_content(wordings.text, cte="quoted-printable")
    mail.add_alternative(wordings.html, subtype="html", cte="quoted-printable")
    # "=_" stands in no quoted-printable text, so no part can hold it.
    mail.set_boundary(f"=_{blake2b(notice.id.encode(), digest_size=12).hexdigest()}")
    return _subject(wordings.subject) + bytes(mail)


def _subject(text: str) -> bytes:
    """The subject's line.

    `EmailMessage` would begin a long one on a line of its own, which some programs read as an empty one.
    """
    # A long word would be folded away from its header, and "=?" begins what is encoded.
    plain = text.isascii() and "=?" not in text and max(map(len, text.split()), default=0) <= _LONGEST_WORD
    folded = Header(text, "us-ascii" if plain else "utf-8", maxlinelen=76, header_name="Subject", errors="replace")
    return f"Subject: {folded.encode(linesep=LINE_END)}{LINE_END}".encode("ascii")


def thread_of(notice: AnyNotice, domain: str) -> dict[str, str]:
    """The headers by which mail programs know a mail, and keep those of one alert together.

    The first mail of an alert is the root; it is known without remembering it, so every
    other one can name it, even where another process sent it.
    """
    reader = _free(notice.subscription_id)
    own = f"<{_freed(notice.id.removesuffix(f'.{notice.subscription_id}'))}.{reader}@{domain}>"
    if isinstance(notice, DigestNotice):
        return {"Message-ID": own}
    change = notice.change
    root = f"<{_free(change.alert_id)}-{int(change.opened_at.timestamp())}.{reader}@{domain}>"
    if notice.verdict is Verdict.SEND_FIRST:
        return {"Message-ID": root}
    return {"Message-ID": own, "In-Reply-To": root, "References": root}


def domain_of(mailbox: str) -> str:
    """The part behind the @."""
    return address_of(mailbox).rpartition("@")[2]


def address_of(mailbox: str) -> str:
    """An address without the name that may stand before it."""
    found = _PARTS.fullmatch(mailbox)
    return found[2] if found else mailbox


def _address(mailbox: str) -> Address:
    found = _PARTS.fullmatch(mailbox)
    return Address(display_name=(found[1] or "") if found else "", addr_spec=address_of(mailbox))


def _freed(name: str) -> str:
    return ".".join(map(_free, name.split(".")))


def _free(text: str) -> str:
    """A text as it may stand in a mail's id; different ones stay different."""
    return _UNFIT.sub(lambda found: f"={ord(found[0]):02X}", text) or "="
