"""A state that was learnt from an archive, made fit to go on where everything else stands."""

from collections.abc import Mapping

from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.alert.state import SeriesState, WatchState
from workers.detect import advance
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.model.count import UnknownRange
from workers.model.names import alert_id


def learnt_alerts(watch_id: str, state: WatchState) -> dict[str, str]:
    """The id that the next alert of each series has, by the series' key."""
    return {key: alert_id(watch_id, key, series.since_s) for key, series in state.series.items()}


def graft(
    state: WatchState, learnt_by: PartitionClock, now_s: int | None, last: Mapping[str, int], rules: CountRules
) -> WatchState:
    """Let a learnt state go on at the present watermark.

    Nobody counted the watch from the end of the archive up to there, so that time is unknown, and no silence.

    Args:
        state: What was learnt.
        learnt_by: The archive's own clock.
        now_s: The present watermark (Unix seconds); None where nothing was read yet.
        last: The greatest sequence told of each alert in an earlier life of the watch, by alert id.
        rules: The watch.
    """
    names = learnt_alerts(rules.watch_id, state)
    series = {
        key: replace(one, sequence=max(one.sequence, last.get(names[key], -1) + 1)) for key, one in state.series.items()
    }
    ended_s = learnt_by.watermark_s
    if now_s is None or ended_s is None or now_s // rules.width_s <= ended_s // rules.width_s:
        return replace(state, series=series)
    end_s = ended_s // rules.width_s * rules.width_s
    gap = UnknownRange(first=end_s // rules.width_s, end=now_s // rules.width_s)
    unknown = (*unknown_buckets(learnt_by, rules.width_s, end_s), gap)
    passed = {key: _pass(one, unknown, rules) for key, one in series.items()}
    # What stood in the archive's last, open bucket was not read to its end; it goes the way of the gap.
    return replace(state, series=passed, kept=(), closed_s=gap.end * rules.width_s)


def _pass(series: SeriesState, unknown: tuple[UnknownRange, ...], rules: CountRules) -> SeriesState:
    last = unknown[-1].end - 1
    memory, _ = advance(rules.detector, series.memory, last, None, width_s=rules.width_s, unknown=unknown)
    return replace(series, memory=memory)
