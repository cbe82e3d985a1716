"""How each watch stands at one moment of a run: what came in the last hour, what is usual, and what that means."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.series import WHOLE
from workers.alert.state import WatchState
from workers.detect import advance
from workers.detect.origins import Fold
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.model.alert import Severity
from workers.rules import Rules

_HOUR_S = 3_600
_LEARNT = timedelta(days=1)


class Row(Struct, frozen=True, kw_only=True):
    """One watch at one moment."""

    name: str
    origins: int = 0
    """Of the last hour."""
    usual: float = 0.0
    """Origins an hour at this time of day."""
    days: float = 0.0
    """How long it has been learnt."""
    alert: Severity | None = None
    """Of its open alert; None without one."""
    blind: bool = False
    """Whether nobody knows the true counts at present."""

    @property
    def learning(self) -> bool:
        """Whether it is too young to tell anything."""
        return self.days < _LEARNT / timedelta(days=1)


def rows_of(
    rules: Rules, states: Mapping[str, WatchState], partition: PartitionClock | None, at: datetime | None
) -> tuple[Row, ...]:
    """One row a watch, in the order of the config.

    Args:
        rules: Of the config.
        states: By watch id; a watch that was never named has none.
        partition: What was heard of the clock; None before the first tick.
        at: The event time (UTC); None before the first page.
    """
    partition = partition or PartitionClock()
    return tuple(_rows(rules, states, partition, None if at is None else int(at.timestamp())))


def _rows(
    rules: Rules, states: Mapping[str, WatchState], partition: PartitionClock, now_s: int | None
) -> Iterator[Row]:
    for watch, counting in rules.watches.items():
        state = states.get(watch)
        if state is None or now_s is None or WHOLE not in state.series:
            yield Row(name=counting.name, blind=not partition.last_slot_known)
            continue
        yield _row(counting, state, partition, now_s)


def _row(counting: CountRules, state: WatchState, partition: PartitionClock, now_s: int) -> Row:
    series = state.series[WHOLE]
    usual, days = _usual(counting, state, partition, now_s)
    return Row(
        name=counting.name,
        origins=_origins_since(state, now_s - _HOUR_S),
        usual=usual,
        days=days,
        alert=series.episode.told.severity if series.episode is not None else None,
        blind=not partition.last_slot_known,
    )


def _origins_since(state: WatchState, since_s: int) -> int:
    closed = sum(one.what.origins for one in state.series[WHOLE].recent.buckets if one.start_s >= since_s)
    new = (one for one in state.kept if one.fold is Fold.ORIGIN and one.mention.at.timestamp() >= since_s)
    return closed + sum(1 for _ in new)


def _usual(counting: CountRules, state: WatchState, partition: PartitionClock, now_s: int) -> tuple[float, float]:
    """Origins an hour, and days learnt, by what the detector would say of an empty bucket now."""
    width_s, memory = counting.width_s, state.series[WHOLE].memory
    bucket = max(now_s // width_s, memory.bucket + 1)
    unknown = unknown_buckets(partition, width_s, bucket * width_s)
    _, score = advance(counting.detector, memory, bucket, 0, width_s=width_s, unknown=unknown)
    return score.usual * _HOUR_S / width_s, score.baseline_days
