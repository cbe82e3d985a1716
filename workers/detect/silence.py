"""What the surprise detector learns from buckets without a mention, a long run of them at once.

Nothing in a silent bucket depends on anything but time, so a run of any length has a closed form;
it equals the learning bucket by bucket but for rounding.
"""

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from workers.detect.pace import HOURS, LEAST_FACTOR, LEAST_MEAN, LEAST_SPREAD, UNKNOWN, Pace, SurpriseMemory

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def put(recent: tuple[int, ...], buckets: int, count: int, longest: int) -> tuple[int, ...]:
    """Append so many buckets of this count; keep the ``longest`` last, without the silence they begin with."""
    if buckets >= longest and not count:
        return ()
    longer = (*recent, *(count,) * min(buckets, longest))[-longest:]
    if not longer or longer[0]:
        return longer
    return longer[next((at for at, one in enumerate(longer) if one), len(longer)) :]


def pass_unknown(memory: SurpriseMemory, first: int, end: int, pace: Pace) -> SurpriseMemory:
    """Go on over buckets nobody knows: they teach nothing, and do not count towards the end of a loud episode.

    Args:
        memory: As of the bucket before ``first``.
        first: The first unknown bucket.
        end: The bucket after the last one.
        pace: The settings for this width.
    """
    length = end - first
    return replace(
        memory,
        bucket=end - 1,
        habit=memory.habit * pace.keep_habit**length,
        hot_at=memory.hot_at + length if memory.hot_at >= 0 else -1,
        recent=put(memory.recent, length, UNKNOWN, pace.longest),
    )


def pass_silence(memory: SurpriseMemory, end: int, pace: Pace) -> SurpriseMemory:
    """Learn that no bucket after the memory's last one held a mention, up to but without ``end``."""
    first = memory.bucket + 1
    length = end - first
    power = np.exp(np.arange(length + 1) * np.log(pace.keep_level))
    mentions = memory.mentions * power
    hours = (memory.hours - pace.settled) * power + pace.settled
    level = pace.width * mentions[:-1] / hours[:-1]
    days = _lay_out(memory, first, end, level, pace)
    excess, square = _learn_spread(memory, days, level, mentions, pace)
    hot_at, habit = _calm_down(memory, first, end, pace)
    hour = end // pace.per_hour % HOURS
    by_hour, usual_by_hour = days.at_end(hour)
    return SurpriseMemory(
        bucket=end - 1,
        seen=memory.seen + length,
        mentions=float(mentions[-1]),
        hours=float(hours[-1]),
        by_hour=by_hour,
        usual_by_hour=usual_by_hour,
        excess=excess,
        square=square,
        habit=habit,
        hot_at=hot_at,
        recent=put(memory.recent, length, 0, pace.longest),
    )


def _calm_down(memory: SurpriseMemory, first: int, end: int, pace: Pace) -> tuple[int, float]:
    """A loud episode ends in the silence when that lasts long enough; its habit then decays with the others."""
    habit = memory.habit * pace.keep_habit ** (end - first)
    over = max(first, memory.hot_at + pace.calm)
    if memory.hot_at < 0 or over >= end:
        return memory.hot_at, habit
    return -1, habit + pace.keep_habit ** (end - 1 - over)
