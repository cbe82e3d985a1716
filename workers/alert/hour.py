"""What a watch counted within its last hour, and what is usual."""

from collections.abc import Mapping

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.series import WHOLE, count_of
from workers.alert.state import WatchState
from workers.detect import advance
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.detect.timeline import buckets_of

HOUR_S = 3_600


class Hour(Struct, frozen=True, kw_only=True):
    """Counted against expected, of the watch as a whole."""

    observed: int
    expected: float


def hour_of(state: WatchState, partition: PartitionClock, rules: CountRules) -> Hour | None:
    """Measure the hour up to the newest mention; None where no bucket is closed yet, or no mention is open.

    Of a detector that knows no window of an hour, the window next to it.
    """
    whole = state.series.get(WHOLE)
    open_ = buckets_of(state.kept, rules.width_s)
    if whole is None or not open_:
        return None
    memory, found = whole.memory, None
    for start_s, bucket in open_:
        unknown, count = unknown_buckets(partition, rules.width_s, start_s), count_of(rules, bucket)
        if not count:
            continue
        number = start_s // rules.width_s
        memory, score = advance(rules.detector, memory, number, count, width_s=rules.width_s, unknown=unknown)
        window = min(score.windows, key=lambda one: abs(one.window_s - HOUR_S), default=None)
        found = found if window is None else Hour(observed=window.observed, expected=window.expected)
    return found


def most_observed(hours: Mapping[str, Hour], limit: int) -> dict[str, Hour]:
    """Those of the watches (by id) that counted most, at most so many; of equals the first by id."""
    return dict(sorted(hours.items(), key=lambda item: (-item[1].observed, item[0]))[:limit])
