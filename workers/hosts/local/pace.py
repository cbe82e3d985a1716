"""How often a run writes, waits and forgets."""

from msgspec import Struct

from workers.documents.settings import SettingsFile


class Pace(Struct, frozen=True, kw_only=True):
    """How often things are done. None of it shows in what is counted."""

    live: bool = False
    """Whether the host's clock takes part; else only pages move time."""
    pages: int = 500
    """Pages of a transaction at most, and"""
    size: int = 16 * 1024 * 1024
    """bytes of them, and"""
    commit_s: float = 1.0
    """seconds it stays open."""
    answers: int = 16
    """Answers of channels that wait to be written, at most: what a kill finds unwritten is sent again."""
    idle_s: float = 5.0
    """A live input that is silent says so this often."""
    look_s: float = 0.2
    """Where there is nothing to read, the time to wait for it at most: files do not say that they grow."""
    urgent_s: float = 0.02
    """Live, what is to be told or was answered is written after so long, though pages go on to come."""
    answer_s: float = 0.02
    """After a transaction, the time to wait for each answer of a quick channel, unless there is a page."""
    quick_s: float = 0.25
    """The same for all of them together."""
    drain_s: float = 10.0
    """At the end, the time for channels to answer."""
    forget_s: int = 86_400
    """Event time between two looks for what is too old to be kept."""


class Keeping(Struct, frozen=True, kw_only=True):
    """Seconds of event time for which what was written is kept, and what is shown of it."""

    articles_s: int
    mentions_s: int
    rejects_s: int
    top_watches: int = 0
    """So many of the busiest watches are shown one by one."""


def keeping_of(settings: SettingsFile) -> Keeping:
    """What a config says of it."""
    keep = settings.keep
    return Keeping(
        articles_s=keep.text.seconds,
        mentions_s=keep.alerts.seconds,
        rejects_s=keep.rejects.seconds,
        top_watches=settings.metrics.top_watches,
    )
