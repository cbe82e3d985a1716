"""How far an app is behind: what is not fetched, and what is fetched and not acknowledged."""

from workers.hosts.kafka.engine.lag import Extent, Lag, lag_of


def test_what_is_ahead_and_what_is_in_hand_are_both_behind() -> None:
    lag = lag_of([Extent(end=10, place=7), Extent(end=5, place=5)], [100.0, 90.0], 120.0)

    assert lag == Lag(records=5, in_hand=2, seconds=30.0)


def test_nothing_in_hand_has_no_age() -> None:
    assert lag_of([Extent(end=10, place=10)], [], 120.0) == Lag(records=0, in_hand=0, seconds=0.0)


def test_a_partition_that_was_not_fetched_yet_is_not_guessed_at() -> None:
    assert lag_of([Extent(end=None, place=3), Extent(end=4, place=None)], [], 0.0).records == 0


def test_a_record_of_the_future_is_not_younger_than_now() -> None:
    """A scraper's clock may be ahead."""
    assert lag_of([], [130.0], 120.0).seconds == 0.0
