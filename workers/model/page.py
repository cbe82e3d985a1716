"""What a scraper delivered, before and after decoding."""

from datetime import datetime

from msgspec import Struct


class Position(Struct, frozen=True, kw_only=True, order=True):
    """Where a page stands: the input it came from and its place there.

    An input is one partition of the flow ``pages``, or one file. The place is
    the record's offset, or the 1-based line (1 for a file that is one page).
    """

    input: str
    offset: int


class Payload(Struct, frozen=True, kw_only=True):
    """One undecoded page as a host hands it to the first step."""

    value: bytes
    position: Position
    name: str
    """What a person calls it: the file's name, with ``:LINE`` where a file holds many."""
    recorded_at: datetime
    """The record's own time (Kafka timestamp, or the file's date), UTC."""
    kind: str = "auto"
    """``json``, ``text``, ``html``, or ``auto``: told by the first bytes."""
    source: str | None = None
    """What the host knows of the source (a header, ``--source``); the page's own word wins."""
    traceparent: str | None = None
    """The trace that the record's header names, as it names it; it wins over the page's own word."""
    oversize: int = 0
    """The true size in bytes when the host cut the value short at its limit; else 0."""


class Page(Struct, frozen=True, kw_only=True):
    """What the scraper delivered, decoded and otherwise untouched.

    A page holds no article, one, or several.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    """As the scraper gave it, unparsed."""
    language: str | None = None
    source: str | None = None
    fetched_at: datetime | None = None
    """UTC; None when the page does not say."""
    traceparent: str | None = None
    """As the page says it; see `trace.read_traceparent`."""
