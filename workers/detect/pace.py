"""What the surprise detector remembers, and its settings worked out for one width of bucket."""

from collections.abc import Iterable, Iterator
from math import expm1, log

from msgspec import Struct

HOURS = 24
UNKNOWN = -1
"""Stands in ``recent`` for a bucket nobody knows the count of."""


class SurpriseMemory(Struct, frozen=True, kw_only=True, tag="surprise", array_like=True):
    """All that is remembered of one series. Sums decay; hours are UTC hours of the day."""

    bucket: int = -1
    """The last one learnt (Unix time // width); -1 before the first."""
    seen: int = 0
    """Known buckets learnt."""
    mentions: float = 0.4
    """Decayed, clipped, with the pattern of the day taken out. At the start: next to nothing."""
    hours: float = 1 / 6
    """Decayed."""
    by_hour: tuple[float, ...] = (0.0,) * HOURS
    """Clipped mentions of each hour of the day."""
    usual_by_hour: tuple[float, ...] = (0.0,) * HOURS
    """What they would have been, were all hours alike."""
    excess: tuple[float, ...]
    """For each window: decayed sum of (squared error - mean) x hours."""
    square: tuple[float, ...]
    """For each window: decayed sum of mean squared x hours."""
    habit: float = 0.0
    """Decayed number of loud episodes."""
    hot_at: int = -1
    """The last loud bucket of the episode that goes on; -1 when none does."""
    recent: tuple[int, ...] = ()
    """Counts of the longest window, the last one for ``bucket``; its silent beginning is left out."""


class Pace(Struct, frozen=True, kw_only=True):
    """The settings in buckets of one width."""

    width_s: int
    width: float
    """Hours."""
    per_hour: int
    lengths: tuple[int, ...]
    """Of the windows."""
    longest: int
    warm_up: int
    calm: int
    keep_level: float
    """What is left after one bucket of what decays; likewise below."""
    keep_hour: float
    """After one bucket of the hour itself."""
    keep_habit: float
    keep_spread: tuple[float, ...]
    """For each window, after its own length."""
    settled: float
    """Hours that ``hours`` comes to in the end."""
    hour_trust: float
    clip: float
    spread_prior: float
    spread_weight: float
    loud: float
    habit_weight: float
    window_cap: float

    def factor(self, count: float, usual: float) -> float:
        """How an hour of the day differs from the mean hour, as far as its mentions are to be trusted."""
        return max((count + self.hour_trust) / (usual + self.hour_trust), LEAST_FACTOR)

    def hourly(self, memory: SurpriseMemory, hours: Iterable[int]) -> Iterator[float]:
        """Mentions that are usual within an hour, in each of some hours of the day (UTC), by what is remembered."""
        level = memory.mentions / memory.hours
        for hour in hours:
            yield level * self.factor(memory.by_hour[hour], memory.usual_by_hour[hour])

    def spread(self, excess: float, square: float, doubt: float) -> float:
        """Variance beyond chance, as a share of the mean squared, and the doubt about the mean itself."""
        known = (excess + self.spread_prior * self.spread_weight) / (square + self.spread_weight)
        return max(known, LEAST_SPREAD) + doubt

    def learn_spread(self, window: int, excess: float, square: float, error: float, mean: float) -> tuple[float, float]:
        """Add one window's clipped squared error to what is known of the spread."""
        keep, hours = self.keep_spread[window], self.lengths[window] * self.width
        return excess * keep + (error - mean) * hours, square * keep + mean * mean * hours


LEAST_FACTOR = 0.03
LEAST_SPREAD = 0.003
LEAST_MEAN = 1e-9


def settled_hours(width: float, half_life: float) -> float:
    """The sum that ``width`` comes to when it is added in each bucket and decays; both in hours."""
    return width / -expm1(log(0.5) * width / half_life)
