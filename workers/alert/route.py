"""One change to those who asked for it: a verdict for every subscription, a notice where it says send."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from workers.alert.decide import Told, decide
from workers.alert.subscription import Subscription
from workers.model.alert import Change
from workers.model.names import notice_id
from workers.model.notice import Delivery, Notice, Verdict


class Routed(Struct, frozen=True, kw_only=True):
    """What was decided for one subscription."""

    delivery: Delivery
    """The verdict, as the record of deliveries keeps it."""
    channels: tuple[str, ...] = ()
    """Ids of the channels that carry the notice."""
    notice: Notice | None = None
    """None when it is held."""


class RouteRules(Struct, frozen=True, kw_only=True):
    """Who asks for what, and whether anyone is told at all."""

    subscriptions: Sequence[Subscription]
    open_channels: Collection[str] | None = None
    """Ids of the channels that may be used now; None: all. A replay of files uses ``log`` only."""
    muted: bool = False
    """Nobody is told: history is being learnt."""
    tell_from: datetime | None = None
    """Nobody is told of what happened before (UTC)."""


def route_change(change: Change, rules: RouteRules, told: Mapping[str, Told], at: datetime) -> tuple[Routed, ...]:
    """Decide for every subscription, in their order.

    Args:
        change: One step of an alert's life.
        rules: Who asks for what.
        told: What each subscription (by id) was last sent about this alert.
        at: The time of the decision (UTC).
    """
    return tuple(_route_one(change, wish, rules, told.get(wish.id), at) for wish in rules.subscriptions)


def _route_one(change: Change, wish: Subscription, rules: RouteRules, told: Told | None, at: datetime) -> Routed:
    verdict = decide(change, wish, told, at)
    channels = tuple(name for name in wish.channels if rules.open_channels is None or name in rules.open_channels)
    if verdict.send and (_is_muted(change, rules) or not channels):
        verdict = Verdict.HOLD_MUTED
    delivery = Delivery(
        at=at, alert_id=change.alert_id, sequence=change.sequence, subscription=wish.id, verdict=verdict
    )
    if not verdict.send:
        return Routed(delivery=delivery)
    name = notice_id(change.alert_id, change.sequence, wish.id)
    notice = Notice(id=name, subscription_id=wish.id, change=change, verdict=verdict)
    return Routed(delivery=delivery, channels=channels, notice=notice)


def _is_muted(change: Change, rules: RouteRules) -> bool:
    return rules.muted or (rules.tell_from is not None and change.changed_at < rules.tell_from)
