"""How many alerts a week may a watch give, and which threshold does that make?

Scores are scaled by each series' own past, so one line serves every watch. It was fitted to
synthetic coverage (240 watches for 60 days) and holds within about two fifths.
"""

from math import log10

SENSITIVITIES = {"sensitive": 1.5, "normal": 1.95, "quiet": 2.7}
"""Words for thresholds."""
LEAST_PER_WEEK = 0.07
"""Scores end at 4, so rarer alerts cannot be asked for."""
LOWEST = 0.5
"""Beneath it any ripple would be an alert, whatever number of them is allowed."""
_SLOPE = 0.55


def threshold_for(alerts_per_week: float, *, series: int = 1) -> float:
    """Say the threshold at which a watch gives about so many alerts a week.

    Args:
        alerts_per_week: For the watch as a whole; true bursts are counted in.
        series: How many series of it share them.

    Raises:
        ValueError: fewer than 0.07 a week for a series.
    """
    each = alerts_per_week / series
    if each < LEAST_PER_WEEK:
        shared = f" for each of {series} series" if series > 1 else ""
        raise ValueError(f"{each:g} alerts a week{shared}; expected at least {LEAST_PER_WEEK}")
    return max(LOWEST, (1 - log10(each)) / _SLOPE)


def alerts_per_week(threshold: float) -> float:
    """Say how many alerts a week a series gives at this threshold, true bursts counted in."""
    return float(10 ** (1 - _SLOPE * threshold))


def once_in_weeks(score: float) -> float:
    """Say how often so high a score comes: about once in so many weeks."""
    return 1 / alerts_per_week(score)
