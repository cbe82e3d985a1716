"""What a counter hears: mentions of its watches, and ticks of the one clock."""

from datetime import datetime

from msgspec import Struct

from workers.model.fault import FaultStep
from workers.model.page import Position


class Mention(Struct, frozen=True, kw_only=True, tag="mention"):
    """One article naming one watch, with all that counting and evidence need."""

    watch_id: str
    counted: str
    """Hash of what the reader counted by (terms, scope, ...); see `names.short_hash`."""
    article_id: str
    at: datetime
    """When the article is counted (UTC)."""
    position: Position
    signature: bytes
    """MinHash of the text: one byte for each of 64 permutations; empty for a text too short to compare."""
    anchors: tuple[int, ...] = ()
    """16-bit hashes of a few numbers and capitalised names of the article, the watch's own terms left out; sorted."""
    gist: bytes = b""
    """Its most telling words, the watch's own terms left out, as `ingest/gist.py` packs them: stories are told apart by
    them. Empty where nobody has looked for them."""
    title: str | None = None
    url: str | None = None
    source: str | None = None
    family: str | None = None
    """Publishers that belong together count as one source; None when the source is unknown."""
    publisher: str = "other"
    """What kind of publisher: ``wire``, ``state`` or ``other``."""
    language: str = "und"
    regions: tuple[str, ...] = ()
    """ISO 3166-1 codes that score at least half of the first one's."""
    topics: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    """The watch's terms found, as the config writes them."""
    in_title: bool = False
    published_at: datetime | None = None
    traceparent: str | None = None
    """The trace its page came with, one step on; None without one. Nothing that is counted depends on it."""


class SlotRange(Struct, frozen=True, kw_only=True):
    """Consecutive slots of five minutes: ``first`` up to but without ``end`` (Unix time // 300)."""

    first: int
    end: int


class Tick(Struct, frozen=True, kw_only=True, tag="tick"):
    """The clock's word to every counter: all before the watermark has been read."""

    watermark: datetime
    """UTC, a whole number of slots since the epoch."""
    decided: SlotRange
    """The slots this tick decides: those the watermark has newly passed."""
    unknown: tuple[SlotRange, ...] = ()
    """Which of them nobody knows the true count of, since ingest was broken or catching up."""
    intake: float = 1.0
    """The share of our sources that spoke in the last decided slot, 0 to 1."""
    faults: tuple[FaultStep, ...] = ()
    """What is to be told of our own sources; counters of watches have no use for it."""


Signal = Mention | Tick
