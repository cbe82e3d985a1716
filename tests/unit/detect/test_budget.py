import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.detect.budget import LOWEST, SENSITIVITIES, alerts_per_week, once_in_weeks, threshold_for


@pytest.mark.parametrize(("budget", "threshold"), [(2, 1.27), (1, 1.82), (0.5, 2.37), (0.25, 2.91), (0.1, 3.64)])
def test_a_budget_has_the_threshold_that_was_measured(budget: float, threshold: float) -> None:
    assert threshold_for(budget) == pytest.approx(threshold, abs=0.005)


@given(st.floats(0.07, 5))
def test_a_threshold_leads_back_to_its_budget(budget: float) -> None:
    assert alerts_per_week(threshold_for(budget)) == pytest.approx(budget)


def test_series_share_the_budget_of_their_watch() -> None:
    assert threshold_for(1, series=4) == threshold_for(0.25)


def test_a_budget_too_rare_for_the_scale_is_refused() -> None:
    """Scores end at 4: no threshold beneath gives fewer."""
    with pytest.raises(ValueError, match=r"0\.06 alerts a week; expected at least 0\.07"):
        threshold_for(0.06)


def test_no_budget_makes_an_alert_of_every_ripple() -> None:
    assert threshold_for(1_000) == LOWEST


def test_quieter_words_are_higher_thresholds() -> None:
    assert SENSITIVITIES["sensitive"] < SENSITIVITIES["normal"] < SENSITIVITIES["quiet"]


def test_a_score_on_the_line_of_a_weekly_alert_comes_about_once_a_week() -> None:
    assert once_in_weeks(threshold_for(1)) == pytest.approx(1)
