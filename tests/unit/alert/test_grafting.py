"""A learnt state goes on at the present watermark."""

from tests.unit.alert.feed import RULES, Feed, at, burst
from workers.alert.grafting import graft, learnt_alerts
from workers.alert.state import WatchState
from workers.detect.partition import PartitionClock

LEARNT_H, NOW_H = 240.0, 720.0
NOW_S = int(at(NOW_H).timestamp())


def learnt() -> Feed:
    return Feed().background(LEARNT_H / 24)


def grafted(feed: Feed, now_s: int | None, **last: int) -> WatchState:
    assert feed.state is not None
    return graft(feed.state, feed.partition, now_s, last, RULES)


def test_what_nobody_counted_since_the_archive_is_unknown_and_no_silence() -> None:
    """As if a clock had said so all the while; twenty days of silence would make any mention a surprise."""
    whole, apart, silent = learnt(), learnt(), learnt()
    whole.tick(NOW_H, (LEARNT_H, NOW_H))
    silent.tick(NOW_H)
    apart.state = grafted(apart, NOW_S)
    apart.partition = PartitionClock(watermark_s=NOW_S)
    told = []
    for feed in (whole, apart, silent):
        feed.tick(NOW_H + 1)
        told.append(feed.mention(*burst(NOW_H + 1.5, 14))[0])

    assert told[1].why == told[0].why
    assert told[1].why != told[2].why
    assert told[1].alert_id == told[0].alert_id


def test_mentions_of_the_time_before_the_present_are_late() -> None:
    feed = learnt()
    feed.mention(*burst(LEARNT_H + 0.01, 2))
    feed.state = grafted(feed, NOW_S)
    feed.mention(*burst(LEARNT_H + 1, 3, first=100))

    assert feed.state is not None
    assert (feed.state.kept, feed.state.late, feed.state.closed_s) == ((), 3, NOW_S)


def test_an_archive_that_reaches_up_to_the_present_leaves_no_gap() -> None:
    feed = learnt()
    feed.mention(*burst(LEARNT_H + 0.01, 2))

    assert grafted(feed, None) == feed.state
    assert grafted(feed, feed.partition.watermark_s) == feed.state
    assert grafted(feed, int(at(1).timestamp())) == feed.state


def test_an_alert_id_of_an_earlier_life_goes_on_after_its_last_sequence() -> None:
    """One id and sequence is one change for ever."""
    feed = learnt()
    assert feed.state is not None
    (name,) = learnt_alerts("acme", feed.state).values()
    feed.state = grafted(feed, None, **{name: 6, "other": 9})
    (opened, *_) = feed.mention(*burst(LEARNT_H + 0.5, 14))

    assert (opened.alert_id, opened.sequence) == (name, 7)
