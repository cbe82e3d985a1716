"""Closing buckets behind the watermark: what closes is final."""

from msgspec.structs import replace

from workers.alert.body import instant
from workers.alert.counting import CountRules
from workers.alert.episode import Closing, judge_bucket, pass_silence
from workers.alert.lifecycle import Around
from workers.alert.series import WHOLE, count_of, keys_of, members
from workers.alert.state import Measure, SeriesState, WatchState
from workers.alert.tally import add_bucket
from workers.detect import advance
from workers.detect.origins import Kept, fold_all, remember
from workers.detect.partition import PartitionClock, is_unknown, unknown_buckets
from workers.detect.timeline import buckets_of
from workers.model.alert import Change
from workers.model.count import Score, UnknownRange

Closed = tuple[WatchState, tuple[Change, ...]]


def close_until(state: WatchState, partition: PartitionClock, rules: CountRules) -> Closed:
    """Close every bucket the watermark has passed, oldest first."""
    if partition.watermark_s is None:
        return state, ()
    limit_s = partition.watermark_s // rules.width_s * rules.width_s
    if state.closed_s is not None and limit_s <= state.closed_s:
        return state, ()
    changes: list[Change] = []
    for start_s, bucket in buckets_of(state.kept, rules.width_s):
        if start_s >= limit_s:
            break
        state, silent = _close_silence(state, start_s, partition, rules)
        state, busy = _close_bucket(state, start_s, bucket, partition, rules)
        changes += (*silent, *busy)
    state, silent = _close_silence(state, limit_s, partition, rules)
    return state, (*changes, *silent)


def _close_silence(state: WatchState, until_s: int, partition: PartitionClock, rules: CountRules) -> Closed:
    """Close the buckets without a mention up to ``until_s``. Only open alerts have something to learn from them."""
    if state.closed_s is None or state.closed_s >= until_s:
        return state, ()
    changes: list[Change] = []
    series = dict(state.series)
    if any(one.episode for one in series.values()):
        unknown = unknown_buckets(partition, rules.width_s, until_s)
        for key in sorted(series):
            around = around_of(state, key, series, partition, rules)
            series[key], told = pass_silence(around, series[key], state.closed_s, until_s, unknown)
            changes += told
    return replace(state, series=series, closed_s=until_s), tuple(changes)


def _close_bucket(
    state: WatchState, start_s: int, bucket: tuple[Kept, ...], partition: PartitionClock, rules: CountRules
) -> Closed:
    unknown = unknown_buckets(partition, rules.width_s, start_s + rules.width_s)
    fresh = fold_all(state.seen, [kept.mention for kept in bucket], rules.fold_s)
    later = state.kept[len(bucket) :]
    keys = sorted({*keys_of(rules, fresh, state.series), *state.series})
    series = dict(state.series)
    for key in keys:
        before = series.get(key) or SeriesState(memory=rules.detector.start(), since_s=start_s)
        gathering = before.episode.gathering if before.episode else None
        own = members(rules, key, fresh, keys)
        series[key] = replace(before, recent=add_bucket(before.recent, start_s, own, gathering))
    state = replace(state, seen=remember(state.seen, fresh, rules.fold_s), kept=later, closed_s=start_s + rules.width_s)
    changes: list[Change] = []
    for key in keys:
        around = around_of(state, key, series, partition, rules)
        own = members(rules, key, fresh, keys)
        series[key], score = _score(series[key], start_s, own, unknown, rules)
        closing = Closing(
            start_s=start_s,
            measure=Measure(score=score, bucket_s=start_s, at=instant(start_s + rules.width_s), early=False),
            blind=is_unknown(unknown, start_s // rules.width_s),
            hushed=key != WHOLE and is_confirmed(series[WHOLE]),
            own=own,
            later=members(rules, key, later, keys),
        )
        series[key], told = judge_bucket(around, series[key], closing)
        changes += told
    return replace(state, series=series), tuple(changes)


def _score(
    series: SeriesState, start_s: int, own: tuple[Kept, ...], unknown: tuple[UnknownRange, ...], rules: CountRules
) -> tuple[SeriesState, Score]:
    """Score and learn a bucket. A silent one, or one nobody knows, is caught up with the next that counts."""
    bucket, count = start_s // rules.width_s, count_of(rules, own)
    if not count or is_unknown(unknown, bucket):
        return series, Score()
    memory, score = advance(rules.detector, series.memory, bucket, count, width_s=rules.width_s, unknown=unknown)
    return replace(series, memory=memory), score


def is_confirmed(series: SeriesState | None) -> bool:
    """Whether a series has an alert that closed buckets stand behind."""
    return series is not None and series.episode is not None and series.episode.confirmed


def around_of(
    state: WatchState, key: str, series: dict[str, SeriesState], partition: PartitionClock, rules: CountRules
) -> Around:
    """What surrounds one series of a watch that has been mentioned."""
    assert state.greatest_at is not None
    parts = {part: one.recent for part, one in series.items() if part != WHOLE} if key == WHOLE else {}
    return Around(
        rules=rules,
        key=key,
        parts=parts,
        intake=partition.intake,
        greatest_at=state.greatest_at,
        anew_s=state.anew_s,
    )
