"""No input runs ahead: a backlog read partition by partition would open months of buckets at once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.rules import Rules

LEAD_S = 900
ARCHIVE_LEAD_S = 3 * 3600
"""In place of it where only pages move the clock: an archive has a page a minute or fewer, and to look where the others
are takes some milliseconds."""
LEAD_WIDTHS = 3
"""An input may lead by 15 minutes, and by so many widths of the widest bucket."""
UNHEARD = timedelta(minutes=10)
"""An input that nobody reads is waited for no longer."""
FIRST = datetime.min.replace(tzinfo=UTC)


class Pace(Struct, frozen=True, kw_only=True):
    """How far one input is."""

    at: datetime | None
    """The greatest time read from it (UTC); None before its first page."""
    behind: bool
    """Whether there is more to read."""
    heard_at: datetime
    """The host's time when its reader was last heard of (UTC)."""


def lead_of(watches: Iterable[CountRules], *, archive: bool = False) -> timedelta:
    """How far an input may be ahead of the slowest."""
    least_s = ARCHIVE_LEAD_S if archive else LEAD_S
    return timedelta(seconds=max([least_s, *(LEAD_WIDTHS * watch.width_s for watch in watches)]))


def lead_in(rules: Rules) -> timedelta:
    """The same, as a config says."""
    return lead_of(rules.watches.values(), archive=rules.settings.time == "pages")


def slowest(paces: Iterable[Pace], now: datetime) -> datetime | None:
    """How far the slowest input is that is waited for (UTC); None where none is.

    One that was not begun is slower than any. One that was read to its end,
    or whose reader is not heard of, is not waited for.
    """
    waited = (pace.at or FIRST for pace in paces if pace.behind and now - pace.heard_at <= UNHEARD)
    return min(waited, default=None)


def leads(at: datetime | None, floor: datetime | None, lead: timedelta) -> bool:
    """Whether an input must wait for the slowest."""
    return at is not None and floor is not None and at - floor > lead
