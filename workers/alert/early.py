"""A mention as it comes: it joins its open bucket, and is scored at once."""

from msgspec.structs import replace

from workers.alert import lifecycle
from workers.alert.close import around_of
from workers.alert.counting import Counted, CountRules
from workers.alert.episode import crosses
from workers.alert.lifecycle import Around, Lived
from workers.alert.series import WHOLE, count_of, keys_of, members
from workers.alert.state import Measure, SeriesState, WatchState
from workers.detect import advance
from workers.detect.origins import Fold, Kept
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.detect.timeline import add_mention, bucket_start, buckets_of
from workers.model.alert import Change
from workers.model.signal import Mention

Heard = tuple[WatchState, tuple[Change, ...]]


def hear_mention(state: WatchState, partition: PartitionClock, mention: Mention, rules: CountRules) -> Heard:
    """Count one mention and judge the open buckets early.

    A mention whose bucket is closed, or that the watermark has passed, is late: counted as such and left out.
    One that is there already changes nothing.
    """
    if _is_late(state, partition, mention, rules):
        return replace(state, late=state.late + 1), ()
    kept = add_mention(state.kept, state.seen, mention, width_s=rules.width_s, fold_s=rules.fold_s)
    if kept is state.kept:
        return state, ()
    greatest = mention.at if state.greatest_at is None else max(state.greatest_at, mention.at)
    state = replace(state, kept=kept, greatest_at=greatest)
    added = next(one for one in kept if one.mention is mention)
    series = dict(state.series)
    changes: list[Change] = []
    for key in keys_of(rules, (added,), series):
        if key not in series or _adds_nothing(added, series[key], rules):
            continue
        whole_told = key != WHOLE and series[WHOLE].episode is not None
        around = around_of(state, key, series, partition, rules)
        own = members(rules, key, kept, series)
        series[key], told = _judge_early(around, series[key], own, partition, hushed=whole_told)
        changes += told
    return replace(state, series=series), tuple(changes)


def _is_late(state: WatchState, partition: PartitionClock, mention: Mention, rules: CountRules) -> bool:
    start_s = bucket_start(mention, rules.width_s)
    if state.closed_s is not None and start_s < state.closed_s:
        return True
    return partition.watermark_s is not None and start_s < partition.watermark_s // rules.width_s * rules.width_s


def _adds_nothing(added: Kept, series: SeriesState, rules: CountRules) -> bool:
    """A copy cannot lift a count of origins; an open alert still wants to hear of it."""
    return series.episode is None and rules.count is Counted.ORIGINS and added.fold is not Fold.ORIGIN


def _judge_early(
    around: Around, series: SeriesState, own: tuple[Kept, ...], partition: PartitionClock, *, hushed: bool
) -> Lived:
    now = around.greatest_at
    latest, crossing = _measure(around, series, own, partition)
    if series.episode is None:
        if crossing is None or hushed or not partition.last_slot_known:
            return series, ()
        return lifecycle.open_episode(around, series, crossing, own)
    if crossing is not None:
        series = lifecycle.heed(series, crossing)
        episode = series.episode
        assert episode is not None
        if not episode.confirmed:
            series = replace(series, episode=replace(episode, upto_s=max(episode.upto_s, crossing.bucket_s)))
    if not lifecycle.may_update(series, now):
        return series, ()
    return lifecycle.grow(around, series, own, latest, now)


def _measure(
    around: Around, series: SeriesState, own: tuple[Kept, ...], partition: PartitionClock
) -> tuple[Measure | None, Measure | None]:
    """The score of the last busy open bucket, and that of the last that crosses the line."""
    rules, memory = around.rules, series.memory
    latest: Measure | None = None
    crossing: Measure | None = None
    upto: tuple[Kept, ...] = ()
    for start_s, bucket in buckets_of(own, rules.width_s):
        upto += bucket
        count = count_of(rules, bucket)
        if not count:
            continue
        number, unknown = start_s // rules.width_s, unknown_buckets(partition, rules.width_s, start_s)
        memory, score = advance(rules.detector, memory, number, count, width_s=rules.width_s, unknown=unknown)
        latest = Measure(score=score, bucket_s=start_s, at=around.greatest_at, early=True)
        if crosses(around, series.recent, upto, latest):
            crossing = latest
    return latest, crossing
