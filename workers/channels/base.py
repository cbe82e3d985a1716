"""What every channel promises, and the shape in which all of them carry a notice."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct, field

from workers.alert.render.words import Form, Words, load_words
from workers.channels import apprise_call, guarded_http
from workers.channels.apprise_call import Call, Said
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.producing import NotWritten, Produce, Written, produce_nowhere
from workers.model.alert import AboutNotice
from workers.model.notice import AnyNotice, DigestNotice
from workers.model.trace import TRACEPARENT, child_of


class Needs(Struct, frozen=True, kw_only=True):
    """What a channel asks of its sender, as data. Seconds; 0: nothing."""

    repost_every_s: int = 0
    """An open alert is sent again this often."""
    hold_open_s: int = 0
    """An alert that ended sooner is held open so long."""
    digests: bool = True
    """Whether it takes several changes in one notice."""
    at_once: int = 1
    """Calls that may be under way together; with one, notices go out in the order they became due."""


def _now() -> datetime:
    return datetime.now(UTC)


def _read_text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


class Remark(Struct, frozen=True, kw_only=True):
    """What an operator should know of a notice that was taken all the same."""

    channel_id: str
    notice_id: str
    what: str
    """In a few words; never a secret, never the far side's own."""


def _unheard(remark: Remark) -> None:
    """Where nobody asks to hear remarks."""


class Carriers(Struct, frozen=True, kw_only=True):
    """What the host hands to a channel to reach the outside with."""

    print_line: Callable[[str], None]
    """Writes one line to standard output (or where the command sends it)."""
    post: Callable[[Post], Awaitable[Answer | NoAnswer]] = guarded_http.post
    """Sends one HTTP request."""
    call: Callable[[Call], Awaitable[Said]] = apprise_call.call
    """Sends one message by Apprise."""
    produce: Callable[[Produce], Awaitable[Written | NotWritten]] = produce_nowhere
    """Writes one record to a topic of Kafka."""
    variable: Callable[[str], str | None] = os.environ.get
    """Looks up an environment variable."""
    read_text: Callable[[str], str] = _read_text
    """Reads a small file."""
    now: Callable[[], datetime] = _now
    """The host's clock (UTC)."""
    words: Words = field(default_factory=load_words)
    """Puts notices into words for people."""
    remark: Callable[[Remark], None] = _unheard
    """Tells the operator."""


class Channel(Protocol):
    """Carries notices out. A frozen value of config; what it writes to is handed in."""

    @property
    def id(self) -> str:
        """The name subscriptions call it by."""
        ...

    @property
    def needs(self) -> Needs:
        """What it asks of its sender."""
        ...

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Deliver, or raise.

        Sending the same notice twice must be harmless: its id is the
        receiver's key for telling repeats apart.

        Args:
            notice: One change, or several at once, for one subscription.
            attempt: 1 for the first; anything a receiver is told of it is not part of the notice's identity.
            carriers: What the host lends for the call.

        Raises:
            DeliveryFailed: the far side did not accept it.
        """
        ...


class Message(Struct, frozen=True, kw_only=True):
    """The part of a message that is not the change itself."""

    notice: AboutNotice


def message_of(notice: AnyNotice, attempt: int) -> bytes:
    """The JSON body that every machine-readable channel sends: the change or the digest, and for whom this copy is."""
    about = AboutNotice(
        id=notice.id, subscription=notice.subscription_id, verdict=notice.verdict.value, attempt=attempt
    )
    told = msgspec.json.encode(notice.digest if isinstance(notice, DigestNotice) else notice.change)
    return told[:-1] + b"," + msgspec.json.encode(Message(notice=about))[1:]


def trace_headers(notice: AnyNotice) -> dict[str, str]:
    """The header by which a receiver goes on with the trace of a page; none without one, nor of several changes."""
    trace = None if isinstance(notice, DigestNotice) else child_of(notice.change.traceparent, "notify", notice.id)
    return {} if trace is None else {TRACEPARENT: trace}


def words_of(channel_id: str, notice: AnyNotice, form: Form, carriers: Carriers) -> str:
    """A notice in words for people; where a template of the operator's fails, in the shipped ones, and a remark."""
    wording = carriers.words.write(form, notice)
    if wording.flaw is not None:
        what = f"the template {wording.flaw}; the shipped one was used"
        carriers.remark(Remark(channel_id=channel_id, notice_id=notice.id, what=what))
    return wording.text
