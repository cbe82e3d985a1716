"""The third step: one signal for one watch."""

from msgspec.structs import replace

from workers.alert.close import Closed, close_until
from workers.alert.counting import CountRules
from workers.alert.early import hear_mention
from workers.alert.series import WHOLE, is_part
from workers.alert.state import SeriesState, WatchState, new_state
from workers.detect.partition import PartitionClock
from workers.model.signal import Mention, Signal


def count_signal(state: WatchState | None, partition: PartitionClock, signal: Signal, rules: CountRules) -> Closed:
    """Hear one mention of the watch, or one tick.

    The same signal heard again changes nothing that was counted.

    Args:
        state: What is remembered of the watch; None when it was never mentioned.
        partition: The partition's clock; a tick has moved it on already (`hear_tick`).
        signal: A mention of this watch, or a tick.
        rules: The watch.
    """
    state = _drop_parts(_learn_anew(state, partition, rules), rules) if state is not None else new_state(rules)
    state, changes = close_until(state, partition, rules)
    if isinstance(signal, Mention) and signal.counted == rules.counted_hash:
        state, told = hear_mention(state, partition, signal, rules)
        changes += told
    return state, changes


def _drop_parts(state: WatchState, rules: CountRules) -> WatchState:
    """Forget the parts of another config's `split_by`; one with an open alert stays until calm."""
    if len(state.series) < 2:
        return state
    kept = {key: one for key, one in state.series.items() if key == WHOLE or one.episode or is_part(rules, key)}
    return state if len(kept) == len(state.series) else replace(state, series=kept)


def _learn_anew(state: WatchState, partition: PartitionClock, rules: CountRules) -> WatchState:
    """Forget what was learnt when what is counted has changed; an open alert stays until calm."""
    if state.counted_hash == rules.counted_hash:
        return state
    series: dict[str, SeriesState] = {
        key: replace(one, memory=rules.detector.start())
        for key, one in state.series.items()
        if one.episode or key == WHOLE
    }
    # Buckets of another width may cut the open one in two: it begins where the old ones ended.
    closed_s = None if state.closed_s is None else -(-state.closed_s // rules.width_s) * rules.width_s
    kept = tuple(one for one in state.kept if one.mention.counted == rules.counted_hash)
    anew_s = max((at_s for at_s in (state.closed_s, partition.watermark_s) if at_s is not None), default=state.anew_s)
    return replace(state, counted_hash=rules.counted_hash, series=series, kept=kept, closed_s=closed_s, anew_s=anew_s)
