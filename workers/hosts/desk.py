"""Route and notify: the outboxes of all subscriptions, and the record of what became of every change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from workers.alert.outbox import RETRY_AFTER_S, Addressed, Attempt, Now, Outbox, Owed, next_due, replaced_by, resume
from workers.alert.outbox import retry_at as planned_retry
from workers.alert.route import Moment, Routed, RouteRules, route_again
from workers.alert.silence import Silence
from workers.model.alert import AlertState, Change
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
        latest: Mapping[str, Change] | None = None,
    ) -> None:
        self._rules, self._schedule = rules, schedule
        self._silences = tuple(rules.silences)
        self._repeating = [wish for wish in rules.subscriptions if wish.repeat_after is not None]
        self._latest = dict(latest or {})
        """The last change of every alert that is open, by id."""
        self._outboxes = {key: resume(outbox) for key, outbox in outboxes.items()}
        self._silenced = {key for key, outbox in self._outboxes.items() if outbox.silenced is not None}
        self._owing = {key for key, outbox in self._outboxes.items() if outbox.owed}
        self._dirty: set[Key] = set()

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return sum(len(self._outboxes[key].owed) for key in self._owing)

    def route(self, change: Change, at: datetime) -> list[Delivery]:
        """Decide for everyone; return the verdicts. What is to be sent waits in the outboxes."""
        if change.state is AlertState.OPEN:
            self._latest[change.alert_id] = change
        else:
            self._latest.pop(change.alert_id, None)
        told = {
            wish.id: outbox.told
            for wish in self._rules.subscriptions
            if (outbox := self._outboxes.get((wish.id, change.alert_id))) is not None and outbox.told is not None
        }
        deliveries: list[Delivery] = []
        for routed in route_change(change, self._rules, told, at):
            deliveries.append(routed.delivery)
            deliveries += self._put_in(routed, change.changed_at)
        return deliveries

    def silence(self, silences: Sequence[Silence]) -> None:
        """Hear which silences there are beside those of the config."""
        self._rules = replace(self._rules, silences=(*self._silences, *silences))

    def ask_again(self, moment: Moment) -> list[Delivery]:
        """Tell what a silence held and holds no longer, and what was not told for long; return the verdicts."""
        keys = {(wish.id, alert) for wish in self._repeating for alert in self._latest} | self._silenced
        wishes = {wish.id: wish for wish in self._rules.subscriptions} if keys else {}
        deliveries: list[Delivery] = []
        for key in sorted(keys):
            wish, change, outbox = wishes.get(key[0]), self._latest.get(key[1]), self._outboxes.get(key)
            if wish is None or change is None or outbox is None:
                continue
            routed = route_again(change, wish, self._rules, outbox, moment)
            if routed is not None:
                deliveries.append(routed.delivery)
                deliveries += self._put_in(routed, max(change.changed_at, moment.event_at))
        return deliveries

    def _put_in(self, routed: Routed, at: datetime) -> list[Delivery]:
        """Owe what is sent, as told at a time of the pages; remember what a silence holds."""
        key = (routed.delivery.subscription, routed.delivery.alert_id)
        before = self._outboxes.get(key, Outbox())
        if routed.notice is None:
            if before.silenced != routed.silence:
                self._keep(key, replace(before, silenced=routed.silence))
            return []
        event = Addressed(notice=routed.notice, channels=routed.channels, at=at)
        after, _ = plan_delivery(before, event, self._schedule)
        self._keep(key, after)
        return [_replaced(owed, routed) for owed in replaced_by(before, after)]

    def answer(self, outcome: Outcome) -> tuple[Delivery, Change] | None:
        """Hear what a channel answered; None when nobody waited for it."""
        found = self._find(outcome)
        if found is None:
            return None
        key, owed = found
        after, _ = plan_delivery(self._outboxes[key], outcome, self._schedule)
        self._keep(key, after)
        retry_at = planned_retry(outcome, self._schedule)
        final = Result.GAVE_UP if outcome.result is Result.RETRY and retry_at is None else outcome.result
        note = AttemptNote(n=outcome.attempt, outcome=final, status=outcome.status, ms=outcome.ms, next_at=retry_at)
        change = owed.notice.change
        delivery = Delivery(
            at=outcome.at,
            alert_id=change.alert_id,
            sequence=change.sequence,
            subscription=owed.notice.subscription_id,
            verdict=owed.notice.verdict,
            detail=f"channel {outcome.channel_id}",
            attempt=note,
        )
        return delivery, change

    def _find(self, outcome: Outcome) -> tuple[Key, Owed] | None:
        alert, _, subscription = outcome.notice_id.split(".", 2)
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
        for key in sorted(self._owing):
            self._outboxes[key], more = plan_delivery(self._outboxes[key], Now(at=at), self._schedule)
            attempts += more
        return sorted(attempts, key=lambda one: (one.notice.change.changed_at, one.notice.id))

    def next_due(self) -> datetime | None:
        """When the next attempt is to be made (UTC)."""
        times = (next_due(self._outboxes[key]) for key in self._owing)
        return min((at for at in times if at is not None), default=None)

    def written(self) -> dict[Key, Outbox]:
        """Return the outboxes that changed since this was last asked: they are to be written now."""
        changed = {key: self._outboxes[key] for key in sorted(self._dirty)}
        self._dirty.clear()
        return changed

    def _keep(self, key: Key, outbox: Outbox) -> None:
        self._outboxes[key] = outbox
        self._dirty.add(key)
        for held, keys in ((bool(outbox.owed), self._owing), (outbox.silenced is not None, self._silenced)):
            if held:
                keys.add(key)
            else:
                keys.discard(key)


def _replaced(owed: Owed, routed: Routed) -> Delivery:
    """The record of a notice that was never sent, since a newer one took its place."""
    change = owed.notice.change
    newer = routed.delivery.sequence
    return replace(
        routed.delivery,
        sequence=change.sequence,
        verdict=Verdict.HOLD_REPLACED,
        detail=f"channel {owed.channel_id}: change {newer} took its place",
    )
