"""What the record of deliveries keeps beside verdicts: attempts, digests, and what was never sent."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from workers.alert.outbox import Owed, retry_at
from workers.alert.route import Routed
from workers.model.alert import Change
from workers.model.notice import AttemptNote, Delivery, DigestNotice, Outcome, Result, Verdict


def attempted(owed: Owed, outcome: Outcome, schedule: Sequence[int]) -> Delivery:
    """The record of an attempt. The last failure is ``gave_up``."""
    next_at = retry_at(outcome, schedule)
    final = Result.GAVE_UP if outcome.result is Result.RETRY and next_at is None else outcome.result
    return Delivery(
        at=outcome.at,
        alert_id=owed.notice.alert_id,
        sequence=owed.notice.sequence,
        subscription=owed.notice.subscription_id,
        verdict=owed.notice.verdict,
        detail=f"channel {outcome.channel_id}",
        attempt=AttemptNote(n=outcome.attempt, outcome=final, status=outcome.status, ms=outcome.ms, next_at=next_at),
    )


def summed_up(digest: DigestNotice, at: datetime) -> Delivery:
    """The record of a digest that is owed from now on (UTC)."""
    return Delivery(
        at=at,
        alert_id=digest.alert_id,
        sequence=digest.sequence,
        subscription=digest.subscription_id,
        verdict=digest.verdict,
        detail=digest.digest.headline,
    )


def in_digest(digest: DigestNotice, change: Change, at: datetime) -> Delivery:
    """The record of a change that a digest tells (UTC)."""
    return replace(
        summed_up(digest, at), alert_id=change.alert_id, sequence=change.sequence, detail=f"in {digest.alert_id}"
    )


def replaced(owed: Owed, routed: Routed) -> Delivery:
    """The record of a notice that was never sent, since a newer one took its place."""
    return replace(
        routed.delivery,
        sequence=owed.notice.sequence,
        verdict=Verdict.HOLD_REPLACED,
        detail=f"channel {owed.channel_id}: change {routed.delivery.sequence} took its place",
    )
