"""Changes put together to alerts."""

from tests.unit.study.steps import after, opened, resolved
from workers.study.replayed import lives_of


def test_changes_of_one_id_are_one_life() -> None:
    (life,) = lives_of([opened(), resolved()])

    assert (life.first.opened_at, life.last.resolved_at) == (after(0), after(240))
    assert life.resolved
    assert life.confirmed


def test_an_id_that_opens_again_is_another_life() -> None:
    """An early alert that was not confirmed leaves its id to the next."""
    changes = [opened(), resolved(because="not_confirmed", at=5), opened(at=20), resolved(at=300)]

    assert [life.confirmed for life in lives_of(changes)] == [False, True]


def test_what_has_not_ended_is_a_life_too() -> None:
    (life,) = lives_of([opened()])

    assert not life.resolved


def test_the_end_of_an_alert_whose_opening_was_not_seen_is_no_life() -> None:
    assert lives_of([resolved()]) == ()


def test_lives_come_in_the_order_of_their_openings() -> None:
    changes = [opened("b", at=5), opened("a", at=9), resolved("a"), resolved("b")]

    assert [life.first.alert_id for life in lives_of(changes)] == ["b", "a"]
