"""Coverage surprise: how unusual is the recent number of mentions of one watch, given its own past?"""

from functools import lru_cache
from itertools import accumulate
from math import sqrt

from msgspec import Struct

from workers.detect.base import check_turn, runs
from workers.detect.pace import HOURS, LEAST_MEAN, UNKNOWN, Pace, SurpriseMemory, settled_hours
from workers.detect.silence import pass_silence, pass_unknown, put
from workers.detect.tail import surprise
from workers.model.count import Score, UnknownRange, WindowCount
from workers.model.setting import Duration

_LEAST_USUAL = 1e-4
_SHORT = 16
"""A silence of fewer buckets is learnt bucket by bucket: dearer each, but cheap to begin."""


class Surprise(Struct, frozen=True, kw_only=True, tag_field="kind", tag="surprise", forbid_unknown_fields=True):
    """Score = the mean, over four windows, of how surprising the count is by its negative binomial tail.

    0 to 4: at 2, two windows of four see what chance brings once in 10,000.
    Every series is measured by its own level, hours of the day, restlessness and habit of bursting,
    so one threshold serves all.
    """

    threshold: float = 1.95
    """The score from which an alert is worth it; ``alerts_per_week`` says it in words."""
    windows: tuple[Duration, ...] = (Duration("15m"), Duration("1h"), Duration("4h"), Duration("16h"))
    """At most 22 hours each: a window must not meet the same hour of the day twice."""
    level_half_life: Duration = Duration("5d")
    """How fast the mean level is forgotten."""
    hour_half_life: Duration = Duration("90d")
    """How fast the pattern of the day is forgotten."""
    hour_trust: float = 200.0
    """Mentions at which an hour's own pattern is believed by half."""
    spread_half_life: Duration = Duration("28d")
    """How fast it is forgotten how far counts stray."""
    spread_prior: float = 0.5
    """How far counts stray before anything is known: variance beyond chance, as a share of the mean squared."""
    spread_weight: float = 5.0
    """How much the prior weighs, in mentions squared x hours."""
    habit_half_life: Duration = Duration("14d")
    """How fast loud episodes are forgotten."""
    habit_weight: float = 0.1
    """How much each of them takes from the next score."""
    loud: float = 2.0
    """Score from which a burst counts as a habit."""
    calm: Duration = Duration("3h")
    """A loud episode is over after so long without half that score."""
    warm_up: Duration = Duration("24h")
    """Known time before anything is scored."""
    clip: float = 4.0
    """Standard deviations that one bucket may teach."""
    window_cap: float = 4.0
    """One window alone never claims more than one chance in 10 to this."""

    def __post_init__(self) -> None:
        """Refuse windows that the detector cannot keep.

        Raises:
            ValueError: see above.
        """
        if not self.windows or any(not 0 < window.seconds <= 22 * 3_600 for window in self.windows):
            raise ValueError("windows of at most 22h, at least one")

    def start(self) -> SurpriseMemory:
        """What it knows of a series it has seen nothing of."""
        none = (0.0,) * len(self.windows)
        return SurpriseMemory(excess=none, square=none)

    def pace(self, width_s: int) -> Pace:
        """Work the settings out for buckets of this width (seconds)."""
        width, per_hour = width_s / 3_600, 3_600 // width_s
        level, hour, spread, habit = (
            half_life.seconds / 3_600
            for half_life in (self.level_half_life, self.hour_half_life, self.spread_half_life, self.habit_half_life)
        )
        lengths = tuple([max(1, round(window.seconds / width_s)) for window in self.windows])
        return Pace(
            width_s=width_s,
            width=width,
            per_hour=per_hour,
            lengths=lengths,
            longest=max(lengths),
            warm_up=self.warm_up.seconds // width_s,
            calm=self.calm.seconds // width_s,
            keep_level=0.5 ** (width / level),
            keep_hour=0.5 ** (HOURS * width / hour),
            keep_habit=0.5 ** (width / habit),
            keep_spread=tuple([0.5 ** (length * width / spread) for length in lengths]),
            settled=settled_hours(width, level),
            hour_trust=self.hour_trust,
            clip=self.clip,
            spread_prior=self.spread_prior,
            spread_weight=self.spread_weight,
            loud=self.loud,
            habit_weight=self.habit_weight,
            window_cap=self.window_cap,
        )

    def advance(
        self,
        memory: SurpriseMemory,
        bucket: int,
        count: int | None,
        *,
        width_s: int,
        unknown: tuple[UnknownRange, ...] = (),
    ) -> tuple[SurpriseMemory, Score]:
        """Score one bucket and learn it; see `Detector.advance`."""
        check_turn(memory.bucket, bucket, width_s)
        pace = self.pace(width_s)
        if memory.bucket >= 0:
            memory = _catch_up(memory, bucket, unknown, pace)
        if count is None:
            return pass_unknown(memory, bucket, bucket + 1, pace), Score()
        return _learn(memory, bucket, count, pace)


