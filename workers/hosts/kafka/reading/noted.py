"""What a reader notes with each commit: all that the next owner of the input must know."""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

CAREFUL_PAGES = 500
"""As many as may be read between two commits: the page that killed a reader is among them."""
DEATHS = 2
"""A page at which so many readers died is refused."""


class Noted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The metadata of a commit, as JSON; far below the 4 KB a broker takes."""

    at: datetime | None = None
    """The greatest time read from the input (UTC)."""
    told_at: datetime | None = None
    """The host's time of the commit (UTC), by which others hear that the input has a reader."""
    idle: bool = False
    """Whether it was read to its end."""
    begun: int = 0
    """How often a reader began at this offset and did not come to the next commit."""
    careful: int = 0
    """Pages still to be read one a commit; then ``begun`` is about the one page at this offset."""

    @property
    def is_deadly(self) -> bool:
        """Whether the page that is in hand, this time included, is to be refused."""
        return self.careful > 0 and self.begun > DEATHS


def take_over(found: Noted) -> Noted:
    """What holds when a reader takes over an input: was it begun before without progress, it goes carefully."""
    if found.careful or not found.begun:
        return found
    return replace(found, begun=0, careful=CAREFUL_PAGES)


def begin(noted: Noted, told_at: datetime) -> Noted:
    """What is noted before a page is taken in hand, at a host's time (UTC)."""
    return replace(noted, begun=noted.begun + 1, told_at=told_at, idle=False)


def advance(noted: Noted, at: datetime | None, told_at: datetime, *, idle: bool, moved: bool) -> Noted:
    """What is noted with a commit.

    Args:
        noted: What was noted before.
        at: The greatest time read (UTC).
        told_at: The host's time (UTC).
        idle: Whether the input was read to its end.
        moved: Whether pages were read since the last commit.
    """
    if not moved:
        return replace(noted, at=at, told_at=told_at, idle=idle)
    return Noted(at=at, told_at=told_at, idle=idle, careful=max(0, noted.careful - 1))


def encode_noted(noted: Noted) -> str:
    """Write it."""
    return msgspec.json.encode(noted).decode()


def decode_noted(text: str | None) -> Noted:
    """Read it; what others wrote, such as a tool that sets offsets, says nothing."""
    try:
        return msgspec.json.decode(text or "{}", type=Noted)
    except msgspec.DecodeError:
        return Noted()
