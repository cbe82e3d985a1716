"""Z-score: the last hour against the mean and deviation of a week, for comparison."""

from math import sqrt

import numpy as np
from msgspec import Struct

from workers.detect.base import check_turn
from workers.detect.recent import append, dense
from workers.model.count import Score, UnknownRange, WindowCount
from workers.model.setting import Duration

_DIGITS = 9
"""Beyond them a score is rounding, which must not make more mentions score lower."""


class ZScoreMemory(Struct, frozen=True, kw_only=True, tag="zscore", array_like=True):
    """The counts of the whole history, for what leaves it must be known.

    Kilobytes for a series that is never silent (2,027 buckets of 5 minutes in a week and an hour);
    a few bytes for one that seldom speaks.
    """

    bucket: int = -1
    """The last one learnt (Unix time // width); -1 before the first."""
    first: int = -1
    """The first one learnt."""
    recent: tuple[int, ...] = ()
    """As `recent.append` keeps them."""


class ZScore(Struct, frozen=True, kw_only=True, tag_field="kind", tag="zscore", forbid_unknown_fields=True):
    """Score = how many standard deviations the last window lies above its mean.

    The textbook rule, kept for comparison: it knows no time of day, takes an
    outage for silence, and a burst raises its line for as long as it remembers.
    """

    threshold: float = 4.0
    """Standard deviations from which an alert is worth it."""
    window: Duration = Duration("1h")
    """What is compared with its history."""
    history: Duration = Duration("7d")
    """What mean and deviation are taken of."""
    warm_up: Duration = Duration("24h")
    """Known time before anything is scored."""
    floor: float = 1.0
    """Deviations are not taken to be smaller."""

    def start(self) -> ZScoreMemory:
        """What it knows of a series it has seen nothing of."""
        return ZScoreMemory()

    def advance(
        self,
        memory: ZScoreMemory,
        bucket: int,
        count: int | None,
        *,
        width_s: int,
        unknown: tuple[UnknownRange, ...] = (),
    ) -> tuple[ZScoreMemory, Score]:
        """Score one bucket and learn it; see `Detector.advance`. What is unknown counts as nothing."""
        check_turn(memory.bucket, bucket, width_s)
        length = max(1, round(self.window.seconds / width_s))
        longest = max(1, round(self.history.seconds / width_s)) + length - 1
        first = memory.first if memory.first >= 0 else bucket
        silent = bucket - memory.bucket - 1 if memory.first >= 0 else 0
        recent = append(memory.recent, bucket - first - silent, silent, count or 0, longest)
        known = ZScoreMemory(bucket=bucket, first=first, recent=recent)
        return known, Score() if count is None else self._score(recent, length, width_s)

    def _score(self, recent: tuple[int, ...], length: int, width_s: int) -> Score:
        upto = np.concatenate(([0], np.cumsum(dense(recent))))
        sums = (upto[length:] - upto[:-length]).tolist()
        many = len(sums)
        if many < self.warm_up.seconds / width_s:
            return Score()
        now, total, squares = sums[-1], sum(sums), sum([one * one for one in sums])
        # Whole numbers up to here, so that no digit is lost where a large mean is taken from large squares.
        deviation = max(sqrt(many * squares - total * total), many * self.floor)
        value = max(0.0, round((many * now - total) / deviation, _DIGITS))
        window = WindowCount(window_s=length * width_s, observed=now, expected=total / many)
        return Score(
            value=value,
            windows=(window,) if now else (),
            usual=total / many / length,
            baseline_days=many * width_s / 86_400,
        )
