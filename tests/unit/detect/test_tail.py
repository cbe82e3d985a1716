from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.detect.oracle import tail
from workers.detect.tail import surprise


@given(st.integers(1, 300), st.floats(1e-4, 200), st.floats(0.003, 30))
def test_the_chance_is_the_sum_of_its_terms(count: int, mean: float, spread: float) -> None:
    assert surprise(count, mean, spread) == pytest.approx(tail(count, mean, spread), rel=1e-6, abs=1e-9)


def test_a_single_event_has_the_chance_of_not_being_absent() -> None:
    mean, spread = 0.2, 0.5

    assert surprise(1, mean, spread) == pytest.approx(-log10(1 - (1 + spread * mean) ** (-1 / spread)), rel=1e-9)


@given(st.integers(1, 100_000), st.floats(1e-9, 1e5), st.floats(0.003, 50))
def test_a_higher_count_is_never_less_surprising(count: int, mean: float, spread: float) -> None:
    assert surprise(count + 1, mean, spread) >= surprise(count, mean, spread)
