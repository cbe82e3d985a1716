"""From a replay's steps to what the funnel asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from workers.model.alert import Change
from workers.model.rejection import Rejection
from workers.model.signal import SlotRange
from workers.pipeline import Reading
from workers.study.funnel import Read
from workers.study.replayed import Heard, Life, Step, lives_of


class Glance(Struct, frozen=True, kw_only=True):
    """What one page held for one watch."""

    at: datetime
    """UTC; that of the page before it, where it was refused."""
    refused: bool = False
    articles: int = 0
    found: int = 0
    stale: int = 0
    near: tuple[str, ...] = ()


class Trace(Struct, frozen=True, kw_only=True):
    """A replay as one watch saw it."""

    heard: tuple[Heard, ...]
    unknown: tuple[SlotRange, ...]
    lives: tuple[Life, ...]
    glances: tuple[Glance, ...]

    def read(self, first: datetime, end: datetime) -> Read:
        """What was read from ``first`` up to but without ``end`` (UTC)."""
        inside = [one for one in self.glances if first <= one.at < end]
        return Read(
            pages=len(inside),
            refused=sum(one.refused for one in inside),
            articles=sum(one.articles for one in inside),
            found=sum(one.found for one in inside),
            stale=sum(one.stale for one in inside),
            near=dict(Counter(reason for one in inside for reason in one.near)),
        )


def trace(steps: Iterable[Step], watch_id: str, since: datetime) -> Trace:
    """Follow one watch through a replay.

    Args:
        steps: To the end.
        watch_id: The watch.
        since: Pages before are not looked at one by one (UTC); their mentions and what was unknown are.
    """
    heard: list[Heard] = []
    changes: list[Change] = []
    unknown: list[SlotRange] = []
    glances: list[Glance] = []
    at: datetime | None = None
    for step in steps:
        heard += (one for one in step.heard if one.mention.watch_id == watch_id)
        changes += (change for change in step.changes if change.watch.id == watch_id)
        unknown += step.unknown
        if isinstance(step.read, Reading):
            at = step.read.at
        if step.read is not None and at is not None and at >= since:
            glances.append(_glance(step.read, watch_id, at))
    return Trace(heard=tuple(heard), unknown=tuple(unknown), lives=lives_of(changes), glances=tuple(glances))


def _glance(read: Reading | Rejection, watch_id: str, at: datetime) -> Glance:
    if isinstance(read, Rejection):
        return Glance(at=at, refused=True)
    named = [article for article in read.articles if any(one.watch_id == watch_id for one in article.found)]
    return Glance(
        at=at,
        articles=len(read.articles),
        found=len(named),
        stale=sum(article.stale for article in named),
        near=tuple(_near(read, watch_id)),
    )


def _near(read: Reading, watch_id: str) -> Iterator[str]:
    for article in read.articles:
        yield from (miss.because.value for miss in article.near if miss.watch_id == watch_id)


def of_alert(steps: Iterable[Step], alert_id: str) -> tuple[Sequence[Change], Sequence[Heard], tuple[SlotRange, ...]]:
    """Find an alert in a replay: its changes, its watch's mentions, and what was unknown."""
    heard: list[Heard] = []
    changes: list[Change] = []
    unknown: list[SlotRange] = []
    for step in steps:
        heard += step.heard
        changes += (change for change in step.changes if change.alert_id == alert_id)
        unknown += step.unknown
    own = [one for one in heard if changes and one.mention.watch_id == changes[0].watch.id]
    return changes, own, tuple(unknown)
