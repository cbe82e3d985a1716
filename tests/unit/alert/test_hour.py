"""What a watch counts within its hour, against what is usual."""

from tests.unit.alert.feed import RULES, Feed, burst
from workers.alert.hour import Hour, hour_of, most_observed

DAY10 = 240.0


def hour(feed: Feed) -> Hour | None:
    assert feed.state is not None
    return hour_of(feed.state, feed.partition, RULES)


def test_a_burst_stands_out_from_what_is_usual() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))

    found = hour(feed)

    assert found is not None
    assert found.observed == 12
    assert 0 < found.expected < 1


def test_the_buckets_that_closed_within_the_hour_count_too() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 5))
    feed.tick(DAY10 + 0.5)
    feed.mention(*burst(DAY10 + 0.5, 4, first=100))

    found = hour(feed)

    assert found is not None
    assert found.observed == 9


def test_two_buckets_may_be_open() -> None:
    """Time waits for pages that come late."""
    feed = Feed().background()
    feed.mention(*burst(DAY10, 5), *burst(DAY10 + 0.25, 4, first=100))

    found = hour(feed)

    assert found is not None
    assert found.observed == 9


def test_a_watch_that_nobody_mentions_now_has_no_hour() -> None:
    assert hour(Feed().background()) is None


def test_of_equals_the_first_by_id_is_shown() -> None:
    """Else the choice would change from one scrape to the next."""
    hours = {name: Hour(observed=count, expected=1.0) for name, count in (("c", 5), ("b", 5), ("a", 2), ("d", 9))}

    assert list(most_observed(hours, 3)) == ["d", "b", "c"]
