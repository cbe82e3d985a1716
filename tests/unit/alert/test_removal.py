"""The last word on a watch that is gone."""

from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst
from workers.alert.removal import REMOVED, end_open, open_alerts
from workers.model.alert import AlertState, Change, ChangeType


def last_told(feed: Feed) -> dict[str, Change]:
    return {change.alert_id: change for change in feed.told}


def removed(feed: Feed) -> tuple[Change, ...]:
    assert feed.state is not None
    return end_open("acme", feed.state, last_told(feed), REMOVED)


def told_of_a_burst(hours: float = 240.5) -> Feed:
    feed = Feed().background()
    feed.mention(*burst(hours, 14))
    return feed


def test_an_open_alert_ends_under_its_own_id_with_the_next_sequence() -> None:
    feed = told_of_a_burst()
    last = feed.told[-1]
    (end,) = removed(feed)

    assert last.state is AlertState.OPEN
    assert (end.alert_id, end.sequence) == (last.alert_id, last.sequence + 1)
    assert (end.type, end.state, end.told_because) == (ChangeType.RESOLVED, AlertState.RESOLVED, ("watch_removed",))
    assert end.headline == "Acme: no longer watched"
    assert end.since_last is not None
    assert end.since_last.sequence == last.sequence


def test_it_ends_at_the_greatest_time_the_watch_knows_of() -> None:
    """The host's clock would make a redo say something else."""
    mentioned = told_of_a_burst()
    (early,) = removed(mentioned)
    mentioned.tick(241)
    (later,) = removed(mentioned)

    assert early.changed_at == early.resolved_at == max(one.at for one in mentioned.heard)
    assert later.changed_at == at(241)
    assert later.lasted_s == (later.changed_at - later.opened_at).total_seconds()


def test_the_numbers_are_those_that_were_told_last() -> None:
    feed = told_of_a_burst()
    last = feed.told[-1]
    (end,) = removed(feed)

    assert end.evidence == last.evidence
    assert end.why == replace(last.why, peak=end.why.peak)


def test_what_is_calm_ends_in_silence() -> None:
    feed = Feed().background()
    assert feed.state is not None

    assert open_alerts("acme", feed.state) == ()
    assert removed(feed) == ()


def test_an_alert_nobody_wrote_down_ends_in_silence() -> None:
    feed = told_of_a_burst()
    assert feed.state is not None

    assert len(open_alerts("acme", feed.state)) == 1
    assert end_open("acme", feed.state, {}, REMOVED) == ()


def test_every_part_with_an_alert_of_its_own_ends() -> None:
    feed = Feed(replace(RULES, split_by="region", split_values=("KR", "JP"))).background()
    feed.mention(*burst(240.5, 14, regions=("KR",)))
    assert feed.state is not None
    whole = feed.state.series[""]
    both = replace(feed.state, series=feed.state.series | {"region=KR": whole})
    ids = open_alerts("acme", both)
    told = {identity: replace(feed.told[-1], alert_id=identity) for identity in ids}

    assert len(set(ids)) == 2
    assert [end.alert_id for end in end_open("acme", both, told, REMOVED)] == list(ids)
