import numpy as np
import pytest

from workers.detect.sources import DAY, Rows, expect, learn, listen, new_row

MONDAY = 4 * DAY
"""The first Monday of 1970, as a slot."""


def after(days: int) -> Rows:
    """A source that gives three articles a slot by day and one at night, and nothing on Sundays but a sign of life."""
    rows = new_row()
    for slot in range(MONDAY, MONDAY + days * DAY):
        sunday, awake = (slot // DAY + 3) % 7 == 6, slot // 12 % 24 in range(6, 22)
        counts = np.array([float(slot % 24 == 0) if sunday else 3.0 if awake else 1.0])
        usual = expect(rows, slot)
        rows = learn(listen(rows, counts, slot, usual), counts, slot, usual, np.array([True]))
    return rows


def test_the_hours_and_the_days_have_their_own_expectation() -> None:
    rows = after(21)
    noon, night, sunday = (float(expect(rows, MONDAY + at).mean[0]) for at in (144, 12, 6 * DAY + 144))

    assert noon == pytest.approx(3, rel=0.25)
    assert night == pytest.approx(1, rel=0.25)
    assert sunday < 0.5


def test_learning_leaves_the_rows_it_was_given_as_they_were() -> None:
    rows, counts, slot = after(1), np.array([9.0]), MONDAY + DAY
    usual, before = expect(rows, slot), rows.tobytes()

    learn(rows, counts, slot, usual, np.array([True]))
    listen(rows, counts, slot, usual)

    assert rows.tobytes() == before


def test_a_source_that_is_not_taught_learns_nothing() -> None:
    rows, slot = after(2), MONDAY + 2 * DAY
    usual = expect(rows, slot)

    assert learn(rows, np.array([500.0]), slot, usual, np.array([False])).tobytes() == rows.tobytes()
