"""What keeps a change from being told now, though somebody asks for it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from workers.alert.counting import rank
from workers.alert.daily import zone_of
from workers.alert.ledger import Ledger
from workers.alert.limit import has_room, room_at
from workers.alert.quiet import is_quiet, quiet_until
from workers.alert.silence import Silence, silence_of
from workers.alert.subscription import DigestTimes, Subscription
from workers.model.alert import Change, Severity
from workers.model.notice import Verdict


class Telling(Struct, frozen=True, kw_only=True):
    """What would be told, and to whom."""

    change: Change
    wish: Subscription
    verdict: Verdict
    """Why it would be sent."""
    old: bool = False
    """Whether it is older than the subscription wants to hear at once."""


class Hold(Struct, frozen=True, kw_only=True):
    """What keeps it from being told."""

    verdict: Verdict
    detail: str


def find_hold(telling: Telling, silences: Iterable[Silence], ledger: Ledger, at: datetime) -> Hold | None:
    """Find the first reason to wait: a silence, the digest, quiet hours, the limit; None where there is none.

    No silence holds the end of what was told: whoever heard of the beginning is to hear of it.

    Args:
        telling: What would be told.
        silences: All there are, in a settled order.
        ledger: What is remembered of the subscription.
        at: The time of the decision (UTC).
    """
    change, wish = telling.change, telling.wish
    silence = None if telling.verdict is Verdict.SEND_RESOLVED else silence_of(change, silences, at)
    if silence is not None:
        return Hold(verdict=Verdict.HOLD_SILENCED, detail=f"silence {silence.id}")
    if wish.digest is not None and (wish.max_age is None or telling.old):
        return Hold(verdict=Verdict.HOLD_FOR_DIGEST, detail=_when(wish.digest, wish.time_zone))
    hours, limit = wish.quiet_hours, wish.limit
    if hours is not None and not _excepted(change, hours.except_) and is_quiet(hours, wish.time_zone, at):
        until = quiet_until(hours, wish.time_zone, at)
        return Hold(verdict=Verdict.HOLD_QUIET_HOURS, detail=f"until {_local(until, wish.time_zone)}")
    if limit is not None and not _excepted(change, limit.except_) and not has_room(limit, ledger, at):
        room = _local(room_at(limit, ledger, at), wish.time_zone)
        return Hold(verdict=Verdict.HOLD_RATE_LIMITED, detail=f"{limit.notices} in {limit.per}; room at {room}")
    return None


def _excepted(change: Change, from_: Severity | None) -> bool:
    return from_ is not None and rank(change.severity) >= rank(from_)


def _when(times: DigestTimes, zone: str) -> str:
    return f"at {times.at} {zone}" if times.at is not None else f"every {times.every}"


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M} {zone}"
