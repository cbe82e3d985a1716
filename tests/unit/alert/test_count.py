"""One watch's life: quiet days, a burst, its alert and its end."""

from datetime import timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst, mention
from workers.alert.counting import Counted
from workers.model.alert import AlertState, ChangeType, Severity
from workers.model.names import alert_id
from workers.model.watch import Minimum

DAY10 = 240.0
SPANS = {f"{hours}h": timedelta(hours=hours) for hours in (1, 4, 16)} | {"15m": timedelta(minutes=15)}


def test_quiet_coverage_tells_nothing() -> None:
    assert Feed().background().told == []


def test_an_alert_opens_at_the_mention_that_crosses_the_line() -> None:
    """Within seconds, not at the close of a bucket."""
    feed = Feed().background()

    steps = [feed.mention(one) for one in burst(DAY10, 8)]

    opened = [change for step in steps for change in step]
    assert [change.type for change in opened] == [ChangeType.OPENED]
    assert opened[0].told_because == ("early_score",)
    assert opened[0].opened_at == opened[0].changed_at < at(DAY10 + 0.05)
    assert opened[0].why.score >= opened[0].why.threshold


def test_an_alert_runs_open_to_resolved_under_one_id() -> None:
    feed = Feed().background()

    feed.mention(*burst(DAY10, 12))
    for step in range(1, 49):
        feed.tick(DAY10 + step / 12)

    assert [(change.sequence, change.state) for change in feed.told] == [(0, AlertState.OPEN), (1, AlertState.RESOLVED)]
    first, last = feed.told
    assert first.alert_id == last.alert_id == alert_id("acme", "", int(at(0).timestamp()))
    assert last.told_because == ("calm",)
    assert last.resolved_at == at(DAY10 + 1 / 12 + 3)
    assert last.why.peak is not None
    assert last.why.peak >= 1.95
    assert (last.evidence.origins, last.evidence.articles, last.evidence.copies_folded) == (12, 12, 0)
    assert last.evidence.languages == {"en": 12}
    assert last.evidence.terms == {"Acme": 12}


def test_the_next_episode_has_another_id() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 5)

    feed.mention(*burst(DAY10 + 30, 40, first=500))

    opened = [change for change in feed.told if change.type is ChangeType.OPENED]
    assert len({change.alert_id for change in opened}) == 2
    assert [change.sequence for change in opened] == [0, 0]


def test_one_wire_story_copied_twelve_times_is_no_alert() -> None:
    feed = Feed().background()
    text = mention(1, 0).signature

    feed.mention(*burst(DAY10, 12, over_h=3, signature=text))
    feed.tick(DAY10 + 4)

    assert feed.told == []


def test_copies_count_when_articles_are_asked_for() -> None:
    feed = Feed(replace(RULES, count=Counted.ARTICLES)).background()

    feed.mention(*burst(DAY10, 12, signature=mention(1, 0).signature))

    assert [change.why.counted for change in feed.told] == ["articles"]
    assert "12 articles" not in feed.told[0].headline
    assert feed.told[0].headline.startswith("Acme: ")


def test_a_page_fetched_again_and_again_is_no_alert() -> None:
    feed = Feed().background()

    feed.mention(*(mention(1, DAY10 + number / 100) for number in range(30)))

    assert feed.told == []


@pytest.mark.parametrize(("sources", "alerts"), [(1, 0), (2, 1)])
def test_one_source_alone_is_not_enough(sources: int, alerts: int) -> None:
    feed = Feed().background(every_h=7)

    for number, one in enumerate(burst(DAY10 + 20, 12)):
        name = f"only{number % sources}.example"
        feed.mention(replace(one, source=name, family=name))

    assert len(feed.told) == alerts


def test_where_most_articles_name_no_source_the_minimum_is_left_out_and_said_so() -> None:
    feed = Feed().background(every_h=7)

    feed.mention(*burst(DAY10 + 20, 12, source=None, family=None))

    assert {"source_unknown", "sources_not_judged"} <= {caution.code for caution in feed.told[0].cautions}


def test_too_few_articles_are_no_alert_however_rare() -> None:
    feed = Feed(replace(RULES, minimum=Minimum(articles=40, sources=1))).background()

    feed.mention(*burst(DAY10, 12))

    assert feed.told == []


def test_no_alert_opens_while_ingest_catches_up() -> None:
    """What was held up all comes at once; it is no news."""
    feed = Feed().background()
    feed.tick(DAY10 + 2, (DAY10, DAY10 + 2))

    feed.mention(*burst(DAY10 + 2, 12))
    feed.tick(DAY10 + 3, (DAY10 + 2, DAY10 + 2.5))

    assert feed.told == []


def test_an_early_alert_whose_bucket_closes_unknown_ends_as_not_confirmed_and_may_come_again() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 1, (DAY10, DAY10 + 0.5))

    feed.mention(*burst(DAY10 + 1, 30, first=100))

    assert [change.told_because for change in feed.told] == [("early_score",), ("not_confirmed",), ("early_score",)]
    assert len({change.alert_id for change in feed.told}) == 1
    assert [change.sequence for change in feed.told] == [0, 1, 2]


def test_an_alert_tells_of_growth_at_most_every_ten_minutes() -> None:
    feed = Feed().background()

    for minute in range(40):
        feed.tick(DAY10 + minute // 5 / 12)
        feed.mention(*burst(DAY10 + minute / 60, 6, first=minute * 10, over_h=0.01))

    times = [change.changed_at for change in feed.told]
    assert len(times) >= 3
    assert all((later - earlier).total_seconds() >= 600 for earlier, later in pairwise(times))
    assert {reason for change in feed.told[1:] for reason in change.told_because} <= {
        "severity_raised",
        "origins_doubled",
    }


def test_severity_never_falls() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 60))
    for step in range(1, 60):
        feed.tick(DAY10 + step / 12)

    ranks = [tuple(Severity).index(change.severity) for change in feed.told]
    assert ranks == sorted(ranks)
    assert feed.told[-1].state is AlertState.RESOLVED


def test_critical_asks_for_ten_independent_stories() -> None:
    feed = Feed(replace(RULES, severity=replace(RULES.severity, critical=0.1, warning=0.1))).background(every_h=30)

    feed.mention(*burst(DAY10, 9))

    assert {change.severity for change in feed.told} == {Severity.WARNING}


def test_a_mention_behind_the_watermark_is_late_and_left_out() -> None:
    feed = Feed().background()
    before = feed.state

    feed.mention(*burst(DAY10 - 1, 12))

    assert feed.told == []
    assert feed.state is not None
    assert before is not None
    assert feed.state.late == before.late + 12
    assert feed.state.kept == before.kept


def test_hearing_the_same_signals_again_tells_nothing_new() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 0.5)
    state, told = feed.state, len(feed.told)

    feed.mention(*burst(DAY10, 12))

    assert len(feed.told) == told
    assert feed.state is not None
    assert replace(feed.state, late=0) == state


def test_an_outage_neither_resolves_an_alert_nor_counts_towards_its_calm() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 1)

    feed.tick(DAY10 + 9, (DAY10 + 1, DAY10 + 9))
    assert [change.state for change in feed.told] == [AlertState.OPEN]
    feed.tick(DAY10 + 12)

    assert feed.told[-1].resolved_at == at(DAY10 + 11 + 1 / 12)
