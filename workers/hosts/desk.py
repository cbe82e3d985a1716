"""Route and notify: the outboxes of all subscriptions, and the record of what became of every change."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.digest import compose_digest, digest_now, overflow_digest
from workers.alert.ledger import spill
from workers.alert.limit import note_sent
from workers.alert.outbox import (
    KEPT,
    RETRY_AFTER_S,
    Addressed,
    Attempt,
    Held,
    Outbox,
    hear,
    may_go,
    replaced_by,
    tell,
)
from workers.alert.route import Moment, Remembered, Routed, RouteRules, channels_for, route_again, route_to_digest
from workers.alert.silence import Silence
from workers.alert.subscription import Subscription
from workers.documents.settings import SettingsFile
from workers.hosts.lines import Lines
from workers.hosts.outboxes import Outboxes, waits_for
from workers.hosts.records import attempted, in_digest, replaced, summed_up
from workers.hosts.shelf import Kept, Key, Row
from workers.hosts.waiting import Waiting
from workers.model.alert import AlertState, Change
from workers.model.digest import DigestReason
from workers.model.names import parts_of_notice
from workers.model.notice import Delivery, DigestNotice, Outcome, Verdict
from workers.pipeline import plan_delivery, route_change


class Terms(Struct, frozen=True, kw_only=True):
    """How hard is tried, and how much is kept for one subscription."""

    schedule: Sequence[int] = RETRY_AFTER_S
    """Seconds before each attempt."""
    most_owed: int = 10_000
    """Notices owed to one subscription; of what comes beyond, one summary is told when there is room again."""


USUAL = Terms()


def terms_of(settings: SettingsFile) -> Terms:
    """The terms a config sets."""
    schedule = tuple(wait.seconds for wait in settings.retry_after)
    return Terms(schedule=schedule, most_owed=settings.most_owed)


class Desk:
    """Holds every outbox; hears changes, answers and the time."""

    def __init__(
        self,
        rules: RouteRules,
        kept: Kept,
        lines: Lines,
        terms: Terms = USUAL,
    ) -> None:
        """Take up the rows as they were last written: what was under way then is owed again.

        Raises:
            StateError: a row cannot be read.
        """
        self._lines = lines
        self._made: tuple[Silence, ...] = ()
        self._take_up(rules, terms)
        self.outboxes = Outboxes(kept, lines, self._wishes, self._channels(), terms.schedule)
        self._waiting = Waiting(self.outboxes, self._wishes)

    def _take_up(self, rules: RouteRules, terms: Terms) -> None:
        self._rules, self._silences = rules, tuple(rules.silences)
        self._schedule, self._most_owed = terms.schedule, terms.most_owed
        self._wishes = {wish.id: wish for wish in rules.subscriptions}

    def _channels(self) -> dict[str, tuple[str, ...]]:
        return {wish.id: channels_for(wish, self._rules) for wish in self._rules.subscriptions}

    def reload(self, rules: RouteRules, terms: Terms) -> None:
        """Decide by another config from now on; what is owed stays owed. Silences made by command go on to hold.

        The lines must have heard of the channels there are now.
        """
        self._take_up(rules, terms)
        self.outboxes.reload(self._wishes, self._channels(), terms.schedule)
        self._waiting = Waiting(self.outboxes, self._wishes)
        self.silence(self._made)

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return self.outboxes.owed

    def knows(self, subscription: str) -> bool:
        """Whether there is a subscription of this id."""
        return subscription in self._wishes

    def route(self, change: Change, at: datetime) -> list[Delivery]:
        """Decide for everyone; return the verdicts. What is to be sent waits in the outboxes."""
        return [delivery for wish in self._rules.subscriptions for delivery in self.offer(wish.id, change, at)]

    def offer(self, subscription: str, change: Change, at: datetime) -> list[Delivery]:
        """Decide for one subscription; return the verdicts. None for one that is gone, and for what was heard before.

        Args:
            subscription: Its id.
            change: One step of an alert's life.
            at: The time of the decision (UTC).
        """
        wish, key = self._wishes.get(subscription), (subscription, change.alert_id)
        if wish is None:
            return []
        row = self.outboxes.get(key)
        if row is not None and row.latest is None and may_go(row.outbox, change.changed_at):
            self.outboxes.drop(key)
            row = None
        if row is not None and change.sequence <= row.outbox.heard:
            return []
        before = row or Row()
        remembered = {subscription: self._remembered(wish, before.outbox)}
        (routed,) = route_change(change, replace(self._rules, subscriptions=(wish,)), remembered, at)
        if row is None and routed.notice is None and routed.held is None:
            return [routed.delivery]  # whoever is told of nothing needs no memory of it
        return self._settle(key, before, routed, change, Moment(at=at, event_at=change.changed_at))

    def silence(self, silences: Sequence[Silence]) -> None:
        """Hear which silences there are beside those of the config."""
        self._made = tuple(silences)
        self._rules = replace(self._rules, silences=(*self._silences, *silences))

    def ask_again(self, moment: Moment) -> list[Delivery]:
        """Tell what was held and is held no longer, digests, and what was not told for long; return the verdicts."""
        deliveries = [delivery for wish in self._wishes.values() for delivery in self._sum_up(wish, moment)]
        for wish, key in self._waiting.find(self._rules.silences, moment):
            row = self.outboxes.get(key)
            if row is None or row.latest is None:
                continue
            routed = route_again(row.latest, wish, self._rules, self._remembered(wish, row.outbox), moment)
            if routed is not None:
                deliveries += self._settle(key, row, routed, row.latest, moment)
        return deliveries

    def _sum_up(self, wish: Subscription, moment: Moment) -> list[Delivery]:
        """Tell a digest where one is due, and a summary of what was too much once there is room for it."""
        deliveries: list[Delivery] = []
        ledger = self.outboxes.ledger(wish.id)
        if ledger.overflow is not None and 2 * self.outboxes.owed_of(wish.id) <= self._most_owed:
            deliveries.append(self._owe(overflow_digest(wish, ledger.overflow, moment.at), moment))
            self.outboxes.note(wish.id, replace(ledger, overflow=None))
        return deliveries + self._tell_digest(wish, moment)

    def _tell_digest(self, wish: Subscription, moment: Moment) -> list[Delivery]:
        ledger = self.outboxes.ledger(wish.id)
        if wish.digest is None:
            return []
        if ledger.digest_at is None:
            self.outboxes.note(wish.id, replace(ledger, digest_at=moment.at))
            return []
        due_at = digest_now(wish, ledger, moment.at)
        if due_at is None:
            return []
        self.outboxes.note(wish.id, replace(ledger, digest_at=due_at))
        told, records = self._waiting_for_digest(wish, moment)
        if told:
            changes = [change for _, _, change in told]
            digest = compose_digest(wish, changes, DigestReason.SCHEDULE, due_at, moment.at)
            records.append(self._owe(digest, moment))
            for key, row, change in told:
                outbox = tell(row.outbox, change, max(change.changed_at, moment.event_at))
                self.outboxes.keep(key, Row(outbox=outbox, latest=_kept(change, outbox)))
                records.append(in_digest(digest, change, moment.at))
        return records

    def _waiting_for_digest(
        self, wish: Subscription, moment: Moment
    ) -> tuple[list[tuple[Key, Row, Change]], list[Delivery]]:
        """Open what is held for a digest; what something else holds by now is not told, and recorded."""
        waiting, records = [], []
        for key in self.outboxes.agenda.held_by(wish.id, Verdict.HOLD_FOR_DIGEST):
            row = self.outboxes.get(key)
            if row is None or row.latest is None:
                continue
            remembered = self._remembered(wish, row.outbox)
            routed = route_to_digest(row.latest, wish, self._rules, remembered, moment.at)
            if routed.delivery.verdict is Verdict.SEND_DIGEST:
                waiting.append((key, row, row.latest))
            else:
                records += self._settle(key, row, routed, row.latest, moment)
        return waiting, records

    def _owe(self, digest: DigestNotice, moment: Moment) -> Delivery:
        wish = self._wishes[digest.subscription_id]
        key = (wish.id, digest.alert_id)
        row = self.outboxes.get(key) or Row()
        event = Addressed(notice=digest, channels=channels_for(wish, self._rules), at=moment.event_at)
        outbox, _ = plan_delivery(row.outbox, event, self._schedule)
        self.outboxes.keep(key, Row(outbox=outbox))
        return summed_up(digest, moment.at)

    def _settle(self, key: Key, before: Row, routed: Routed, change: Change, moment: Moment) -> list[Delivery]:
        """Owe what is sent, as told at a time of the pages; remember what is held."""
        wish, outbox, notice = self._wishes[key[0]], hear(before.outbox, change), routed.notice
        if notice is not None and self._is_full(wish) and not outbox.owed:
            return self._spill(key, replace(before, outbox=outbox), routed, change, moment)
        if notice is not None:
            event = Addressed(
                notice=notice,
                channels=routed.channels,
                at=max(change.changed_at, moment.event_at),
                down=self._lines.down(moment.at),
                hold_open_s={name: self._lines.needs(name).hold_open_s for name in routed.channels},
            )
            outbox, _ = plan_delivery(outbox, event, self._schedule)
            self.outboxes.note(wish.id, note_sent(wish.limit, self.outboxes.ledger(wish.id), moment.at))
        else:
            outbox = replace(outbox, held=routed.held)
        after = Row(outbox=outbox, latest=_kept(change, outbox))
        if after != before:
            self.outboxes.keep(key, after)
        return [routed.delivery, *(replaced(owed, routed) for owed in replaced_by(before.outbox, outbox))]

    def _is_full(self, wish: Subscription) -> bool:
        return self.outboxes.owed_of(wish.id) >= self._most_owed

    def _spill(self, key: Key, row: Row, routed: Routed, change: Change, moment: Moment) -> list[Delivery]:
        """Note for the summary what is more than can be owed."""
        self.outboxes.note(key[0], spill(self.outboxes.ledger(key[0]), change, moment.at))
        held = Held(verdict=Verdict.HOLD_TOO_MANY, since=moment.at)
        self.outboxes.keep(key, Row(outbox=replace(row.outbox, held=held)))  # without its last change: rows stay small
        detail = f"{self.outboxes.owed_of(key[0])} notices are owed already: it stands in the summary that follows them"
        return [replace(routed.delivery, verdict=Verdict.HOLD_TOO_MANY, detail=detail)]

    def answer(self, outcome: Outcome) -> tuple[Delivery, datetime] | None:
        """Hear what a channel answered; return the record, and when what it took happened; None when nobody waited."""
        alert, subscription = parts_of_notice(outcome.notice_id)
        key = (subscription, alert)
        row = self.outboxes.landed(key, outcome)
        if row is None:
            return None
        owed = waits_for(row.outbox, outcome)
        if owed is None:
            return None
        outbox, _ = plan_delivery(row.outbox, outcome, self._schedule)
        if isinstance(owed.notice, DigestNotice) and not outbox.owed:
            self.outboxes.drop(key)
        else:
            self.outboxes.keep(key, replace(row, outbox=outbox))
        return attempted(owed, outcome, self._schedule), owed.notice.happened_at

    def due(self, at: datetime) -> list[Attempt]:
        """Return the attempts to be made now, as many as the channels have room for, in a settled order for each."""
        return self.outboxes.due(at)

    def next_due(self) -> datetime | None:
        """When the next attempt is to be made (UTC)."""
        return self.outboxes.agenda.next_due()

    def forget(self, at: datetime) -> None:
        """Let go of what is remembered of alerts that ended long ago; ``at`` is event time (UTC)."""
        for key in self.outboxes.agenda.calm(at - KEPT):
            self.outboxes.drop(key)

    def written(self) -> dict[Key, bytes | None]:
        """Return the rows that changed since this was last asked: they are to be written now. None: forgotten."""
        return self.outboxes.written()

    def _remembered(self, wish: Subscription, outbox: Outbox) -> Remembered:
        return Remembered(told=outbox.told, held=outbox.held, ledger=self.outboxes.ledger(wish.id))


def _kept(change: Change, outbox: Outbox) -> Change | None:
    """What must stay at hand: an alert that is open, and the end of one that is held."""
    return change if change.state is AlertState.OPEN or outbox.held is not None else None
