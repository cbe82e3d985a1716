"""What every host must agree on: the facts that are left when all is read and all buckets are closed.

Two runs end at different watermarks, so both are first settled: decided and closed up to one late hour.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.alert.state import WatchState
from workers.detect import advance
from workers.detect.clock import Clock, decide_until
from workers.detect.partition import PartitionClock
from workers.hosts.counter import NOBODY_TOLD
from workers.model.alert import Change
from workers.model.signal import SlotRange
from workers.pipeline import count_signal, hear_tick, ingest_change

States = Mapping[str, WatchState]
Watches = Mapping[str, CountRules]


class Settled(Struct, frozen=True, kw_only=True):
    """What one partition of counters knows when all is over."""

    states: dict[str, WatchState]
    changes: tuple[Change, ...]
    """What settling told."""
    unknown: tuple[SlotRange, ...]
    """The slots that nobody knows the truth of."""


def settle(clock: Clock, partition: PartitionClock, states: States, watches: Watches, end_s: int) -> Settled:
    """Decide and close everything up to an hour (Unix seconds, whole slots) later than all pages."""
    finals = [candidate for known in clock.inputs.values() for candidate in known.candidates[-1:]]
    pending = {slot: dict(told) for slot, told in clock.pending.items()}
    for tally in (tally for final in finals for tally in final.tallies):
        slot = pending.setdefault(tally.slot, {})
        slot[tally.source] = slot.get(tally.source, 0) + tally.articles
    _, ticks = decide_until(replace(clock, pending=pending), end_s)
    closed, changes = dict(states), list[Change]()
    for tick in ticks:
        changes += [ingest_change(step, NOBODY_TOLD) for step in tick.faults]
        partition = hear_tick(partition, tick)
        for name in sorted(closed):
            closed[name], told = count_signal(closed[name], partition, tick, watches[name])
            changes += told
    return Settled(states=closed, changes=tuple(changes), unknown=partition.unknown)


def final_facts(states: States, watches: Watches, end_s: int) -> dict[str, object]:
    """All that every host must agree on, of settled states: by watch, in plain values that compare."""
    return {
        name: {
            "seen": state.seen,
            "closed_s": state.closed_s,
            "series": {
                key: {
                    "since_s": one.since_s,
                    "recent": one.recent,
                    "open": one.episode and (one.episode.bucket_s, one.episode.peak, one.episode.from_s),
                    "memory": advance(
                        watches[name].detector,
                        one.memory,
                        end_s // watches[name].width_s,
                        0,
                        width_s=watches[name].width_s,
                    )[0],
                }
                for key, one in sorted(state.series.items())
            },
        }
        for name, state in sorted(states.items())
    }


def confirmed_ends(changes: Iterable[Change]) -> dict[str, tuple[object, ...]]:
    """Alerts that ran their course, by id: when they ended, how high they rose, on what."""
    return {
        change.alert_id: (change.resolved_at, change.why.peak, change.evidence)
        for change in changes
        if "calm" in change.told_because
    }
