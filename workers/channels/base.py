"""What every channel promises, and the shape in which all of them carry a notice."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from workers.channels import guarded_http
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.model.alert import AboutNotice
from workers.model.notice import AnyNotice, DigestNotice


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


class Carriers(Struct, frozen=True, kw_only=True):
    """What the host hands to a channel to reach the outside with."""

    print_line: Callable[[str], None]
    """Writes one line to standard output (or where the command sends it)."""
    post: Callable[[Post], Awaitable[Answer | NoAnswer]] = guarded_http.post
    """Sends one HTTP request."""
    variable: Callable[[str], str | None] = os.environ.get
    """Looks up an environment variable."""
    read_text: Callable[[str], str] = _read_text
    """Reads a small file."""
    now: Callable[[], datetime] = _now
    """The host's clock (UTC)."""


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
