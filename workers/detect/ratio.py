"""Ratio: the last hour against the hour before it, for comparison."""

from msgspec import Struct

from workers.detect.base import check_turn
from workers.detect.recent import append, dense
from workers.model.count import Score, UnknownRange, WindowCount
from workers.model.setting import Duration


class RatioMemory(Struct, frozen=True, kw_only=True, tag="ratio", array_like=True):
    """The counts of the last two windows."""

    bucket: int = -1
    """The last one learnt (Unix time // width); -1 before the first."""
    first: int = -1
    """The first one learnt."""
    recent: tuple[int, ...] = ()
    """As `recent.append` keeps them."""


class Ratio(Struct, frozen=True, kw_only=True, tag_field="kind", tag="ratio", forbid_unknown_fields=True):
    """Score = the last window against the window before it.

    The rule of most alerting tools, kept for comparison: it takes an empty
    reference for a spike, knows no time of day, takes an outage for silence,
    and may rise in silence, as the reference falls.
    """

    threshold: float = 3.0
    """The ratio from which an alert is worth it."""
    window: Duration = Duration("1h")
    """What is compared with the same length before it."""
    least: int = 10
    """Mentions in the last window below which the score is zero."""
    least_before: int = 0
    """The same for the window before."""

    def start(self) -> RatioMemory:
        """What it knows of a series it has seen nothing of."""
        return RatioMemory()

    def advance(
        self,
        memory: RatioMemory,
        bucket: int,
        count: int | None,
        *,
        width_s: int,
        unknown: tuple[UnknownRange, ...] = (),
    ) -> tuple[RatioMemory, Score]:
        """Score one bucket and learn it; see `Detector.advance`. What is unknown counts as nothing."""
        check_turn(memory.bucket, bucket, width_s)
        length = max(1, round(self.window.seconds / width_s))
        first = memory.first if memory.first >= 0 else bucket
        silent = bucket - memory.bucket - 1 if memory.first >= 0 else 0
        recent = append(memory.recent, bucket - first - silent, silent, count or 0, 2 * length)
        known = RatioMemory(bucket=bucket, first=first, recent=recent)
        return known, Score() if count is None else self._score(known, length, width_s)

    def _score(self, memory: RatioMemory, length: int, width_s: int) -> Score:
        age = memory.bucket - memory.first + 1
        if age < 2 * length:
            return Score()
        counts = dense(memory.recent)
        before, now = int(counts[:length].sum()), int(counts[length:].sum())
        enough = now >= self.least and before >= self.least_before
        value = (now / before if before else now * 2.0) if enough else 0.0
        window = WindowCount(window_s=length * width_s, observed=now, expected=float(before))
        return Score(
            value=value,
            windows=(window,) if now else (),
            usual=before / length,
            baseline_days=length * width_s / 86_400,
        )