@lru_cache(256)
def pace_of(detector: Surprise, width_s: int) -> Pace:
    """`Surprise.pace`, worked out once for each detector and width."""
    return detector.pace(width_s)


def _catch_up(memory: SurpriseMemory, end: int, unknown: tuple[UnknownRange, ...], pace: Pace) -> SurpriseMemory:
    """Learn the buckets between the memory's last one and ``end``: silent, or unknown."""
    for stop, known in runs(memory.bucket + 1, end, unknown):
        if not known:
            memory = pass_unknown(memory, memory.bucket + 1, stop, pace)
        elif stop - memory.bucket > _SHORT:
            memory = pass_silence(memory, stop, pace)
        else:
            for silent in range(memory.bucket + 1, stop):
                memory, _ = _learn(memory, silent, 0, pace)
    return memory


class _View(Struct, frozen=True, kw_only=True):
    """What one window sees."""

    window: int
    observed: int
    mean: float
    spread: float


def _learn(memory: SurpriseMemory, bucket: int, count: int, pace: Pace) -> tuple[SurpriseMemory, Score]:
    """Score one known bucket, the one after the memory's last, and learn it."""
    recent = put(memory.recent, 1, count, pace.longest)
    hour = bucket // pace.per_hour % HOURS
    level = memory.mentions / memory.hours * pace.width
    factor = pace.factor(memory.by_hour[hour], memory.usual_by_hour[hour])
    due = [memory.seen % length == 0 for length in pace.lengths]
    views = _look(memory, recent, bucket, level, pace, due if not count else [True] * len(due))
    habit = memory.habit * pace.keep_habit
    score = _score(memory, count, views, level * factor, habit, pace)
    learnt: float = count
    if count and memory.seen > pace.warm_up:
        usual = max(level * factor, _LEAST_USUAL)
        learnt = min(count, usual + pace.clip * sqrt(usual + views[0].spread * usual * usual) + 1)
    excess, square = _learn_spread(memory, views, due, pace)
    hot_at, habit = _learn_habit(memory.hot_at, habit, bucket, score.value, pace)
    return SurpriseMemory(
        bucket=bucket,
        seen=memory.seen + 1,
        mentions=memory.mentions * pace.keep_level + learnt / factor,
        hours=memory.hours * pace.keep_level + pace.width,
        by_hour=_add(memory.by_hour, hour, pace.keep_hour, learnt),
        usual_by_hour=_add(memory.usual_by_hour, hour, pace.keep_hour, level),
        excess=excess,
        square=square,
        habit=habit,
        hot_at=hot_at,
        recent=recent,
    ), score


