"""Limits: how much is told at most in a span of time."""

from datetime import datetime

from msgspec.structs import replace

from workers.alert.ledger import Ledger
from workers.alert.subscription import Limit


def has_room(limit: Limit | None, ledger: Ledger, at: datetime) -> bool:
    """Whether one more notice may be told.

    Args:
        limit: None: as much as there is.
        ledger: What was told lately.
        at: UTC.
    """
    return limit is None or len(_lately(limit, ledger, at)) < limit.notices


def room_at(limit: Limit, ledger: Ledger, at: datetime) -> datetime:
    """When there is room again (UTC); the moment itself where there is room now."""
    lately = _lately(limit, ledger, at)
    return at if len(lately) < limit.notices else lately[-limit.notices] + limit.per.delta


def note_sent(limit: Limit | None, ledger: Ledger, at: datetime) -> Ledger:
    """Remember that a notice was told, for as long as the limit asks. What is told in spite of it takes room too."""
    if limit is None:
        return replace(ledger, sent=()) if ledger.sent else ledger
    sent = sorted((*_lately(limit, ledger, at), at))[-limit.notices :]
    return replace(ledger, sent=tuple(sent))


def _lately(limit: Limit, ledger: Ledger, at: datetime) -> tuple[datetime, ...]:
    return tuple(sent_at for sent_at in ledger.sent if at - sent_at < limit.per.delta)
