"""Counts, and what is made of them."""

from msgspec import Struct


class WindowCount(Struct, frozen=True, kw_only=True):
    """One window of a score: what was seen and what was to be expected."""

    window_s: int
    observed: int
    expected: float
    surprise: float = 0.0
    """-log10 of the chance of so many; 0 where the detector knows no chance."""


class Score(Struct, frozen=True, kw_only=True):
    """How surprising a count is. Zero means as expected, or that nobody can tell."""

    value: float = 0.0
    windows: tuple[WindowCount, ...] = ()
    """Shortest first; empty when nothing was mentioned or the bucket is unknown."""
    usual: float = 0.0
    """Expected in this bucket alone; 0 when it is unknown."""
    past_bursts: float = 0.0
    """Decayed number of loud episodes this series had before."""
    baseline_days: float = 0.0
    """How much known time the expectation rests on."""

    @property
    def deciding(self) -> WindowCount | None:
        """The window that surprises most; the shortest of equals."""
        return max(self.windows, key=lambda window: window.surprise, default=None)


class UnknownRange(Struct, frozen=True, kw_only=True):
    """Consecutive buckets nobody knows the count of: ``first`` up to but without ``end``."""

    first: int
    end: int
