"""Digests: when one is due, and what it says."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from workers.alert.asked import asked_of
from workers.alert.daily import instant_of, zone_of
from workers.alert.entry import entry_of, rarest
from workers.alert.ledger import Ledger, Overflow
from workers.alert.quiet import is_quiet
from workers.alert.subscription import DigestTimes, Subscription
from workers.model.alert import AlertState, Change
from workers.model.digest import Digest, DigestEntry, DigestOmitted, DigestReason
from workers.model.names import notice_id
from workers.model.notice import DigestNotice

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEAST = timedelta(microseconds=1)
_NAMED = 3
"""Watches in the headline."""
_DAYS_BY_NAME = 6
"""So many days back the name of a weekday says which one is meant."""


def due_digest(times: DigestTimes, zone: str, ledger: Ledger, at: datetime) -> datetime | None:
    """The due time of the digest that is to be told now (UTC); None where none is.

    Of several due times that went by unnoticed only the last counts: one digest tells of all.

    Args:
        times: When the subscription wants them.
        zone: Whose clocks show these times, an IANA name.
        ledger: Up to when digests were told. Where it says nothing nothing is due; the caller notes ``at`` there.
        at: UTC.
    """
    due = _last_due(times, zone, at)
    return due if ledger.digest_at is not None and due > ledger.digest_at else None


def digest_now(wish: Subscription, ledger: Ledger, at: datetime) -> datetime | None:
    """As `due_digest`, for a subscription: none without digests, and none in its quiet hours, whose end it awaits."""
    if wish.digest is None or (wish.quiet_hours is not None and is_quiet(wish.quiet_hours, wish.time_zone, at)):
        return None
    return due_digest(wish.digest, wish.time_zone, ledger, at)


def compose_digest(
    wish: Subscription, changes: Sequence[Change], because: DigestReason, due: datetime, at: datetime
) -> DigestNotice:
    """One notice of several changes.

    Args:
        wish: Whose it is.
        changes: At least one; of an alert the newest counts.
        because: Why they are told together.
        due: When it was to be told (UTC), by which it is named.
        at: When it is put together (UTC).
    """
    newest = {one.alert_id: one for one in sorted(changes, key=lambda one: one.sequence)}
    entries = rarest(map(entry_of, newest.values()))
    oldest = min(change.changed_at for change in changes)
    before = oldest if wish.digest is None else min(oldest, _last_due(wish.digest, wish.time_zone, due - _LEAST))
    over = sum(change.state is AlertState.RESOLVED for change in newest.values())
    omitted = DigestOmitted(alerts=len(newest) - len(entries), changes=len(changes) - len(entries))
    digest = Digest(
        digest_id=f"digest-{int(due.timestamp())}",
        because=because,
        headline=f"{_counted(len(newest))} {_since(before, wish.time_zone, at)}: "
        f"{_names(entries, whole=not omitted.alerts)} ({_states(len(newest) - over, over)})",
        from_=oldest,
        to=at,
        alerts=entries,
        omitted=omitted,
    )
    return _notice(wish, digest)


def overflow_digest(wish: Subscription, overflow: Overflow, at: datetime) -> DigestNotice:
    """One notice of all that was beyond what is kept for a subscription.

    Args:
        wish: Whose it is.
        overflow: What there was.
        at: When it is put together (UTC).
    """
    listed = len(overflow.entries)
    omitted = DigestOmitted(alerts=overflow.alerts - listed, changes=overflow.changes - listed)
    changes = f"{overflow.changes:,} {'change' if overflow.changes == 1 else 'changes'}"
    alerts = f"{'about ' if omitted.alerts else ''}{_counted(overflow.alerts)}"
    # To the microsecond: the next one may begin as soon as this one has made room.
    digest = Digest(
        digest_id=f"overflow-{(overflow.since - _EPOCH) // timedelta(microseconds=1)}",
        because=DigestReason.OVERFLOW,
        headline=f"{changes} of {alerts} {_since(overflow.since, wish.time_zone, at)}, "
        f"more than could wait one by one: {_names(overflow.entries, whole=not omitted.alerts)}",
        from_=min((overflow.since, *(entry.changed_at for entry in overflow.entries))),
        to=at,
        alerts=overflow.entries,
        omitted=omitted,
    )
    return _notice(wish, digest)


def _last_due(times: DigestTimes, zone: str, at: datetime) -> datetime:
    if times.at is None:
        assert times.every is not None  # `DigestTimes` has one of the two
        return at - (at - _EPOCH) % times.every.delta
    today = at.astimezone(zone_of(zone)).date()
    days = (today + timedelta(days=number) for number in (-2, -1, 0, 1))
    return max(due for day in days if (due := instant_of(day, times.at, zone)) <= at)


def _notice(wish: Subscription, digest: Digest) -> DigestNotice:
    return DigestNotice(
        id=notice_id(digest.digest_id, 0, wish.id),
        subscription_id=wish.id,
        digest=digest,
        time_zone=wish.time_zone,
        asked=asked_of(wish),
    )


def _since(since: datetime, zone: str, at: datetime) -> str:
    """Since when, as people in the zone say it now."""
    then, now = since.astimezone(zone_of(zone)), at.astimezone(zone_of(zone))
    days = (now.date() - then.date()).days
    if days <= 0:
        return f"since {then:%H:%M}"
    return f"since {then:%A %H:%M}" if days <= _DAYS_BY_NAME else f"since {then.day} {then:%B %H:%M}"


def _names(entries: Iterable[DigestEntry], *, whole: bool) -> str:
    named = list(dict.fromkeys(map(_name, entries)))
    shown = ", ".join(named[:_NAMED])
    return shown if whole and len(named) <= _NAMED else f"{shown}, ..."


def _name(entry: DigestEntry) -> str:
    return f"{entry.watch.name} ({entry.series.value})" if entry.series else entry.watch.name


def _counted(alerts: int) -> str:
    return "1 alert" if alerts == 1 else f"{alerts:,} alerts"


def _states(still_open: int, over: int) -> str:
    if still_open + over == 1:
        return "open" if still_open else "over"
    return ", ".join(f"{number:,} {state}" for number, state in ((still_open, "open"), (over, "over")) if number)
