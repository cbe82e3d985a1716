"""Keep time and count: the two steps with a memory, and their memory, in one process."""

from collections.abc import Iterator, Mapping, MutableMapping
from heapq import heapify, heappop, heappush

from workers.alert.counting import CountRules
from workers.alert.hour import Hour, hour_of, most_observed
from workers.alert.ingest import IngestRules
from workers.alert.state import WatchState
from workers.detect.clock import Clock, TimeRules
from workers.detect.partition import PartitionClock
from workers.hosts.contain import Bug, contain
from workers.model.alert import Change
from workers.model.pulse import Pulse
from workers.model.signal import Mention, Signal, Tick
from workers.pipeline import count_signal, due_s, hear_tick, ingest_change, keep_time
from workers.rules import Rules

NOBODY_TOLD = IngestRules()


def ingest_rules(rules: Rules) -> IngestRules:
    """What keeping time needs of a config, to tell of our own ingest."""
    return IngestRules(config_hash=rules.config_hash, link_base=rules.settings.link_base)


class Counter:
    """Holds the clock and the state of every watch; hears pulses and mentions, one at a time."""

    def __init__(
        self,
        watches: Mapping[str, CountRules],
        time: TimeRules,
        clock: Clock | None = None,
        partition: PartitionClock | None = None,
        states: MutableMapping[str, WatchState] | None = None,
        ingest: IngestRules = NOBODY_TOLD,
    ) -> None:
        """Take up where the last one ended; the states of watches that are not counted must be left out.

        Args:
            watches: The rules of those that are counted.
            time: How time is kept.
            clock: The timekeeper's state.
            partition: What was heard of it.
            states: By watch id; written to. Each is asked for once here, and when its watch is counted or closed.
            ingest: What alerts about our own ingest say of the config.
        """
        self.clock = clock or Clock()
        self.partition = partition or PartitionClock()
        self.states: MutableMapping[str, WatchState] = {} if states is None else states
        self.bugs: list[tuple[Bug, str, Signal]] = []
        """Steps that failed since this was last emptied: what, for which watch, at which signal."""
        self._watches, self._time, self._ingest = watches, time, ingest
        self._dirty: set[str] = set()
        self._due = [(due, watch) for watch in list(self.states) if (due := self._due_of(watch)) is not None]
        heapify(self._due)

    def reload(self, watches: Mapping[str, CountRules], ingest: IngestRules) -> None:
        """Count by other rules from the next signal on; states of watches that are no longer counted are let go."""
        before, self._watches, self._ingest = self._watches, watches, ingest
        for watch in [one for one in before if one not in watches and one in self.states]:
            del self.states[watch]
            self._dirty.discard(watch)
        # Under another width a bucket may end sooner than it was noted.
        moved = (name for name, rules in watches.items() if name not in before or before[name].width_s != rules.width_s)
        for watch in moved:
            if (due := self._due_of(watch)) is not None:
                heappush(self._due, (due, watch))

    def hear(self, pulse: Pulse) -> Iterator[tuple[Tick, list[Change]]]:
        """Keep time; yield each tick and the changes it caused: of our own ingest first, then by watch id."""
        for tick in self.keep(pulse):
            yield tick, self.follow(tick)

    def keep(self, pulse: Pulse) -> tuple[Tick, ...]:
        """Keep time; return the ticks, which are to be followed in their order."""
        self.clock, ticks = keep_time(self.clock, pulse, self._time)
        return ticks

    def follow(self, tick: Tick) -> list[Change]:
        """Return the changes a tick of ours causes: of our own ingest first, then by watch id."""
        return [*(ingest_change(step, self._ingest) for step in tick.faults), *self.tick(tick)]

    def tick(self, tick: Tick) -> list[Change]:
        """Close what a tick has passed; return the changes, by watch id."""
        self.partition = hear_tick(self.partition, tick)
        changes: list[Change] = []
        for watch in self._due_by(int(tick.watermark.timestamp())):
            changes += self._step(watch, tick)
        return changes

    def count(self, mention: Mention) -> tuple[list[Change], bool]:
        """Count a mention; return the changes, and whether it came after its bucket was closed."""
        rules = self._watches[mention.watch_id]
        end_s = (int(mention.at.timestamp()) // rules.width_s + 1) * rules.width_s
        late = self.partition.watermark_s is not None and end_s <= self.partition.watermark_s
        return self._step(mention.watch_id, mention), late

    def busiest(self, limit: int) -> dict[str, Hour]:
        """The watches that count most within their last hour, at most so many; those that count nothing now are none.

        Each is looked into: not for every mention.
        """
        hours = {
            watch: hour
            for watch in sorted({watch for _, watch in self._due} & self._watches.keys() & self.states.keys())
            if (hour := hour_of(self.states[watch], self.partition, self._watches[watch])) is not None
        }
        return most_observed(hours, limit)

    def written(self) -> dict[str, WatchState]:
        """Return the states that changed since this was last asked: they are to be written now."""
        return {watch: self.states[watch] for watch in self.changed()}

    def changed(self) -> list[str]:
        """Return the ids of the states that changed since this was last asked."""
        changed = sorted(self._dirty)
        self._dirty.clear()
        return changed

    def _step(self, watch: str, signal: Signal) -> list[Change]:
        before, rules = self.states.get(watch), self._watches[watch]
        stepped = contain(lambda: count_signal(before, self.partition, signal, rules))
        if isinstance(stepped, Bug):
            self.bugs.append((stepped, watch, signal))
            return []
        state, changes = stepped
        if state is not before:
            self.states[watch] = state
            self._dirty.add(watch)
        due = self._due_of(watch)
        if due is not None:
            heappush(self._due, (due, watch))
        return list(changes)

    def _due_of(self, watch: str) -> int | None:
        rules = self._watches.get(watch)
        return None if rules is None or watch not in self.states else due_s(self.states[watch], rules)

    def _due_by(self, watermark_s: int) -> list[str]:
        """Take the watches that have something to close, by id: never by the order in which they became due."""
        due: set[str] = set()
        while self._due and self._due[0][0] <= watermark_s:
            due.add(heappop(self._due)[1])
        # An entry may be older than the state: a tick that is not due would leave another state than a restart.
        return sorted(watch for watch in due if (self._due_of(watch) or watermark_s + 1) <= watermark_s)
