"""A reader's report: these spans were read, so much from each source."""

from datetime import datetime

from msgspec import Struct


class Tally(Struct, frozen=True, kw_only=True):
    """Articles of one source in one slot, counted before matching."""

    source: str
    """Empty for articles whose source is unknown."""
    slot: int
    """Unix time // 300."""
    articles: int


class Span(Struct, frozen=True, kw_only=True):
    """What a reader took from one input between two commits: offsets ``[start, end)``."""

    input: str
    start: int
    end: int
    at: datetime | None
    """The greatest time read from this input so far (UTC); None before its first page."""
    idle: bool = False
    """Only on an empty span at the input's end."""
    tallies: tuple[Tally, ...] = ()


class Pulse(Struct, frozen=True, kw_only=True):
    """Sent after every mention of its spans is safely in the log."""

    sent_at: datetime
    inputs: int
    """How many inputs there are in all."""
    spans: tuple[Span, ...]
