"""An alert as a sentence."""

from datetime import timedelta

from tests.builders import NOON, change, evidence, why
from workers.alert.render import render_line
from workers.model.alert import AlertState, Severity


def test_a_line_says_what_since_when_how_rare_and_on_what_it_rests() -> None:
    line = render_line(change(severity=Severity.WARNING, why=why(once_in_weeks=11.2)))

    assert line == (
        "WARNING: Pier: 3 independent stories in the last hour, 0.1 are usual at this time; "
        "since 2025-03-10 12:00 UTC; so much comes about once in 11 weeks; 4 articles, 1 of them copies, from 4 sources"
    )


def test_numbers_stand_before_rarity() -> None:
    line = render_line(change(why=why(once_in_weeks=4.0)))

    assert line.index("independent stories") < line.index("once in 4 weeks")


def test_neither_score_nor_probability_stands_in_a_sentence() -> None:
    line = render_line(change(why=why(score=2.4567)))

    assert "2.4" not in line
    assert "score" not in line


def test_what_comes_every_week_is_not_called_rare() -> None:
    assert "once in" not in render_line(change(why=why(once_in_weeks=0.4)))


def test_sources_nobody_knows_are_not_counted_aloud() -> None:
    assert "source" not in render_line(change(evidence=evidence(sources=0)))


def test_the_end_says_when() -> None:
    line = render_line(change(state=AlertState.RESOLVED, resolved_at=NOON + timedelta(hours=5)))

    assert "over since 2025-03-10 17:00 UTC, began 2025-03-10 12:00 UTC" in line


def test_a_young_baseline_is_said() -> None:
    assert "young baseline, 3 days" in render_line(change(why=why(baseline_days=3.0)))
