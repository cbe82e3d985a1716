"""All outboxes of a desk: what is in them, what of it is due, and what is under way."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from workers.alert.ledger import Ledger
from workers.alert.outbox import Attempt, Now, Outbox, Owed, begin, next_due, resume
from workers.alert.subscription import Subscription
from workers.hosts.agenda import Agenda
from workers.hosts.lines import Lines
from workers.hosts.shelf import Kept, Key, Row, Shelf
from workers.hosts.standing import Standing
from workers.model.notice import Outcome, Result
from workers.pipeline import plan_delivery

_AT_ONCE = datetime.min.replace(tzinfo=UTC)


class Outboxes:
    """Opens a row when something becomes of it, and keeps it packed for the rest of the time."""

    def __init__(
        self,
        kept: Kept,
        lines: Lines,
        wishes: Mapping[str, Subscription],
        channels: Mapping[str, Sequence[str]],
        schedule: Sequence[int],
    ) -> None:
        """Take up the rows as they were last written: what was under way then is owed again.

        Args:
            kept: Where rows are kept.
            lines: What the channels have under way.
            wishes: Subscriptions by id.
            channels: Those that may be used for each, by its id.
            schedule: Seconds before each attempt.

        Raises:
            StateError: a row cannot be read.
        """
        self._lines, self._wishes, self._channels, self._schedule = lines, wishes, channels, schedule
        self._flying: dict[Key, set[str]] = {}
        """Channels with an attempt about the alert under way; in memory alone: a kill ends them all."""
        self._standing = Standing(lines)
        self._shelf, self.agenda = Shelf(kept), Agenda()
        self.heard_at: datetime | None = None
        """The greatest event time of what was heard before (UTC)."""
        for key, row in self._shelf.rows():
            self.file(key, row)
            self.heard_at = max((at for at in (self.heard_at, row.outbox.heard_at) if at), default=None)

    def reload(
        self, wishes: Mapping[str, Subscription], channels: Mapping[str, Sequence[str]], schedule: Sequence[int]
    ) -> None:
        """Go on by another config: its subscriptions, the channels of each, and the schedule; see `__init__`."""
        self._wishes, self._channels, self._schedule = wishes, channels, schedule
        for key in self.agenda.open():  # who is to be told again of them may be others now
            row = self._shelf.get(key)
            if row is not None:
                self.file(key, row)

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return self.agenda.owed

    def owed_of(self, subscription: str) -> int:
        """The same of one subscription."""
        return self.agenda.owed_of(subscription)

    def get(self, key: Key) -> Row | None:
        """Return a row; None where there is none."""
        row = self._shelf.get(key)
        return None if row is None else replace(row, outbox=begin(row.outbox, self._flying.get(key, ())))

    def keep(self, key: Key, row: Row) -> None:
        """Change a row."""
        self._shelf.put(key, replace(row, outbox=resume(row.outbox)))
        self.file(key, row)

    def drop(self, key: Key) -> None:
        """Let go of a row."""
        self._shelf.drop(key)
        self.agenda.drop(key)
        self._standing.drop(key)

    def ledger(self, subscription: str) -> Ledger:
        """Return what is remembered of a subscription as a whole."""
        return self._shelf.ledger(subscription)

    def note(self, subscription: str, ledger: Ledger) -> None:
        """Change what is remembered of a subscription as a whole."""
        self._shelf.note(subscription, ledger)

    def written(self) -> dict[Key, bytes | None]:
        """Return the rows that changed since this was last asked: they are to be written now. None: forgotten."""
        return self._shelf.written()

    def file(self, key: Key, row: Row) -> None:
        """Note what of a row waits for nothing but time."""
        flying = self._flying.get(key, set())
        waits = {name: owed.due_at or _AT_ONCE for name, owed in next_due(row.outbox).items()}
        waits |= self._standing.waits(key, row, self._channels.get(key[0], ()))
        self.agenda.file(key, row, {name: at for name, at in waits.items() if name not in flying})

    def due(self, at: datetime) -> list[Attempt]:
        """Return the attempts to be made now, as many as the channels have room for, in a settled order for each.

        They count as under way from here on, in memory alone: after a kill
        nobody waits for them, and they are made again.
        """
        attempts: list[Attempt] = []
        for channel in self.agenda.channels:
            for _ in range(self._lines.room(channel, at)):
                key = self.agenda.take(channel, at)
                if key is None:
                    break
                attempts += self._hand_out(key, channel, at)
        return attempts

    def _hand_out(self, key: Key, channel: str, at: datetime) -> tuple[Attempt, ...]:
        row = self._shelf.get(key)
        if row is None:
            return ()
        outbox = begin(row.outbox, self._flying.get(key, ()))
        _, attempts = plan_delivery(outbox, Now(at=at, channel_id=channel), self._schedule)
        if not attempts:
            attempts = self._standing.attempts(row, self._wishes.get(key[0]), channel)
        for attempt in attempts:
            self._flying.setdefault(key, set()).add(channel)
            self._lines.begin(attempt)
        return attempts

    def landed(self, key: Key, outcome: Outcome) -> Row | None:
        """Hear that an attempt about an alert was answered; return the row, None where there is none any more."""
        flying = self._flying.get(key, set())
        flying.discard(outcome.channel_id)
        if not flying:
            self._flying.pop(key, None)
        if outcome.result is not Result.RETRY:
            self._standing.note(key, outcome.channel_id, outcome.at)
        row = self._shelf.get(key)
        if row is not None:
            self.file(key, row)
        return row


def waits_for(outbox: Outbox, outcome: Outcome) -> Owed | None:
    """The owed notice an answer is about; None where it was answered before, or nobody is owed it."""
    for owed in outbox.owed:
        if owed.notice.id == outcome.notice_id and owed.channel_id == outcome.channel_id:
            return owed if outcome.attempt > owed.attempts else None
    return None
