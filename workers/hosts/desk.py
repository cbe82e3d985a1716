"""Route and notify: the outboxes of all subscriptions, and the record of what became of every change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from workers.alert.outbox import (
    RETRY_AFTER_S,
    Addressed,
    Attempt,
    Now,
    Outbox,
    Owed,
    hear,
    may_go,
    next_due,
    replaced_by,
    resume,
)
from workers.alert.outbox import retry_at as planned_retry
from workers.alert.route import Moment, Routed, RouteRules, route_again
from workers.alert.silence import Silence
from workers.model.alert import AlertState, Change
from workers.model.names import parts_of_notice
from workers.model.notice import AttemptNote, Delivery, Outcome, Result, Verdict
from workers.pipeline import plan_delivery, route_change

Key = tuple[str, str]
"""(subscription, alert id)."""


class Desk:
    """Holds every outbox; hears changes, answers and the time."""

    def __init__(
        self,
        rules: RouteRules,
        outboxes: Mapping[Key, Outbox],
        schedule: Sequence[int] = RETRY_AFTER_S,
        latest: Mapping[Key, Change] | None = None,
    ) -> None:
        self._rules, self._schedule = rules, schedule
        self._silences = tuple(rules.silences)
        self._wishes = {wish.id: wish for wish in rules.subscriptions}
        self._latest = dict(latest or {})
        """The last change of an alert while it is open, as each subscription that has an outbox heard it."""
        self._outboxes: dict[Key, Outbox] = {}
        self._held: set[Key] = set()
        self._owing: set[Key] = set()
        self._due: dict[Key, datetime] = {}
        """When the next attempt is due, of outboxes in which one waits for nothing but time (UTC)."""
        for key, outbox in outboxes.items():
            self._file(key, resume(outbox))
        self._dirty: set[Key] = set()

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return sum(len(self._outboxes[key].owed) for key in self._owing)

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
        self._let_go(key, change.changed_at)
        before = self._outboxes.get(key)
        if wish is None or (before is not None and change.sequence <= before.heard):
            return []
        told = {subscription: before.told} if before is not None and before.told is not None else {}
        (routed,) = route_change(change, replace(self._rules, subscriptions=(wish,)), told, at)
        return [routed.delivery, *self._put_in(routed, change, change.changed_at)]

    def silence(self, silences: Sequence[Silence]) -> None:
        """Hear which silences there are beside those of the config."""
        self._rules = replace(self._rules, silences=(*self._silences, *silences))

    def ask_again(self, moment: Moment) -> list[Delivery]:
        """Tell what a silence held and holds no longer, and what was not told for long; return the verdicts."""
        deliveries: list[Delivery] = []
        for key in sorted(self._asking()):
            change, outbox = self._latest.get(key), self._outboxes[key]
            if change is None or key[0] not in self._wishes:
                continue
            routed = route_again(change, self._wishes[key[0]], self._rules, outbox, moment)
            if routed is not None:
                deliveries.append(routed.delivery)
                deliveries += self._put_in(routed, change, max(change.changed_at, moment.event_at))
        return deliveries

    def _asking(self) -> set[Key]:
        """The outboxes in which time alone may decide something."""
        repeating = {wish.id for wish in self._wishes.values() if wish.repeat_after is not None}
        return self._held | {key for key in self._latest if key[0] in repeating} if repeating else self._held

    def forget(self, at: datetime) -> None:
        """Let go of what is remembered of alerts that ended long ago; ``at`` is event time (UTC)."""
        for key in list(self._outboxes):
            self._let_go(key, at)

    def _let_go(self, key: Key, at: datetime) -> None:
        outbox = self._outboxes.get(key)
        if outbox is not None and key not in self._latest and may_go(outbox, at):
            del self._outboxes[key]
            self._dirty.add(key)

    def _put_in(self, routed: Routed, change: Change, at: datetime) -> list[Delivery]:
        """Owe what is sent, as told at a time of the pages; remember what a silence holds."""
        key = (routed.delivery.subscription, routed.delivery.alert_id)
        before = self._outboxes.get(key)
        after = hear(before or Outbox(), change)
        if routed.notice is not None:
            event = Addressed(notice=routed.notice, channels=routed.channels, at=at)
            after, _ = plan_delivery(after, event, self._schedule)
        elif before is not None or routed.held is not None:
            after = replace(after, held=routed.held)
        else:
            return []  # whoever is told of nothing needs no memory of it
        if change.state is AlertState.OPEN:
            self._latest[key] = change
        else:
            self._latest.pop(key, None)
        if after != before:
            self._keep(key, after)
        return [_replaced(owed, routed) for owed in replaced_by(before or Outbox(), after)]

    def answer(self, outcome: Outcome) -> tuple[Delivery, datetime] | None:
        """Hear what a channel answered; return the record, and when what it took happened; None when nobody waited."""
        found = self._find(outcome)
        if found is None:
            return None
        key, owed = found
        after, _ = plan_delivery(self._outboxes[key], outcome, self._schedule)
        self._keep(key, after)
        retry_at = planned_retry(outcome, self._schedule)
        final = Result.GAVE_UP if outcome.result is Result.RETRY and retry_at is None else outcome.result
        note = AttemptNote(n=outcome.attempt, outcome=final, status=outcome.status, ms=outcome.ms, next_at=retry_at)
        delivery = Delivery(
            at=outcome.at,
            alert_id=owed.notice.alert_id,
            sequence=owed.notice.sequence,
            subscription=owed.notice.subscription_id,
            verdict=owed.notice.verdict,
            detail=f"channel {outcome.channel_id}",
            attempt=note,
        )
        return delivery, owed.notice.happened_at

    def _find(self, outcome: Outcome) -> tuple[Key, Owed] | None:
        alert, subscription = parts_of_notice(outcome.notice_id)
        key = (subscription, alert)
        outbox = self._outboxes.get(key, Outbox())
        for owed in outbox.owed:
            if owed.notice.id == outcome.notice_id and owed.channel_id == outcome.channel_id:
                return key, owed
        return None

    def due(self, at: datetime) -> list[Attempt]:
        """Return the attempts to be made now, in a settled order.

        They count as in flight from here on, in memory alone: after a kill
        nobody waits for them, and they are made again.
        """
        attempts: list[Attempt] = []
        for key in sorted(key for key, due_at in self._due.items() if due_at <= at):
            outbox, more = plan_delivery(self._outboxes[key], Now(at=at), self._schedule)
            self._file(key, outbox)
            attempts += more
        return sorted(attempts, key=lambda one: (one.notice.happened_at, one.notice.id))

    def next_due(self) -> datetime | None:
        """When the next attempt is to be made (UTC)."""
        return min(self._due.values(), default=None)

    def latest(self, key: Key) -> Change | None:
        """The last change of an alert that is open, where a subscription has an outbox for it."""
        return self._latest.get(key)

    def written(self) -> dict[Key, Outbox | None]:
        """Return the outboxes that changed since this was last asked: they are to be written now. None: forgotten."""
        changed = {key: self._outboxes.get(key) for key in sorted(self._dirty)}
        self._dirty.clear()
        return changed

    def _keep(self, key: Key, outbox: Outbox) -> None:
        self._file(key, outbox)
        self._dirty.add(key)

    def _file(self, key: Key, outbox: Outbox) -> None:
        """Hold an outbox where it will be looked for."""
        self._outboxes[key] = outbox
        for held, keys in ((bool(outbox.owed), self._owing), (outbox.held is not None, self._held)):
            if held:
                keys.add(key)
            else:
                keys.discard(key)
        due_at = next_due(outbox)
        if due_at is None:
            self._due.pop(key, None)
        else:
            self._due[key] = due_at


def _replaced(owed: Owed, routed: Routed) -> Delivery:
    """The record of a notice that was never sent, since a newer one took its place."""
    newer = routed.delivery.sequence
    return replace(
        routed.delivery,
        sequence=owed.notice.sequence,
        verdict=Verdict.HOLD_REPLACED,
        detail=f"channel {owed.channel_id}: change {newer} took its place",
    )
