"""One change against one subscription: send or hold, and why."""

from datetime import datetime, timedelta

from msgspec import Struct

from workers.alert.subscription import Subscription, wants_watch
from workers.model.alert import AlertState, Change, Severity
from workers.model.notice import Verdict

_RANK = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}
_NAMING_SHARE = 3
"""One origin in three must name a region, topic or language asked for."""


class Told(Struct, frozen=True, kw_only=True):
    """What a subscription was last told about one alert."""

    sequence: int
    state: AlertState


def decide(change: Change, wish: Subscription, told: Told | None, at: datetime) -> Verdict:
    """Judge one change against one subscription.

    Args:
        change: One step of an alert's life.
        wish: The subscription.
        told: What it was last sent about this alert; None if nothing yet.
        at: The time of the decision (UTC); the change's own time in a replay.
    """
    if change.kind not in wish.kinds:
        return Verdict.HOLD_OTHER_KIND
    if not wants_watch(wish.watches, change.watch.id, change.watch.tags, change.watch.owner):
        return Verdict.HOLD_NOT_SUBSCRIBED
    if told is not None and change.sequence <= told.sequence:
        return Verdict.HOLD_ALREADY_TOLD
    if change.state is AlertState.RESOLVED:
        return _decide_end(wish, told)
    if _RANK[change.severity] < _RANK[wish.severity]:
        return Verdict.HOLD_TOO_WEAK
    if not _is_about(change, wish):
        return Verdict.HOLD_OTHER_SUBJECT
    if wish.max_age is not None and at - change.changed_at > timedelta(seconds=wish.max_age.seconds):
        return Verdict.HOLD_TOO_OLD
    return Verdict.SEND_FIRST if told is None or told.state is AlertState.RESOLVED else Verdict.SEND_UPDATE


def _decide_end(wish: Subscription, told: Told | None) -> Verdict:
    """The end is owed to whoever was told of the beginning, however weak, old or far off the alert has become."""
    if told is None or told.state is AlertState.RESOLVED:
        return Verdict.HOLD_RESOLVED_UNTOLD
    return Verdict.SEND_RESOLVED if wish.tell_resolved else Verdict.HOLD_END_UNWANTED


def _is_about(change: Change, wish: Subscription) -> bool:
    evidence = change.evidence
    return (
        _enough(wish.regions, evidence.regions, evidence.origins)
        and _enough(wish.topics, evidence.topics, evidence.origins)
        and _enough(wish.languages, evidence.languages, evidence.origins)
    )


def _enough(asked: tuple[str, ...], seen: dict[str, int], origins: int) -> bool:
    """Whether one of the asked names stands in enough origins.

    An origin may name several, so the counts cannot be added: the most
    frequent decides, which never tells too much.
    """
    return not asked or _NAMING_SHARE * max(seen.get(name, 0) for name in asked) >= max(origins, 1)
