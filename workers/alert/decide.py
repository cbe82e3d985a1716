"""One change against one subscription: send or hold, and why."""

from datetime import datetime

from msgspec import Struct

from workers.alert.counting import rank
from workers.alert.subscription import Subscription, names_enough, wants_watch
from workers.model.alert import AlertState, Change, Severity
from workers.model.notice import Verdict

NOT_CONFIRMED = "not_confirmed"
"""Why an alert ended that closed buckets did not bear out."""


class Told(Struct, frozen=True, kw_only=True):
    """What a subscription was last told about one alert."""

    sequence: int
    state: AlertState
    at: datetime | None = None
    """When, in event time (UTC)."""
    severity: Severity | None = None
    repeats: int = 0
    """How often it was told though nothing was new."""


def decide(change: Change, wish: Subscription, told: Told | None, at: datetime, held: Verdict | None = None) -> Verdict:
    """Judge one change against one subscription.

    The end is owed to whoever was told of the beginning, however weak, old or far off the alert has become, and
    whatever is wished for by now: a watch that is gone stands in no wish. What began and ended while it waited is
    told once, unless somebody silenced it, or it was no news after all.

    Args:
        change: One step of an alert's life.
        wish: The subscription.
        told: What it was last sent about this alert; None if nothing yet.
        at: The time of the decision (UTC); the change's own time in a replay.
        held: Why the change before this one waits; None where none does.
    """
    if told is not None and change.sequence <= told.sequence:
        return Verdict.HOLD_ALREADY_TOLD
    if change.state is AlertState.RESOLVED and told is not None and told.state is AlertState.OPEN:
        return Verdict.SEND_RESOLVED if wish.tell_resolved else Verdict.HOLD_END_UNWANTED
    if change.kind not in wish.kinds:
        return Verdict.HOLD_OTHER_KIND
    if not _wants(change, wish):
        return Verdict.HOLD_NOT_SUBSCRIBED
    if change.state is AlertState.RESOLVED:
        owed = held is not None and held is not Verdict.HOLD_SILENCED and NOT_CONFIRMED not in change.told_because
        return Verdict.SEND_FIRST if owed else Verdict.HOLD_RESOLVED_UNTOLD
    if rank(change.severity) < rank(wish.severity):
        return Verdict.HOLD_TOO_WEAK
    if not _is_about(change, wish):
        return Verdict.HOLD_OTHER_SUBJECT
    if wish.digest is None and is_old(change, wish, at):
        return Verdict.HOLD_TOO_OLD
    return Verdict.SEND_FIRST if told is None or told.state is AlertState.RESOLVED else Verdict.SEND_UPDATE


def is_old(change: Change, wish: Subscription, at: datetime) -> bool:
    """Whether a change is older than a subscription wants to hear at once; ``at`` is UTC."""
    return wish.max_age is not None and at - change.changed_at > wish.max_age.delta


def is_repeat_due(change: Change, wish: Subscription, told: Told | None, event_at: datetime) -> bool:
    """Whether a subscription is to be told again of an alert that is still open.

    Args:
        change: The alert's last step.
        wish: The subscription.
        told: What it was last sent about this alert.
        event_at: Up to when all is read (UTC): where nothing is read, nothing is told again.
    """
    if wish.repeat_after is None or told is None or told.at is None:
        return False
    if change.state is not AlertState.OPEN or told.state is not AlertState.OPEN or change.kind not in wish.kinds:
        return False
    return _wants(change, wish) and event_at - told.at >= wish.repeat_after.delta


def _wants(change: Change, wish: Subscription) -> bool:
    """Whether the choice of watches lets a change through. Of our own ingest everyone hears who asks for the kind."""
    watch = change.watch
    return not change.kind.of_watch or wants_watch(wish.watches, watch.id, watch.tags, watch.owner)


def _is_about(change: Change, wish: Subscription) -> bool:
    evidence = change.evidence
    return not change.kind.of_watch or (
        names_enough(wish.regions, evidence.regions, evidence.origins)
        and names_enough(wish.topics, evidence.topics, evidence.origins)
        and names_enough(wish.languages, evidence.languages, evidence.origins)
    )
