"""The day that a year, a month and a number name, in the calendar that the year tells.

Years of the three calendars that pages write do not meet: 2025 is 1403 and 1404 in Iran, 2568 in Thailand. Years of
the Islamic calendar (1446) are those of Iran a generation from now, so they are in the future, and none.
"""

from datetime import UTC, datetime, timedelta

_PERSIAN_YEARS = range(1300, 1500)
_BUDDHIST_YEARS = range(2400, 2700)
_BUDDHIST_AHEAD = 543
_BEFORE_PERSIAN = 226_894
"""The day before the first of the Persian calendar, as `datetime.toordinal` counts."""


def civil_day(year: int, month: int, day: int, *, persian: bool = False) -> datetime | None:
    """The beginning of a day in UTC; None if there is no such day.

    Args:
        year: In any of the three calendars.
        month: From 1 on.
        day: Of the month.
        persian: The month is called by a Persian name.
    """
    if persian or year in _PERSIAN_YEARS:
        return _persian_day(year, month, day)
    try:
        return datetime(year - _BUDDHIST_AHEAD if year in _BUDDHIST_YEARS else year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _persian_day(year: int, month: int, day: int) -> datetime | None:
    """By the cycle of 33 years, as in ICU (`PersianCalendar`); agrees with the calendar of Iran in all these years."""
    if year not in _PERSIAN_YEARS or not 1 <= month <= 12 or day < 1:
        return None
    begin = _before_year(year) + (31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6)
    end = _before_year(year + 1) if month == 12 else begin + (31 if month <= 6 else 30)
    if begin + day > end:
        return None
    return datetime.min.replace(tzinfo=UTC) + timedelta(days=begin + day - 1)


def _before_year(year: int) -> int:
    """The last day of the year before, as `datetime.toordinal` counts."""
    return _BEFORE_PERSIAN + 365 * (year - 1) + (8 * year + 21) // 33
