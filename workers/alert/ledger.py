"""What is remembered of one subscription as a whole: how much was told lately, and what was beyond all bounds."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.entry import entry_of, put_in
from workers.model.alert import Change, ChangeType
from workers.model.digest import DigestEntry


class Overflow(Struct, frozen=True, kw_only=True):
    """Changes for which there was no room among what is owed; one summary tells of them."""

    since: datetime
    """When the first of them was put here (UTC)."""
    changes: int = 0
    alerts: int = 0
    """Exact while all are listed. Beyond, one that left the list and comes back to it counts twice."""
    entries: tuple[DigestEntry, ...] = ()
    """The rarest, each as of its newest change."""


class Ledger(Struct, frozen=True, kw_only=True):
    """All that is remembered of one subscription as a whole."""

    sent: tuple[datetime, ...] = ()
    """When the last notices were told (UTC), oldest first: of those within the limit's time, as many as it allows."""
    digest_at: datetime | None = None
    """Up to which due time digests were told, or when waiting for the first began (UTC); None before the first look."""
    overflow: Overflow | None = None


def spill(ledger: Ledger, change: Change, at: datetime) -> Ledger:
    """Note a change that finds no room among what is owed. Whatever comes, the value stays small.

    Args:
        ledger: As it is.
        change: One step of an alert's life.
        at: When it was decided (UTC).
    """
    before = ledger.overflow or Overflow(since=at)
    entries = put_in(before.entries, entry_of(change))
    # An alert that is not listed may have been counted before; one that only now begins was not.
    begins = change.type is ChangeType.OPENED or _lists(entries, change)
    new = begins and not _lists(before.entries, change)
    overflow = replace(before, changes=before.changes + 1, alerts=before.alerts + new, entries=entries)
    return replace(ledger, overflow=overflow)


def _lists(entries: tuple[DigestEntry, ...], change: Change) -> bool:
    return any(one.alert_id == change.alert_id for one in entries)
