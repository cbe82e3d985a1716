"""One change to those who asked for it: a verdict for every subscription, a notice where it says send."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.asked import asked_of
from workers.alert.decide import Told, decide, is_old, is_repeat_due
from workers.alert.hold import Telling, find_hold
from workers.alert.ledger import Ledger
from workers.alert.outbox import Held
from workers.alert.silence import Silence
from workers.alert.subscription import Subscription
from workers.model.alert import AlertState, Change
from workers.model.names import notice_id
from workers.model.notice import Delivery, Notice, Verdict

_LATER_TOGETHER = frozenset({Verdict.HOLD_FOR_DIGEST, Verdict.HOLD_TOO_MANY})
"""Told in one notice with others, not when its own hold is over."""


class Remembered(Struct, frozen=True, kw_only=True):
    """What is remembered where one alert is decided for one subscription."""

    told: Told | None = None
    """What the subscription was last sent about the alert."""
    held: Held | None = None
    """What keeps the alert's last change from being told."""
    ledger: Ledger = Ledger()
    """The subscription as a whole."""


class Routed(Struct, frozen=True, kw_only=True):
    """What was decided for one subscription."""

    delivery: Delivery
    """The verdict, as the record of deliveries keeps it."""
    channels: tuple[str, ...] = ()
    """Ids of the channels that carry the notice."""
    notice: Notice | None = None
    """None when it is held."""
    held: Held | None = None
    """What keeps the alert's last change from being told now; None where it is told, or never will be."""


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


def route_change(
    change: Change, rules: RouteRules, remembered: Mapping[str, Remembered], at: datetime
) -> tuple[Routed, ...]:
    """Decide for every subscription, in their order.

    Args:
        change: One step of an alert's life.
        rules: Who asks for what.
        remembered: By the subscription's id.
        at: The time of the decision (UTC).
    """
    return tuple(
        _route_first(change, wish, rules, remembered.get(wish.id, Remembered()), at) for wish in rules.subscriptions
    )


def route_again(
    change: Change, wish: Subscription, rules: RouteRules, remembered: Remembered, moment: Moment
) -> Routed | None:
    """Decide once more about an alert: what held it may be over, or it was not told for long.

    What waits for a digest, or for the summary of what was too much, is not decided here.

    Args:
        change: Its last step.
        wish: A subscription.
        rules: Who asks for what.
        remembered: Of the alert and the subscription.
        moment: Now.

    Returns:
        None where it stays as it was.
    """
    verdict = _decide_again(change, wish, remembered, moment)
    if verdict is None:
        return None
    routed = _route_one(Telling(change=change, wish=wish, verdict=verdict), rules, remembered, moment.at)
    before, after = remembered.held, routed.held
    same = before is not None and after is not None and before.verdict is after.verdict
    return None if same or routed.delivery.verdict is Verdict.HOLD_MUTED else routed


def route_to_digest(
    change: Change, wish: Subscription, rules: RouteRules, remembered: Remembered, at: datetime
) -> Routed:
    """Decide whether what waited for a digest, or for a summary, is told in it: ``send_digest``, or why not.

    Args:
        change: The alert's last step.
        wish: A subscription.
        rules: Who asks for what.
        remembered: Of the alert and the subscription.
        at: The time of the decision (UTC).
    """
    held = remembered.held.verdict if remembered.held else None
    verdict = decide(change, wish, remembered.told, change.changed_at, held)
    if verdict.send or verdict is Verdict.HOLD_ALREADY_TOLD:  # a repeat that waited
        # Its own notice is the digest: neither digest nor hours nor limits hold it once more.
        alone = replace(wish, digest=None, quiet_hours=None, limit=None)
        send = verdict if verdict.send else Verdict.SEND_REPEAT
        routed = _route_one(Telling(change=change, wish=alone, verdict=send), rules, remembered, at)
        if routed.delivery.verdict is Verdict.HOLD_MUTED:
            return replace(routed, held=remembered.held)  # it waits for whoever may tell it
        if routed.notice is None:
            return routed
        verdict = Verdict.SEND_DIGEST
    return Routed(delivery=_delivery(change, wish, verdict, at), channels=channels_for(wish, rules))


def channels_for(wish: Subscription, rules: RouteRules) -> tuple[str, ...]:
    """The ids of the channels that carry notices to a subscription now."""
    return tuple(name for name in wish.channels if rules.open_channels is None or name in rules.open_channels)


def _route_first(change: Change, wish: Subscription, rules: RouteRules, remembered: Remembered, at: datetime) -> Routed:
    held = remembered.held
    verdict = decide(change, wish, remembered.told, at, held.verdict if held else None)
    telling = Telling(change=change, wish=wish, verdict=verdict, old=is_old(change, wish, at))
    routed = _route_one(telling, rules, remembered, at)
    if verdict is Verdict.HOLD_TOO_OLD and held is not None:
        return replace(routed, held=held)  # what comes late does not undo what waits
    return routed


def _decide_again(change: Change, wish: Subscription, remembered: Remembered, moment: Moment) -> Verdict | None:
    held = remembered.held
    if held is not None:
        if held.verdict in _LATER_TOGETHER and (wish.digest or held.verdict is not Verdict.HOLD_FOR_DIGEST):
            return None
        # As of the change's own time: what is open now is news, however long it was held.
        verdict = decide(change, wish, remembered.told, change.changed_at, held.verdict)
        if verdict is not Verdict.HOLD_ALREADY_TOLD:
            return verdict
    return Verdict.SEND_REPEAT if is_repeat_due(change, wish, remembered.told, moment.event_at) else None


def _route_one(telling: Telling, rules: RouteRules, remembered: Remembered, at: datetime) -> Routed:
    change, wish, verdict = telling.change, telling.wish, telling.verdict
    channels = channels_for(wish, rules)
    if verdict.send and (_is_muted(change, rules) or not channels):
        verdict = Verdict.HOLD_MUTED
    if not verdict.send:
        return Routed(delivery=_delivery(change, wish, verdict, at))
    hold = find_hold(telling, rules.silences, remembered.ledger, at)
    if hold is not None:
        delivery = _delivery(change, wish, hold.verdict, at, hold.detail)
        # What is over when it is silenced is told no more.
        gone = hold.verdict is Verdict.HOLD_SILENCED and change.state is AlertState.RESOLVED
        since = remembered.held.since if remembered.held else at
        return Routed(
            delivery=delivery, held=None if gone else Held(verdict=hold.verdict, detail=hold.detail, since=since)
        )
    return Routed(
        delivery=_delivery(change, wish, verdict, at),
        channels=channels,
        notice=_notice(change, wish, verdict, remembered.told),
    )


def _delivery(change: Change, wish: Subscription, verdict: Verdict, at: datetime, detail: str = "") -> Delivery:
    return Delivery(
        at=at,
        alert_id=change.alert_id,
        sequence=change.sequence,
        subscription=wish.id,
        verdict=verdict,
        detail=detail,
    )


def _notice(change: Change, wish: Subscription, verdict: Verdict, told: Told | None) -> Notice:
    repeat = (told.repeats if told else 0) + 1 if verdict is Verdict.SEND_REPEAT else 0
    return Notice(
        id=notice_id(change.alert_id, change.sequence, wish.id, repeat),
        subscription_id=wish.id,
        change=change,
        verdict=verdict,
        repeat=repeat,
        time_zone=wish.time_zone,
        asked=asked_of(wish),
    )


def _is_muted(change: Change, rules: RouteRules) -> bool:
    return rules.muted or (rules.tell_from is not None and change.changed_at < rules.tell_from)
