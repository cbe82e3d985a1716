"""Hours put together to columns."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.study.sheet.sheets import START, course
from workers.study.course import Course
from workers.study.sheet.columns import CLOSE_AFTER, CLOSE_BEFORE, MOST_COLUMNS, around, columns_of
from workers.study.usual import HOUR_S

BEGIN = int(START.timestamp())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=2_000), st.integers(0, 400))
def test_columns_are_few_begin_on_round_hours_and_lose_nothing(observed: list[int], lead: int) -> None:
    made = Course(
        watch="a", from_s=BEGIN + lead * HOUR_S, observed=tuple(observed), expected=tuple(map(float, observed))
    )
    columns = columns_of(made)

    assert len(columns.observed) == len(columns.expected) <= MOST_COLUMNS + 1
    assert sum(columns.observed) == sum(columns.expected) == sum(observed)
    assert columns.from_s % (columns.hours * HOUR_S) == 0
    assert columns.from_s <= made.from_s < columns.from_s + columns.hours * HOUR_S
    assert made.from_s + len(observed) * HOUR_S <= columns.end_s


@given(st.integers(0, 999), st.integers(0, 30))
def test_each_hour_is_in_the_column_of_its_time(hour: int, lead: int) -> None:
    observed = [0] * 1_000
    observed[hour] = 5
    from_s = BEGIN + lead * HOUR_S
    columns = columns_of(Course(watch="a", from_s=from_s, observed=tuple(observed), expected=(0.0,) * 1_000))
    (at,) = [place for place, count in enumerate(columns.observed) if count]

    begin = columns.from_s + at * columns.hours * HOUR_S
    assert columns.hours > 1
    assert begin <= from_s + hour * HOUR_S < begin + columns.hours * HOUR_S


@given(st.integers(0, 199))
def test_a_close_look_keeps_the_hours(hour: int) -> None:
    made = around(course("a", range(200)), BEGIN + hour * HOUR_S + 60)

    assert made.observed == tuple(range(200))[max(0, hour - CLOSE_BEFORE) : hour + CLOSE_AFTER]
    assert made.observed[(BEGIN + hour * HOUR_S - made.from_s) // HOUR_S] == hour


def test_a_moment_outside_stands_at_an_edge() -> None:
    columns = columns_of(course("a", [1, 2]))

    assert [columns.place(BEGIN + hour * HOUR_S) for hour in (-5, 0, 1, 2, 9)] == [0, 0, 0.5, 1, 1]
