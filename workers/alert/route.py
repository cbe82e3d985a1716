"""One change to those who asked for it: a verdict for every subscription, a notice where it says send."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from workers.alert.decide import Told, decide, is_repeat_due
from workers.alert.outbox import Held, Outbox
from workers.alert.silence import Silence, silence_of
from workers.alert.subscription import Subscription
from workers.model.alert import Change
from workers.model.names import notice_id
from workers.model.notice import Delivery, Notice, Verdict

_OWED = Verdict.SEND_RESOLVED
"""No silence holds it: whoever was told of the beginning is told of the end."""


class Routed(Struct, frozen=True, kw_only=True):
    """What was decided for one subscription."""

    delivery: Delivery
    """The verdict, as the record of deliveries keeps it."""
    channels: tuple[str, ...] = ()
    """Ids of the channels that carry the notice."""
    notice: Notice | None = None
    """None when it is held."""
    held: Held | None = None
    """What keeps it from being told now; None where it is told, or never will be."""


class RouteRules(Struct, frozen=True, kw_only=True):
    """Who asks for what, and whether anyone is told at all."""

    subscriptions: Sequence[Subscription]
    silences: Sequence[Silence] = ()
    open_channels: Collection[str] | None = None
    """Ids of the channels that may be used now; None: all. A replay of files uses ``log`` only."""
    muted: bool = False
    """Nobody is told: history is being learnt."""
    tell_from: datetime | None = None
    """Nobody is told of what happened before (UTC)."""


class Moment(Struct, frozen=True, kw_only=True):
    """A time at which nothing happened but the time."""

    at: datetime
    """UTC, by the host's clock; in a replay the same as the next."""
    event_at: datetime
    """Up to when all is read (UTC)."""


def route_change(change: Change, rules: RouteRules, told: Mapping[str, Told], at: datetime) -> tuple[Routed, ...]:
    """Decide for every subscription, in their order.

    Args:
        change: One step of an alert's life.
        rules: Who asks for what.
        told: What each subscription (by id) was last sent about this alert.
        at: The time of the decision (UTC).
    """
    return tuple(
        _route_one(change, wish, rules, last, decide(change, wish, last, at), at)
        for wish in rules.subscriptions
        for last in (told.get(wish.id),)
    )


def route_again(change: Change, wish: Subscription, rules: RouteRules, outbox: Outbox, moment: Moment) -> Routed | None:
    """Decide once more about an alert that is open: its silence may be over, or it was not told for long.

    Args:
        change: Its last step.
        wish: A subscription.
        rules: Who asks for what.
        outbox: What is remembered of the alert for this subscription.
        moment: Now.

    Returns:
        None where it stays as it was.
    """
    verdict = _decide_again(change, wish, outbox, moment)
    if verdict is None:
        return None
    routed = _route_one(change, wish, rules, outbox.told, verdict, moment.at)
    same = routed.held is not None and outbox.held is not None
    return None if same or routed.delivery.verdict is Verdict.HOLD_MUTED else routed


def _decide_again(change: Change, wish: Subscription, outbox: Outbox, moment: Moment) -> Verdict | None:
    if outbox.held is not None:
        # As of the change's own time: what is open now is news, however long it was held.
        verdict = decide(change, wish, outbox.told, change.changed_at)
        if verdict is not Verdict.HOLD_ALREADY_TOLD:
            return verdict
    return Verdict.SEND_REPEAT if is_repeat_due(change, wish, outbox.told, moment.event_at) else None


def _route_one(
    change: Change, wish: Subscription, rules: RouteRules, told: Told | None, verdict: Verdict, at: datetime
) -> Routed:
    channels = tuple(name for name in wish.channels if rules.open_channels is None or name in rules.open_channels)
    silence = None
    if verdict.send and (_is_muted(change, rules) or not channels):
        verdict = Verdict.HOLD_MUTED
    elif verdict.send and verdict is not _OWED:
        silence = silence_of(change, rules.silences, at)
    delivery = Delivery(
        at=at,
        alert_id=change.alert_id,
        sequence=change.sequence,
        subscription=wish.id,
        verdict=verdict if silence is None else Verdict.HOLD_SILENCED,
        detail="" if silence is None else f"silence {silence.id}",
    )
    if silence is not None or not verdict.send:
        held = None if silence is None else Held(verdict=delivery.verdict, detail=delivery.detail, since=at)
        return Routed(delivery=delivery, held=held)
    repeat = (told.repeats if told else 0) + 1 if verdict is Verdict.SEND_REPEAT else 0
    name = notice_id(change.alert_id, change.sequence, wish.id, repeat)
    notice = Notice(id=name, subscription_id=wish.id, change=change, verdict=verdict, repeat=repeat)
    return Routed(delivery=delivery, channels=channels, notice=notice)


def _is_muted(change: Change, rules: RouteRules) -> bool:
    return rules.muted or (rules.tell_from is not None and change.changed_at < rules.tell_from)
