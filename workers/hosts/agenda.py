"""What is to be done when: made from the rows, and kept beside them, so that none is opened before its time."""

from collections.abc import Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush

from workers.alert.outbox import Outbox
from workers.hosts.shelf import Key, Row
from workers.model.alert import AlertState
from workers.model.notice import Verdict

_STALE = 4
"""A queue with so many entries for each that holds is made anew."""
_SMALL = 64


class _Queue:
    """The rows in which one channel waits for nothing but time."""

    def __init__(self) -> None:
        self._due: dict[Key, datetime] = {}
        self._heap: list[tuple[datetime, datetime, Key]] = []

    def put(self, key: Key, due_at: datetime, happened_at: datetime) -> None:
        if self._due.get(key) == due_at:
            return
        self._due[key] = due_at
        heappush(self._heap, (due_at, happened_at, key))
        if len(self._heap) > _SMALL + _STALE * len(self._due):
            self._heap = [entry for entry in self._heap if self._due.get(entry[2]) == entry[0]]
            heapify(self._heap)

    def drop(self, key: Key) -> None:
        self._due.pop(key, None)

    def take(self, at: datetime) -> Key | None:
        self._clean()
        if not self._heap or self._heap[0][0] > at:
            return None
        key = heappop(self._heap)[2]
        del self._due[key]
        return key

    @property
    def first_at(self) -> datetime | None:
        self._clean()
        return self._heap[0][0] if self._heap else None

    def _clean(self) -> None:
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][0]:
            heappop(self._heap)


class Agenda:
    """Knows of every row what may become of it by time alone."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._owed: dict[Key, int] = {}
        self._owed_of: dict[str, int] = {}
        self._held: dict[tuple[str, Verdict], dict[Key, datetime]] = {}
        self._told: dict[str, dict[Key, datetime]] = {}
        self._calm: dict[Key, datetime] = {}

    def file(self, key: Key, row: Row, waits: Mapping[str, datetime]) -> None:
        """Note a row.

        Args:
            key: Its key.
            row: As it is now.
            waits: When each channel that waits for nothing else is to be tried (UTC).
        """
        outbox = row.outbox
        for name, queue in self._queues.items():
            if name not in waits:
                queue.drop(key)
        happened_at = row.latest.changed_at if row.latest else outbox.heard_at
        for name, due_at in waits.items():
            self._queues.setdefault(name, _Queue()).put(key, due_at, happened_at or due_at)
        self._count(key, len(outbox.owed))
        self._note_held(key, outbox)
        self._note_told(key, row)
        last = outbox.heard_at or (outbox.told.at if outbox.told else None)
        if row.latest is None and not outbox.owed and last is not None:
            self._calm[key] = last
        else:
            self._calm.pop(key, None)

    def drop(self, key: Key) -> None:
        """Forget a row."""
        self.file(key, Row(), {})

    @property
    def owed(self) -> int:
        """Notices that no channel has taken yet."""
        return sum(self._owed_of.values())

    def owed_of(self, subscription: str) -> int:
        """The same of one subscription."""
        return self._owed_of.get(subscription, 0)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that ever waited for something."""
        return tuple(self._queues)

    def take(self, channel: str, at: datetime) -> Key | None:
        """The row that is due first; it counts as taken. None when none is due (UTC)."""
        return self._queues[channel].take(at)

    def next_due(self) -> datetime | None:
        """When the next row is due (UTC)."""
        return min((at for queue in self._queues.values() if (at := queue.first_at) is not None), default=None)

    def holds(self) -> list[tuple[str, Verdict]]:
        """What holds something: subscription, and why."""
        return sorted(hold for hold, keys in self._held.items() if keys)

    def held_by(self, subscription: str, verdict: Verdict) -> list[Key]:
        """The rows that one thing holds, the oldest first."""
        keys = self._held.get((subscription, verdict), {})
        return sorted(keys, key=lambda key: (keys[key], key))

    def told(self, subscription: str, before: datetime) -> list[Key]:
        """The open alerts that a subscription was last told of at a time or earlier (UTC, event time)."""
        told = self._told.get(subscription, {})
        return sorted(key for key, at in told.items() if at <= before)

    def open(self) -> list[Key]:
        """The open alerts that somebody was told of."""
        return sorted(key for told in self._told.values() for key in told)

    def calm(self, before: datetime) -> list[Key]:
        """The rows of ended alerts of which nothing was heard since (UTC, event time)."""
        return sorted(key for key, at in self._calm.items() if at < before)

    def _count(self, key: Key, owed: int) -> None:
        before, subscription = self._owed.get(key, 0), key[0]
        if owed != before:
            self._owed_of[subscription] = self._owed_of.get(subscription, 0) + owed - before
        if owed:
            self._owed[key] = owed
        else:
            self._owed.pop(key, None)

    def _note_held(self, key: Key, outbox: Outbox) -> None:
        for (subscription, _), keys in list(self._held.items()):
            if subscription == key[0]:
                keys.pop(key, None)
        if outbox.held is not None and outbox.held.verdict is not Verdict.HOLD_TOO_MANY:
            self._held.setdefault((key[0], outbox.held.verdict), {})[key] = outbox.held.since

    def _note_told(self, key: Key, row: Row) -> None:
        told, open_ = row.outbox.told, row.latest is not None and row.latest.state is AlertState.OPEN
        of_subscription = self._told.setdefault(key[0], {})
        if open_ and told is not None and told.at is not None and told.state is AlertState.OPEN:
            of_subscription[key] = told.at
        else:
            of_subscription.pop(key, None)