def _look(
    memory: SurpriseMemory, recent: tuple[int, ...], bucket: int, level: float, pace: Pace, wanted: list[bool]
) -> list[_View]:
    """What the wanted windows see, all ending with this bucket: observed, expected, and how far that can be trusted."""
    if True not in wanted:
        return []
    factors = list(map(pace.factor, memory.by_hour, memory.usual_by_hour))
    upto = list(accumulate(factors, initial=0.0))
    doubt = 1 / (memory.mentions + 0.5)
    end = bucket % (HOURS * pace.per_hour) + 1
    whole = _before(end, pace.per_hour, factors, upto)
    views = []
    for window, length in enumerate(pace.lengths):
        if not wanted[window]:
            continue
        inside = recent[-length:]
        share = whole - _before(end - length, pace.per_hour, factors, upto)
        blind = inside.count(UNKNOWN)
        if blind:
            first = bucket + 1 - len(inside)
            share -= sum(factors[at // pace.per_hour % HOURS] for at, one in enumerate(inside, first) if one == UNKNOWN)
        mean = max(level * share, LEAST_MEAN)
        spread = pace.spread(memory.excess[window], memory.square[window], doubt)
        views.append(_View(window=window, observed=sum(inside) - blind * UNKNOWN, mean=mean, spread=spread))
    return views


def _before(bucket: int, per_hour: int, factors: list[float], upto: list[float]) -> float:
    """Sum of the hour factors from the start of a day up to a bucket of it, counted from there.

    Negative for a bucket of the day before. ``upto`` are the running sums of ``factors``.
    """
    hours, part = divmod(bucket, per_hour)
    days, hour = divmod(hours, HOURS)
    return (days * upto[HOURS] + upto[hour]) * per_hour + factors[hour] * part


def _score(memory: SurpriseMemory, count: int, views: list[_View], usual: float, habit: float, pace: Pace) -> Score:
    """The mean of what the windows say, each lessened by habit and capped; nothing without a mention."""
    days = memory.seen * pace.width_s / 86_400
    if not count:
        return Score(usual=usual, past_bursts=habit, baseline_days=days)
    grown = memory.seen >= pace.warm_up
    windows = tuple(
        [
            WindowCount(
                window_s=pace.lengths[view.window] * pace.width_s,
                observed=view.observed,
                expected=view.mean,
                surprise=surprise(view.observed, view.mean, view.spread)
                if grown and view.observed > view.mean + LEAST_MEAN
                else 0.0,
            )
            for view in views
        ]
    )
    weight = 1 + pace.habit_weight * habit
    value = sum([min(window.surprise / weight, pace.window_cap) for window in windows]) / len(windows)
    return Score(value=value, windows=windows, usual=usual, past_bursts=habit, baseline_days=days)


def _learn_spread(
    memory: SurpriseMemory, views: list[_View], due: list[bool], pace: Pace
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Let each window whose own length is full teach how far counts stray from what is expected."""
    if True not in due:
        return memory.excess, memory.square
    excess, square = list(memory.excess), list(memory.square)
    for view in views:
        k, mean = view.window, view.mean
        if due[k]:
            error = min((view.observed - mean) ** 2, pace.clip**2 * (mean + view.spread * mean * mean))
            excess[k], square[k] = pace.learn_spread(k, excess[k], square[k], error, mean)
    return tuple(excess), tuple(square)


def _learn_habit(hot_at: int, habit: float, bucket: int, score: float, pace: Pace) -> tuple[int, float]:
    """Count a loud episode once it is over: the last loud bucket (-1: none), and how many there were."""
    if score >= (pace.loud if hot_at < 0 else pace.loud / 2):
        return bucket, habit
    if hot_at >= 0 and bucket - hot_at >= pace.calm:
        return -1, habit + 1
    return hot_at, habit


def _add(sums: tuple[float, ...], hour: int, keep: float, more: float) -> tuple[float, ...]:
    """Let one hour's sum decay, and add to it."""
    return (*sums[:hour], sums[hour] * keep + more, *sums[hour + 1 :])
