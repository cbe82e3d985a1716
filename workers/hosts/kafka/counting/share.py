"""One partition's share of counting: its watches, its own clock, and what is to be written of both."""

from collections.abc import Iterator, Mapping

from workers.alert.counting import CountRules
from workers.alert.hour import Hour
from workers.alert.removal import REMOVED, end_open
from workers.detect.clock import TimeRules
from workers.hosts.contain import Bug
from workers.hosts.counter import Counter
from workers.hosts.kafka import codecs
from workers.hosts.kafka.counting.states import CLOCK_KEY, States, decode_row, watch_of
from workers.hosts.kafka.engine.kept import Row
from workers.model.alert import Change
from workers.model.signal import Mention, Signal, Tick


class Share:
    """Counts the signals of one partition; lives from one assignment of partitions to the next."""

    def __init__(self, partition: int, rows: Mapping[bytes, bytes], watches: Mapping[str, CountRules]) -> None:
        """Take up the rows of a partition, as they were last written.

        Raises:
            StateError: a row cannot be read.
        """
        self._partition, self._rows, self._watches = partition, rows, watches
        self._states = States(rows, watches)
        clock = codecs.partition_clocks.decode(rows[CLOCK_KEY]) if CLOCK_KEY in rows else None
        self._counter = Counter(watches, TimeRules(), None, clock, self._states)
        self._clock = self._counter.partition
        self._gone = sorted(name for key in rows if key != CLOCK_KEY and (name := watch_of(key)) not in watches)
        self._dropped: list[str] = []

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
        """The partition's clock if it moved: written last, or a mention that comes again would be judged late."""
        if self._counter.partition != self._clock:
            self._clock = self._counter.partition
            yield self._row(CLOCK_KEY, codecs.partition_clocks.encode(self._clock))

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
