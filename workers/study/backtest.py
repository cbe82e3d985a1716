"""Backtests: how often would each watch have alerted, and was it news?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from workers.alert.counting import CALM_S
from workers.model.alert import Change, ChangeType
from workers.pipeline import Reading
from workers.study.replayed import Life, Step, lives_of

WEEK = timedelta(days=7)


class Label(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of a span of time: was there news of this watch, or was there none?"""

    watch: str
    from_: datetime = field(name="from")
    to: datetime
    """Included."""
    news: bool
    because: str = ""


class Labelled(Struct, frozen=True, kw_only=True):
    """Alerts against labels."""

    found: int = 0
    """Labels of news in which an alert opened, or went on."""
    missed: int = 0
    """Labels of news without one."""
    false: int = 0
    """Alerts within labels that say there was no news, and outside all that say there was."""


class Span(Struct, frozen=True, kw_only=True):
    """The time that is judged (UTC)."""

    from_: datetime
    to: datetime

    @property
    def weeks(self) -> float:
        """Its length."""
        return (self.to - self.from_) / WEEK


class WatchReport(Struct, frozen=True, kw_only=True):
    """What one watch came to: the last lines of `backtest --json`."""

    watch: str
    alerts: int
    """That opened in the span."""
    per_week: float | None
    """None where the span is no time at all."""
    confirmed: int
    """Those of them that closed buckets stood behind."""
    open: int
    """Those of them that had not ended four hours after the last page."""
    mentions: int
    labelled: Labelled
    """By the labels of the watch in the span."""


def told_of(steps: Iterable[Step], from_: datetime | None) -> Iterator[Step]:
    """Leave out of a replay what happened before a time (UTC), though it has taught the detectors.

    An alert that opened before is left out to its end.
    """
    earlier: set[str] = set()
    for step in steps:
        changes = []
        for change in step.changes:
            if change.type is ChangeType.OPENED:
                early = from_ is not None and change.opened_at < from_
                (earlier.add if early else earlier.discard)(change.alert_id)
            if change.alert_id not in earlier:
                changes.append(change)
        heard = tuple(one for one in step.heard if from_ is None or one.mention.at >= from_)
        yield replace(step, changes=tuple(changes), heard=heard)


class Found(Struct, frozen=True, kw_only=True):
    """What a replay came to, of the span that is judged."""

    span: Span | None
    """None where no page could be read."""
    lives: tuple[Life, ...]
    mentions: dict[str, int]
    """In time and late, by watch."""


def gather(steps: Iterable[Step], from_: datetime | None, to: datetime | None) -> Found:
    """Take in a replay to its end.

    Args:
        steps: As `told_of` yields them.
        from_: Where the span begins (UTC); None: with the first page.
        to: Where it ends; None: with the last page.
    """
    first: datetime | None = from_
    last: datetime | None = to
    changes: list[Change] = []
    mentions: Counter[str] = Counter()
    for step in steps:
        changes += step.changes
        mentions.update(one.mention.watch_id for one in step.heard)
        if isinstance(step.read, Reading):
            first = first or step.read.at
            last = to or max(step.read.at, last or step.read.at)
    span = None if first is None or last is None else Span(from_=first, to=max(first, last))
    return Found(span=span, lives=lives_of(changes), mentions=dict(mentions))


def report(found: Found, watches: Iterable[str], labels: Sequence[Label] = ()) -> tuple[WatchReport, ...]:
    """Sum up each watch, in the order given."""
    return tuple(_report(watch, found, [one for one in labels if one.watch == watch]) for watch in watches)


def _report(watch: str, found: Found, labels: Sequence[Label]) -> WatchReport:
    lives, span = [life for life in found.lives if life.watch_id == watch], found.span
    within = [one for one in labels if span is not None and one.from_ <= span.to and one.to >= span.from_]
    return WatchReport(
        watch=watch,
        alerts=len(lives),
        per_week=round(len(lives) / span.weeks, 2) if span is not None and span.weeks > 0 else None,
        confirmed=sum(life.confirmed for life in lives),
        open=sum(not life.resolved for life in lives),
        mentions=found.mentions.get(watch, 0),
        labelled=_compare(lives, within),
    )


def _compare(lives: Sequence[Life], labels: Sequence[Label]) -> Labelled:
    news = [one for one in labels if one.news]
    noise = [one for one in labels if not one.news]
    hit = sum(any(meet(life, one) for life in lives) for one in news)
    false = [
        life for life in lives if any(meet(life, one) for one in noise) and not any(meet(life, one) for one in news)
    ]
    return Labelled(found=hit, missed=len(news) - hit, false=len(false))


def meet(life: Life, label: Label) -> bool:
    """Whether an alert stood in a label's time, the calm that ended it not counted."""
    return life.first.opened_at <= label.to and loud_until(life) >= label.from_


def loud_until(life: Life) -> datetime:
    """When an alert's coverage was over, so far as is known (UTC)."""
    last = life.last
    over = last.changed_at - timedelta(seconds=CALM_S) if life.resolved and life.confirmed else last.changed_at
    return max(life.first.opened_at, over)


def label_of(life: Life, *, news: bool, because: str) -> Label:
    """Say of an alert whether it was news; the label begins with the articles it rests on."""
    return Label(
        watch=life.watch_id,
        from_=min(life.first.opened_at, life.first.evidence.from_),
        to=loud_until(life),
        news=news,
        because=because,
    )
