"""One partition's share of counting: its watches, its own clock, and what is to be written of both."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from workers.alert.counting import CountRules
from workers.alert.hour import Hour
from workers.alert.removal import REMOVED, end_open
from workers.detect.clock import TimeRules
from workers.hosts.contain import Bug
from workers.hosts.counter import NOBODY_TOLD, Counter
from workers.hosts.kafka import codecs
from workers.hosts.kafka.counting.states import CLOCK_KEY, States, decode_row, watches_in
from workers.hosts.kafka.counting.waiting import Released, Waiting
from workers.hosts.kafka.engine.kept import Row
from workers.model.alert import Change
from workers.model.signal import Mention, Signal, Tick


class Share:
    """Counts the signals of one partition; lives from one assignment of partitions to the next."""

    def __init__(
        self,
        partition: int,
        rows: Mapping[bytes, bytes],
        watches: Mapping[str, CountRules],
        lateness: timedelta = timedelta(),
    ) -> None:
        """Take up the rows of a partition, as they were last written.

        Args:
            partition: Its number.
            rows: As last written; what is written stands in them afterwards.
            watches: The rules of those that are counted.
            lateness: How far behind what was read the clock is.

        Raises:
            StateError: a row cannot be read.
        """
        self._partition, self._rows, self._watches = partition, rows, watches
        self._states = States(rows, watches)
        clock = codecs.partition_clocks.decode(rows[CLOCK_KEY]) if CLOCK_KEY in rows else None
        self._counter = Counter(watches, TimeRules(), None, clock, self._states)
        self._clock = self._counter.partition
        self._gone = sorted(watches_in(rows) - watches.keys())
        self._dropped: list[str] = []
        self._waiting, self._lateness = Waiting(rows), lateness
        self._former: set[tuple[str, str]] = set()
        """Watches and hashes of configs that were in force here: mentions under them wait for nothing."""

    def reload(self, watches: Mapping[str, CountRules]) -> None:
        """Count by another config from the next signal on. What was counted by the old one must be written."""
        self._former |= {(name, rules.counted_hash) for name, rules in self._watches.items()}
        self._former -= {(name, rules.counted_hash) for name, rules in watches.items()}
        self._watches = watches
        self._states.reload(watches)
        self._counter.reload(watches, NOBODY_TOLD)
        self._gone = sorted(watches_in(self._rows) - watches.keys())
        self._waiting.reload()

    @property
    def waiting(self) -> int:
        """How many mentions wait for another config."""
        return len(self._waiting)

    def wait(self, mention: Mention) -> bool:
        """Let a mention wait that is not known; False: it need not, for the config that knew it is gone."""
        if (mention.watch_id, mention.counted) in self._former:
            return False
        self._waiting.add(mention)
        return True

    def hear_time(self, signal: Signal) -> None:
        """Hear how far time is."""
        self._waiting.hear(signal.at if isinstance(signal, Mention) else signal.watermark + self._lateness)

    def release(self) -> Released:
        """Let go of the mentions that wait no longer; those that are known are to be counted now."""
        return self._waiting.release(self.knows)

    def __len__(self) -> int:
        """How many of its watches were ever mentioned."""
        return len(self._states)

    def busiest(self, limit: int) -> dict[str, Hour]:
        """Its watches that count most within their last hour, at most so many."""
        return self._counter.busiest(limit)

    @property
    def open_alerts(self) -> int:
        """How many alerts about its watches are open."""
        return self._states.open_alerts

    def knows(self, mention: Mention) -> bool:
        """Whether a mention is of a watch of this config, found by the same terms."""
        rules = self._watches.get(mention.watch_id)
        return rules is not None and rules.counted_hash == mention.counted

    def count(self, mention: Mention) -> tuple[list[Change], bool]:
        """Count a mention that is known; return the changes, and whether it came too late."""
        changes, late = self._counter.count(mention)
        return self._told(changes), late

    def tick(self, tick: Tick) -> list[Change]:
        """Close what a tick has passed; at the first one, take leave of watches the config has lost."""
        return self._take_leave() + self._told(self._counter.tick(tick))

    def bugs(self) -> list[tuple[Bug, str, Signal]]:
        """Steps that failed since this was last asked."""
        bugs = list(self._counter.bugs)
        self._counter.bugs.clear()
        return bugs

    def rows(self) -> Iterator[Row]:
        """What changed of the watches since this was last asked, one row each, encoded as it is taken."""
        for watch in self._counter.changed():
            yield self._row(watch.encode(), self._states.encode(watch))
        dropped, self._dropped = self._dropped, []
        for watch in dropped:
            yield self._row(watch.encode(), None)

    def clock_rows(self) -> Iterator[Row]:
        """The partition's clock if it moved, and what waits: written last.

        A mention that comes again would be judged late; one that waited must be counted before it waits no longer.
        """
        if self._counter.partition != self._clock:
            self._clock = self._counter.partition
            yield self._row(CLOCK_KEY, codecs.partition_clocks.encode(self._clock))
        for key, value in self._waiting.rows():
            yield self._row(key, value)

    def _row(self, key: bytes, value: bytes | None) -> Row:
        return Row(partition=self._partition, key=key, value=value)

    def _told(self, changes: list[Change]) -> list[Change]:
        for change in changes:
            self._states.tell(change)
        return changes

    def _take_leave(self) -> list[Change]:
        changes: list[Change] = []
        for watch in self._gone:
            key = watch.encode()
            row = decode_row(key, self._rows[key])
            changes += end_open(watch, row.state, row.told, REMOVED)
        self._dropped += self._gone
        self._gone = []
        return changes
