"""What is told and what is kept: parts of a watch, the numbers of a change, the state in writing."""

from datetime import timedelta

import msgspec
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst, mention
from workers.alert.state import WatchState
from workers.model.alert import AlertState, ChangeType
from workers.model.watch import Minimum

DAY10 = 240.0
SPANS = {f"{hours}h": timedelta(hours=hours) for hours in (1, 4, 16)} | {"15m": timedelta(minutes=15)}


def test_state_survives_writing_and_stays_small() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 300, over_h=6, regions=("KP", "RU"), topics=("medtop:11000000",)))
    feed.tick(DAY10 + 7)

    packed = msgspec.msgpack.encode(feed.state)

    assert msgspec.msgpack.decode(packed, type=WatchState) == feed.state
    assert len(packed) < 48 * 1024


def test_parts_are_named_in_the_alert_of_the_whole() -> None:
    feed = Feed(replace(RULES, split_by="region", split_values=("KR", "JP"))).background()

    feed.mention(*burst(DAY10, 60, over_h=0.5, regions=("KR",)))
    feed.tick(DAY10 + 1)

    assert {change.series for change in feed.told} == {None}
    feed.mention(*burst(DAY10 + 1, 100, first=200, regions=("KR",)))
    assert [(part.value, part.by) for part in feed.told[-1].parts] == [("KR", "region")]


def test_a_part_opens_alone_when_the_whole_does_not() -> None:
    rules = replace(RULES, split_by="region", split_values=("KR", "JP"), minimum=Minimum(articles=3, sources=1))
    feed = Feed(rules)
    for step in range(24 * 12):
        hours = step / 12
        feed.mention(*burst(hours, 10, first=step * 20, regions=("JP",)))
        if step % 36 == 0:
            feed.mention(mention(90_000 + step, hours, regions=("KR",)))
        feed.tick(hours)
    assert feed.told == []

    feed.tick(24.0)
    for step in range(12):
        feed.mention(*burst(24 + step / 12, 6, first=50_000 + step * 20, regions=("KR",)))
        feed.tick(24 + step / 12)

    assert [change.series.value for change in feed.told if change.series] == ["KR"] * len(feed.told)
    assert feed.told


def test_an_update_shows_the_numbers_of_its_own_moment() -> None:
    """Not those of the loudest one, which may be hours old."""
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    for step in range(1, 30):
        feed.tick(DAY10 + step / 12)
        feed.mention(mention(2_000 + step, DAY10 + step / 12))

    for change in feed.told:
        if change.type is not ChangeType.RESOLVED:
            assert change.why.at == change.changed_at
            for window in change.why.windows:
                assert window.since is not None
                end = window.since + SPANS[window.window]
                inside = [one for one in feed.heard if window.since <= one.at < end and one.at <= change.changed_at]
                assert window.observed == len(inside)
    assert ChangeType.UPDATED in {change.type for change in feed.told}


def test_an_ended_alert_shows_its_loudest_moment_and_says_when_it_was() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 5)

    last = feed.told[-1].why
    assert last.at is not None
    assert at(DAY10) <= last.at <= at(DAY10 + 1 / 12)
    assert [window.observed for window in last.windows][:2] == [12, 12]


def test_a_mention_of_a_closed_bucket_is_late_even_where_the_partitions_clock_was_lost() -> None:
    """A counter may die after it wrote a watch and before it wrote its clock."""
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    clock = feed.partition
    feed.tick(DAY10 + 1)
    feed.partition, closed = clock, feed.state

    feed.mention(mention(77, DAY10 + 0.5))

    assert closed is not None
    assert feed.state == replace(closed, late=closed.late + 1)


def test_the_first_mention_of_a_watch_can_be_late_too() -> None:
    feed = Feed()
    feed.tick(DAY10)

    feed.mention(mention(1, DAY10 - 1))

    assert feed.state is not None
    assert (feed.state.late, feed.state.kept) == (1, ())


def test_a_part_that_is_as_loud_opens_no_alert_beside_that_of_the_whole() -> None:
    rules = replace(RULES, split_by="region", split_values=("KR",))
    feed = Feed(rules).background(regions=("KR",))

    feed.mention(*burst(DAY10, 100, over_h=0.5, regions=("KR",)))
    feed.tick(DAY10 + 1)

    assert {change.series for change in feed.told} == {None}
    assert feed.state is not None
    assert feed.state.series["region=KR"].episode is None


def test_mentions_in_unknown_buckets_neither_calm_an_alert_nor_feed_it() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 1)

    for step in range(12 * 7):
        feed.mention(mention(3_000 + step, DAY10 + 1 + step / 12))
    feed.tick(DAY10 + 8, (DAY10 + 1, DAY10 + 8))

    assert feed.told[-1].state is AlertState.OPEN
    feed.tick(DAY10 + 10)
    assert feed.told[-1].state is AlertState.OPEN
    feed.tick(DAY10 + 10.2)
    assert feed.told[-1].resolved_at == at(DAY10 + 10 + 1 / 12)
