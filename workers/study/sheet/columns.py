"""The hours of a course put together to columns, so that a long span fits into a picture."""

from msgspec import Struct

from workers.study.course import Course
from workers.study.usual import HOUR_S

MOST_COLUMNS = 400
HOURS_A_COLUMN = (1, 2, 3, 4, 6, 12, 24, 48, 168, 672)
LEAST_TOP = 4.0
CLOSE_BEFORE, CLOSE_AFTER = 36, 12
"""Hours shown around the opening of an alert."""


class Columns(Struct, frozen=True, kw_only=True):
    """Sums over equal spans of time."""

    from_s: int
    """Unix seconds."""
    hours: int
    """How many hours one column is."""
    observed: tuple[int, ...]
    expected: tuple[float, ...]

    @property
    def end_s(self) -> int:
        """Unix seconds of the end of the last one."""
        return self.from_s + len(self.observed) * self.hours * HOUR_S

    @property
    def top(self) -> float:
        """The height of the picture: the highest of all, and a few at least, or one story would look like many."""
        return max(LEAST_TOP, max(self.observed, default=0), max(self.expected, default=0.0))

    def place(self, at_s: float) -> float:
        """Where a moment stands: 0 at the beginning, 1 at the end, and never beyond them."""
        return min(max((at_s - self.from_s) / max(self.end_s - self.from_s, 1), 0.0), 1.0)


def hours_a_column(hours: int) -> int:
    """As few as give at most `MOST_COLUMNS` for a span."""
    return next((each for each in HOURS_A_COLUMN if hours <= each * MOST_COLUMNS), -(-hours // MOST_COLUMNS))


def columns_of(course: Course) -> Columns:
    """The whole course."""
    each = hours_a_column(len(course.observed))
    begin = course.from_s // HOUR_S // each * each
    groups = _groups(len(course.observed), each, course.from_s // HOUR_S - begin)
    return Columns(
        from_s=begin * HOUR_S,
        hours=each,
        observed=tuple([sum(course.observed[first:end]) for first, end in groups]),
        expected=tuple([sum(course.expected[first:end]) for first, end in groups]),
    )


def around(course: Course, at_s: int) -> Columns:
    """The hours before and after a moment, as far as the course goes."""
    hour = at_s // HOUR_S - course.from_s // HOUR_S
    first, end = max(0, hour - CLOSE_BEFORE), hour + CLOSE_AFTER
    return Columns(
        from_s=course.from_s + first * HOUR_S,
        hours=1,
        observed=course.observed[first:end],
        expected=course.expected[first:end],
    )


def _groups(hours: int, each: int, lead: int) -> list[tuple[int, int]]:
    """Where groups of hours begin and end. They begin where whole columns do; the first one may be shorter."""
    starts = [0, *range(each - lead, hours, each)]
    return list(zip(starts, [*starts[1:], hours], strict=True))
