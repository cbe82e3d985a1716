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
    calendar = _lay_out(memory, first, level, pace)
    spreads = [
        _learn_spread(memory, window, _see(memory, calendar, window, level, mentions, pace), pace)
        for window in range(len(pace.lengths))
    ]
    hot_at, habit = _calm_down(memory, first, end, pace)
    return SurpriseMemory(
        bucket=end - 1,
        seen=memory.seen + length,
        mentions=float(mentions[-1]),
        hours=float(hours[-1]),
        by_hour=calendar.by_hour,
        usual_by_hour=calendar.usual_by_hour,
        excess=tuple([excess for excess, _ in spreads]),
        square=tuple([square for _, square in spreads]),
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


class _Calendar(Struct, frozen=True, kw_only=True):
    """A run of silence and the longest window before it, from the start of a UTC day; one place a bucket."""

    offset: int
    """Place of the run's first bucket."""
    factor: Floats
    """Of each bucket's own hour, as it was just before the bucket was learnt."""
    shares: Floats
    """Running sum (one longer) over known buckets of their hour's factor, as it was when that hour was over."""
    known: Whole
    """Running number (one longer) of known buckets."""
    counts: Whole
    """Running sum (one longer) of mentions."""
    by_hour: tuple[float, ...]
    """As they are after the run."""
    usual_by_hour: tuple[float, ...]


def _lay_out(memory: SurpriseMemory, first: int, level: Floats, pace: Pace) -> _Calendar:
    """Work out what each hour of the day was believed to be, at each time in the run.

    A window is shorter than a day, so it sees every hour at its latest value: that after the hour's
    end, or, for the hour that goes on, that before the bucket.
    """
    day = HOURS * pace.per_hour
    origin = (first - pace.longest) // day * day
    offset, end = first - origin, first - origin + len(level)
    shape = (-(-end // day), HOURS, pace.per_hour)
    silent, levels = np.zeros(shape, np.int64), np.zeros(shape)
    silent.ravel()[offset:end], levels.ravel()[offset:end] = 1, level
    passed = silent.cumsum(axis=2) - silent
    keep = pace.keep_hour ** np.arange(pace.per_hour + 1)
    faded = levels / keep[passed]
    summed = faded.cumsum(axis=2)
    last = passed[:, :, -1] + silent[:, :, -1]
    by_hour, usual = _pass_days(memory, keep[last], summed[:, :, -1] * keep[last] / pace.keep_hour)
    kept = keep[passed]
    before = usual[:-1, :, None] * kept + (summed - faded) * kept / pace.keep_hour
    known, counts = _recent(memory, offset, silent.size)
    over = np.repeat(_factor(by_hour[1:], usual[1:], pace).ravel(), pace.per_hour)
    return _Calendar(
        offset=offset,
        factor=_factor(by_hour[:-1, :, None] * kept, before, pace).ravel(),
        shares=np.concatenate(([0.0], np.cumsum(over * known))),
        known=np.concatenate(([0], np.cumsum(known))),
        counts=np.concatenate(([0], np.cumsum(counts))),
        by_hour=tuple(by_hour[-1].tolist()),
        usual_by_hour=tuple(usual[-1].tolist()),
    )


def _pass_days(memory: SurpriseMemory, keep: Floats, more: Floats) -> tuple[Floats, Floats]:
    """The sums of each hour before each day and, in the last row, after all: days + 1 by hours."""
    by_hour, usual = np.empty((len(keep) + 1, HOURS)), np.empty((len(keep) + 1, HOURS))
    by_hour[0], usual[0] = memory.by_hour, memory.usual_by_hour
    for day in range(len(keep)):
        by_hour[day + 1] = by_hour[day] * keep[day]
        usual[day + 1] = usual[day] * keep[day] + more[day]
    return by_hour, usual


def _factor(count: Floats, usual: Floats, pace: Pace) -> Floats:
    """`Pace.factor` of many."""
    return np.maximum((count + pace.hour_trust) / (usual + pace.hour_trust), LEAST_FACTOR)


def _recent(memory: SurpriseMemory, offset: int, size: int) -> tuple[Whole, Whole]:
    """For each place of a calendar: 1 if it is known, and its mentions."""
    known, counts = np.ones(size, np.int64), np.zeros(size, np.int64)
    if memory.recent:
        recent = np.array(memory.recent, np.int64)
        known[offset - len(recent) : offset] = recent != UNKNOWN
        counts[offset - len(recent) : offset] = np.maximum(recent, 0)
    return known, counts


class _Seen(Struct, frozen=True, kw_only=True):
    """What one window saw each time it was full."""

    observed: Floats
    mean: Floats
    doubt: Floats
    """About the mean, as `Pace.spread` takes it."""


def _see(
    memory: SurpriseMemory, calendar: _Calendar, window: int, level: Floats, mentions: Floats, pace: Pace
) -> _Seen:
    """Look through one window each time as many buckets were seen as it is long."""
    length = pace.lengths[window]
    due = np.arange(-memory.seen % length, len(level), length)
    at = due + calendar.offset
    begin, hour = at + 1 - length, at - at % pace.per_hour
    share = calendar.shares[hour] - calendar.shares[np.minimum(begin, hour)]
    share += calendar.factor[at] * (calendar.known[at + 1] - calendar.known[np.maximum(begin, hour)])
    return _Seen(
        observed=(calendar.counts[at + 1] - calendar.counts[begin]).astype(np.float64),
        mean=np.maximum(level[due] * share, LEAST_MEAN),
        doubt=1 / (mentions[due] + 0.5),
    )


def _learn_spread(memory: SurpriseMemory, window: int, seen: _Seen, pace: Pace) -> tuple[float, float]:
    """Learn a row of squared errors: one by one while they may be clipped by what was learnt before, then as a sum."""
    excess, square = memory.excess[window], memory.square[window]
    mean, error, limit = seen.mean, (seen.observed - seen.mean) ** 2, pace.clip**2
    clipped = np.flatnonzero(error > limit * (mean + (LEAST_SPREAD + seen.doubt) * mean * mean))
    free = int(clipped[-1]) + 1 if len(clipped) else 0
    rows = zip(mean[:free].tolist(), error[:free].tolist(), seen.doubt[:free].tolist(), strict=True)
    for one, wrong, doubt in rows:
        spread = pace.spread(excess, square, doubt)
        most = limit * (one + spread * one * one)
        excess, square = pace.learn_spread(window, excess, square, min(wrong, most), one)
    keep, left = pace.keep_spread[window], len(mean) - free
    fade = np.exp(np.arange(left - 1, -1, -1) * np.log(keep)) * pace.lengths[window] * pace.width
    excess = excess * keep**left + float(np.dot(fade, (error - mean)[free:]))
    square = square * keep**left + float(np.dot(fade, mean[free:] ** 2))
    return excess, square
