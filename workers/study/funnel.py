"""Why there was no alert: what became of everything that was read around a time, and the first step that said no."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.alert.series import count_of, facts_within
from workers.alert.tally import SeriesTally
from workers.detect import advance
from workers.detect.judge import Facts
from workers.detect.origins import Fold, Kept
from workers.detect.partition import PartitionClock, is_unknown, unknown_buckets
from workers.detect.timeline import buckets_of
from workers.model.count import Score, UnknownRange
from workers.model.signal import SlotRange
from workers.study.recount import fold_history
from workers.study.replayed import Heard, Life

AROUND = timedelta(hours=1)
"""How far from the time asked for a bucket is looked for that came nearest to an alert."""


class Read(Struct, frozen=True, kw_only=True):
    """What the first step made of the pages of a stretch of time, for one watch."""

    pages: int | None = None
    """None where it is not known, as in a state, which keeps articles only."""
    refused: int | None = None
    articles: int = 0
    found: int = 0
    """Articles that name the watch, counted or not."""
    stale: int = 0
    """Those of them that were published too long before they were fetched."""
    near: dict[str, int] = field(default_factory=dict)
    """Articles that have its terms and do not name it, by reason."""


class Asked(Struct, frozen=True, kw_only=True):
    """What is known of a watch, to ask about a time."""

    rules: CountRules
    at: datetime
    """UTC."""
    heard: Sequence[Heard]
    """All its mentions up to `AROUND` after the time: what a bucket scores depends on all before it."""
    unknown: tuple[SlotRange, ...]
    """Slots nobody knows the true counts of; sorted."""


class Moment(Struct, frozen=True, kw_only=True):
    """The bucket around the time that came nearest to an alert."""

    start_s: int
    """Unix seconds."""
    width_s: int
    count: int
    blind: bool
    """Whether the guard calls it unknown."""
    score: Score
    facts: Facts
    """What stood behind the window that decided."""


class Funnel(Struct, frozen=True, kw_only=True):
    """Everything that was read around a time, and what became of it."""

    rules: CountRules
    from_: datetime
    to: datetime
    """Not included."""
    read: Read
    late: int
    repeats: int
    copies: int
    origins: int
    unknown: int
    """Mentions in time, in buckets nobody knows the true count of."""
    moment: Moment | None
    """None where no mention was counted."""
    alerts: tuple[Life, ...] = ()
    """Those of the watch that were open within the time."""

    @property
    def mentions(self) -> int:
        """Mentions that were in time."""
        return self.repeats + self.copies + self.origins


class View(Struct, frozen=True, kw_only=True):
    """The time to be told of: around the one asked for, and all of the window that decided nearest to it."""

    asked: Asked
    from_: datetime
    to: datetime
    """Not included."""
    moment: Moment | None
    kept: tuple[Kept, ...]
    """What every mention in this time added, had it come before its bucket was closed."""


def look_around(asked: Asked) -> View:
    """Find the bucket that came nearest to an alert, and the time that is to be told of."""
    folded = _folded(asked)
    moment = _find_moment(asked, folded)
    first, end = asked.at - AROUND, asked.at + AROUND
    if moment is not None:
        first = min(first, _instant(asked, moment.start_s + moment.width_s - window_of(moment)))
    kept = tuple(one for one in folded if first <= one.mention.at < end)
    return View(asked=asked, from_=first, to=end, moment=moment, kept=kept)


def window_of(moment: Moment) -> int:
    """Seconds of the window that decided."""
    deciding = moment.score.deciding
    return deciding.window_s if deciding is not None else moment.width_s


def _instant(asked: Asked, unix_s: int) -> datetime:
    return datetime.fromtimestamp(unix_s, tz=asked.at.tzinfo)


def build_funnel(view: View, read: Read, alerts: Iterable[Life]) -> Funnel:
    """Count what became of what was read.

    Args:
        view: Of the watch around the time.
        read: What was read in its time.
        alerts: Of the watch.
    """
    asked, width_s = view.asked, view.asked.rules.width_s
    folds = Counter(one.fold for one in view.kept)
    blind = (len(bucket) for start_s, bucket in buckets_of(view.kept, width_s) if _is_blind(asked, start_s))
    return Funnel(
        rules=asked.rules,
        from_=view.from_,
        to=view.to,
        read=read,
        late=sum(one.late for one in asked.heard if view.from_ <= one.mention.at < view.to),
        repeats=folds[Fold.REPEAT],
        copies=folds[Fold.COPY],
        origins=folds[Fold.ORIGIN],
        unknown=sum(blind),
        moment=view.moment,
        alerts=tuple(life for life in alerts if _was_open(life, view.from_, view.to)),
    )


def _is_blind(asked: Asked, start_s: int) -> bool:
    width_s = asked.rules.width_s
    return is_unknown(_unknown_until(asked, start_s + width_s), start_s // width_s)


def _unknown_until(asked: Asked, end_s: int) -> tuple[UnknownRange, ...]:
    return unknown_buckets(PartitionClock(unknown=asked.unknown), asked.rules.width_s, end_s)


def _was_open(life: Life, first: datetime, end: datetime) -> bool:
    ended = life.last.resolved_at
    return life.first.opened_at < end and (ended is None or ended > first)


def _folded(asked: Asked) -> tuple[Kept, ...]:
    """What every mention in time added, under the watch as it is now."""
    counted = asked.rules.counted_hash
    in_time = [one.mention for one in asked.heard if not one.late and one.mention.counted == counted]
    return fold_history(in_time, asked.rules)


def _find_moment(asked: Asked, folded: Sequence[Kept]) -> Moment | None:
    """Score every bucket as counting does, and keep the one around the time that came nearest to an alert."""
    rules, memory = asked.rules, asked.rules.detector.start()
    first_s, end_s = ((asked.at + shift).timestamp() for shift in (-AROUND, AROUND))
    best: Moment | None = None
    for start_s, bucket in buckets_of(folded, rules.width_s):
        if start_s >= end_s:
            break
        unknown = _unknown_until(asked, start_s + rules.width_s)
        number, count = start_s // rules.width_s, count_of(rules, bucket)
        blind, score = is_unknown(unknown, number), Score()
        if count and not blind:
            memory, score = advance(rules.detector, memory, number, count, width_s=rules.width_s, unknown=unknown)
        if start_s + rules.width_s > first_s:
            facts = Facts(articles=0, sourced=0, sources=0)
            moment = Moment(start_s=start_s, width_s=rules.width_s, count=count, blind=blind, score=score, facts=facts)
            best = moment if best is None or _nearness(moment) > _nearness(best) else best
    return None if best is None else replace(best, facts=_facts(best, folded))


def _nearness(moment: Moment) -> tuple[float, int, int]:
    """How near a bucket came to an alert; of equals the earliest."""
    return moment.score.value, moment.count, -moment.start_s


def _facts(moment: Moment, folded: Sequence[Kept]) -> Facts:
    end_s = moment.start_s + moment.width_s
    upto = [one for one in folded if one.mention.at.timestamp() < end_s]
    return facts_within(SeriesTally(), upto, end_s - window_of(moment))
