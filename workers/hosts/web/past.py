"""The recent past of one series, slot by slot: what was counted, and what its detector takes for usual."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.series import WHOLE, count_of
from workers.alert.state import WatchState
from workers.detect import AnyMemory, advance
from workers.detect.pace import HOURS, SurpriseMemory
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.detect.ratio import Ratio
from workers.detect.recent import dense
from workers.detect.surprise import Surprise, pace_of
from workers.detect.timeline import buckets_of

HOUR_S = 3_600
SHOWN_HOURS = 16
"""As long as the longest window of a detector: what is older decides nothing, and is not kept."""
LEAST_SLOT_S = 900


class Frame(Struct, frozen=True, kw_only=True):
    """The time that is shown."""

    from_s: int
    """Unix seconds, a whole hour."""
    now_s: int
    """Unix seconds of event time: the newest page, or the watermark where that is later."""
    partition: PartitionClock


class Past(Struct, frozen=True, kw_only=True):
    """What is shown of a series."""

    slot_s: int
    observed: tuple[int | None, ...]
    """One for each slot from the start of the frame; None where nobody knows. The slots without a mention that come
    after the last are left out."""
    expected: tuple[float, ...]
    """For each hour from the start of the frame, what is usual in one slot of it by what is known now."""
    hour_observed: int
    """In the last 60 minutes."""
    hour_expected: float
    days: float
    """Known time the expectation rests on."""
    learning: bool
    """Whether it is too young to tell anything."""


def frame_of(partition: PartitionClock, newest_s: int | None) -> Frame | None:
    """The hours that lead up to the newest that is known; None before anything is."""
    known = [one for one in (partition.watermark_s, newest_s) if one is not None]
    if not known:
        return None
    now_s = max(known)
    return Frame(from_s=(now_s // HOUR_S - SHOWN_HOURS + 1) * HOUR_S, now_s=now_s, partition=partition)


def past_of(rules: CountRules, state: WatchState, frame: Frame) -> Past:
    """The recent past of a watch as a whole; before its first bucket closes, as if it had just begun to learn."""
    slot_s = max(LEAST_SLOT_S, rules.width_s)
    series = state.series.get(WHOLE)
    memory = rules.detector.start() if series is None else series.memory
    counts = _trimmed([*closed_counts(memory, rules.width_s), *_open_counts(rules, state)], frame)
    usual = usual_of(rules, memory, frame)
    return Past(
        slot_s=slot_s,
        observed=_by_slot(counts, slot_s, frame),
        expected=tuple(_short(one * slot_s / rules.width_s) for one in usual.by_hour),
        hour_observed=sum(count for start_s, count in counts if start_s >= frame.now_s - HOUR_S),
        hour_expected=_short(usual.now * HOUR_S / rules.width_s),
        days=round(usual.days, 1),
        learning=usual.learning,
    )


Counts = list[tuple[int, int]]
"""(start of a bucket in Unix seconds, its count), busy ones only."""


def closed_counts(memory: AnyMemory, width_s: int) -> Counts:
    """What a detector remembers of single buckets."""
    row: Sequence[int] = memory.recent if isinstance(memory, SurpriseMemory) else dense(memory.recent).tolist()
    first = memory.bucket + 1 - len(row)
    return [((first + at) * width_s, count) for at, count in enumerate(row) if count > 0]


def _open_counts(rules: CountRules, state: WatchState) -> Counts:
    return [(start_s, count_of(rules, kept)) for start_s, kept in buckets_of(state.kept, rules.width_s)]


def _trimmed(counts: Counts, frame: Frame) -> Counts:
    return [(start_s, count) for start_s, count in counts if start_s >= frame.from_s]


def _by_slot(counts: Counts, slot_s: int, frame: Frame) -> tuple[int | None, ...]:
    row: dict[int, int | None] = {}
    for start_s, count in counts:
        at = (start_s - frame.from_s) // slot_s
        row[at] = (row.get(at) or 0) + count
    row |= dict.fromkeys(blind_slots(slot_s, frame))
    return tuple(row.get(at, 0) for at in range(max(row, default=-1) + 1))


@lru_cache(64)
def blind_slots(slot_s: int, frame: Frame) -> tuple[int, ...]:
    """The slots of a frame at least half of which nobody knows."""
    end_s = -(-frame.now_s // slot_s) * slot_s
    first = frame.from_s // slot_s
    found = (_within(one.first, one.end, first) for one in unknown_buckets(frame.partition, slot_s, end_s))
    return tuple(at for some in found for at in some)


def _within(first: int, end: int, begin: int) -> Iterable[int]:
    return range(max(first - begin, 0), max(end - begin, 0))


# ---- what is usual


class Usual(Struct, frozen=True, kw_only=True):
    """Expected in one bucket."""

    by_hour: tuple[float, ...]
    """In each hour of the frame."""
    now: float
    days: float
    learning: bool


def usual_of(rules: CountRules, memory: AnyMemory, frame: Frame) -> Usual:
    """What the detector would say of an empty bucket now, and of the same one in the other hours.

    It says so by all that it knows now, so the line is not the one that held at the time.
    """
    width_s = rules.width_s
    bucket = max(frame.now_s // width_s, memory.bucket + 1)
    unknown = unknown_buckets(frame.partition, width_s, bucket * width_s)
    after, score = advance(rules.detector, memory, bucket, 0, width_s=width_s, unknown=unknown)
    hours = [(frame.from_s // HOUR_S + at) % HOURS for at in range(SHOWN_HOURS)]
    flat = (score.usual,) * SHOWN_HOURS
    learnt = isinstance(rules.detector, Surprise) and isinstance(after, SurpriseMemory)
    return Usual(
        by_hour=tuple(_by_hour(rules, after, hours)) if learnt and isinstance(after, SurpriseMemory) else flat,
        now=score.usual,
        days=score.baseline_days,
        learning=_is_learning(rules, score.baseline_days),
    )


def _by_hour(rules: CountRules, memory: SurpriseMemory, hours: Iterable[int]) -> Iterator[float]:
    assert isinstance(rules.detector, Surprise)
    pace = pace_of(rules.detector, rules.width_s)
    return (usual * pace.width for usual in pace.hourly(memory, hours))


def _is_learning(rules: CountRules, days: float) -> bool:
    if isinstance(rules.detector, Ratio):
        return not days
    return days * 86_400 < rules.detector.warm_up.seconds


def _short(value: float) -> float:
    """Three digits: more says nothing, and every one is sent."""
    return float(f"{value:.3g}")
