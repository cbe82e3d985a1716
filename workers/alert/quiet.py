"""Quiet hours: when nobody wants to be told, and until when."""

from datetime import datetime, timedelta

from workers.alert.daily import instant_of, zone_of
from workers.alert.subscription import QuietHours

_DAY = timedelta(days=1)


def is_quiet(hours: QuietHours, zone: str, at: datetime) -> bool:
    """Whether a moment lies in quiet hours; their first instant does, their end does not.

    Args:
        hours: By the clocks of the zone.
        zone: An IANA name.
        at: UTC.
    """
    return _end_around(hours, zone, at) is not None


def quiet_until(hours: QuietHours, zone: str, at: datetime) -> datetime:
    """When somebody may be told again (UTC): the end of the quiet hours; the moment itself outside them.

    Args:
        hours: By the clocks of the zone.
        zone: An IANA name.
        at: UTC.
    """
    until = at
    # Where clocks skip a day, one night ends as the next begins.
    while (end := _end_around(hours, zone, until)) is not None:
        until = end
    return until


def _end_around(hours: QuietHours, zone: str, at: datetime) -> datetime | None:
    """The end of the quiet hours around a moment. Each begin once a day, whatever clocks do meanwhile."""
    today = at.astimezone(zone_of(zone)).date()
    nights = timedelta(days=hours.to.minutes <= hours.from_.minutes)
    for day in (today - _DAY, today, today + _DAY):
        end = instant_of(day + nights, hours.to, zone)
        if instant_of(day, hours.from_, zone) <= at < end:
            return end
    return None
