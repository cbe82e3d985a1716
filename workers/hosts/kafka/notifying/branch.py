"""One partition's share of notifying: its outboxes, its own time, and what is to be written of both."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from workers.alert.outbox import Attempt
from workers.alert.route import Moment, RouteRules
from workers.alert.silence import Silence
from workers.hosts.desk import USUAL, Desk, Terms
from workers.hosts.kafka.codecs import HostTick, NoticeEvent, Offer
from workers.hosts.kafka.engine.kept import Row
from workers.hosts.lines import Lines
from workers.hosts.observe import Observer
from workers.hosts.shelf import Key
from workers.model.alert import Change
from workers.model.notice import Delivery, Outcome

FORGET_EVERY = timedelta(minutes=10)
EARLY = timedelta(minutes=5)
"""An offer to a subscription that is not known waits so long for another config."""
MOST_EARLY = 1_000
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_GAP = "\0"


class PartitionRows:
    """The rows of one partition of the table, by subscription and alert."""

    def __init__(self, rows: Mapping[bytes, bytes]) -> None:
        self._rows = rows

    def get(self, key: Key) -> bytes | None:
        """Return one row; None where there is none."""
        return self._rows.get(row_key(key))

    def items(self) -> Iterable[tuple[Key, bytes]]:
        """Yield all of them."""
        for key, value in self._rows.items():
            yield key_of(key), value


class Branch:
    """Hears the events of one partition; lives from one assignment of partitions to the next."""

    def __init__(
        self,
        partition: int,
        rows: Mapping[bytes, bytes],
        rules: RouteRules,
        lines: Lines,
        terms: Terms = USUAL,
        *,
        live: bool,
    ) -> None:
        """Take up the rows of a partition, as they were last written: what was in flight is owed again.

        Args:
            partition: Its number.
            rows: By `row_key`; what is written stands in them afterwards.
            rules: Who asks for what.
            lines: The channels of this process.
            terms: How hard is tried, and how much is kept.
            live: Whether the host's clock moves time; else only what is heard of does.

        Raises:
            StateError: a row cannot be read.
        """
        self._partition, self._live = partition, live
        self._desk = Desk(rules, PartitionRows(rows), lines, terms)
        self._heard_at = self._desk.outboxes.heard_at or _BEGINNING
        """The greatest event time heard of (UTC)."""
        self._forgot_at = _BEGINNING
        self._early: deque[tuple[datetime, str, Change]] = deque(maxlen=MOST_EARLY)
        """When each came, for whom, and what: of subscriptions that another notifier knows and this one not yet."""

    def reload(self, rules: RouteRules, terms: Terms) -> None:
        """Decide by another config from now on; what is owed stays owed.

        What was offered to a subscription that is known only now is heard at the next tick.
        """
        self._desk.reload(rules, terms)

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return self._desk.owed

    def hear(self, event: NoticeEvent, now: datetime, observer: Observer) -> list[Delivery]:
        """Hear one event; return what is to be recorded.

        Args:
            event: From the partition.
            now: The host's clock (UTC).
            observer: Hears of it, too.
        """
        match event:
            case Offer(subscription_id=subscription, change=change):
                return self._offer(subscription, change, now, observer)
            case Outcome():
                return self._answer(event, observer)
            case HostTick(at=at):
                return self._tick(at, observer)

    def silence(self, silences: Sequence[Silence]) -> None:
        """Hear which silences were made by command; what one held is told at the next tick after its end."""
        self._desk.silence(silences)

    def due(self, at: datetime) -> list[Attempt]:
        """Return the attempts to be made now; they count as in flight from here on."""
        return self._desk.due(at)

    def rows(self) -> Iterator[Row]:
        """What changed since this was last asked, one row each."""
        for key, value in self._desk.written().items():
            yield Row(partition=self._partition, key=row_key(key), value=value)

    def _offer(self, subscription: str, change: Change, now: datetime, observer: Observer) -> list[Delivery]:
        self._heard_at = max(self._heard_at, change.changed_at)
        if not self._desk.knows(subscription):
            self._early.append((now, subscription, change))
            return []
        return _decided(self._desk.offer(subscription, change, now if self._live else change.changed_at), observer)

    def _answer(self, outcome: Outcome, observer: Observer) -> list[Delivery]:
        heard = self._desk.answer(outcome)
        if heard is None:
            return []
        delivery, happened_at = heard
        observer.answered(outcome, (outcome.at - happened_at).total_seconds())
        return [delivery]

    def _tick(self, now: datetime, observer: Observer) -> list[Delivery]:
        deliveries = self._hear_early(now)
        at = now if self._live else self._heard_at
        deliveries += self._desk.ask_again(Moment(at=at, event_at=at))
        if at - self._forgot_at >= FORGET_EVERY:
            self._desk.forget(at)
            self._forgot_at = at
        return _decided(deliveries, observer)

    def _hear_early(self, now: datetime) -> list[Delivery]:
        """Hear offers to subscriptions that are known by now, and let go of those that nobody came for."""
        early, deliveries = [one for one in self._early if now - one[0] <= EARLY], list[Delivery]()
        self._early.clear()
        for came_at, subscription, change in early:
            if self._desk.knows(subscription):
                deliveries += self._desk.offer(subscription, change, now if self._live else change.changed_at)
            else:
                self._early.append((came_at, subscription, change))
        return deliveries


def row_key(key: Key) -> bytes:
    """The key of a row: subscription and alert, with between them what no id holds."""
    return _GAP.join(key).encode()


def key_of(row: bytes) -> Key:
    """Whose outbox a row is."""
    subscription, alert = row.decode().split(_GAP)
    return subscription, alert


def _decided(deliveries: list[Delivery], observer: Observer) -> list[Delivery]:
    for delivery in deliveries:
        observer.decided(delivery)
    return deliveries
