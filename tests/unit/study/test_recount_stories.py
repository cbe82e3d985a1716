"""The stories of an alert, counted again from its mentions."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst
from tests.unit.alert.reports import EVENTS, report, words
from workers.alert.stories import GISTS
from workers.model.alert import Change, Evidence, Story
from workers.model.signal import Mention
from workers.model.watch import Minimum
from workers.study.recount import Recount, recount

DAY10 = 240.0
LOOSE = replace(RULES, minimum=Minimum(articles=1, sources=0), threshold=1.2)


def again(change: Change, heard: list[Mention]) -> Recount:
    """Counted again as `explain` does: what came after the change's own bucket is left out."""
    end = change.evidence.to.timestamp() // 300 * 300 + 300
    return recount(change, [one for one in heard if one.at.timestamp() < end], LOOSE)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.sampled_from(EVENTS), st.integers(0, 30)),
        min_size=5,
        max_size=70,
        unique=True,
    )
)
def test_every_story_can_be_recounted(numbers: list[tuple[int, str, int]]) -> None:
    """(minute, event, text): reports of several events, some of them copies; in every change they are told in."""
    feed = Feed(LOOSE).background(days=10, every_h=7)
    for index, (minute, event, text) in enumerate(sorted(numbers)):
        made = report(index, DAY10 + minute / 60 + index / 3_600, event, gist=words(event, text))
        made = replace(made, signature=report(text, 0, event).signature)
        feed.tick((made.at - at(0)).total_seconds() // 300 / 12)
        feed.mention(made)
    feed.tick(DAY10 + 8)

    assert [change.alert_id for change in feed.told if not again(change, feed.heard).same] == []
    assert any(change.evidence.stories for change in feed.told)


def test_reports_that_were_too_many_before_the_alert_are_in_no_story_again() -> None:
    """An operator lowers the line of a watch that has been loud for hours; only so many reports are remembered."""
    feed = Feed(replace(LOOSE, threshold=3.99)).background(days=9)
    for n in range(120):
        feed.mention(*(report(1_000 + 2 * n + m, 220 + n / 6, EVENTS[n % 5]) for m in range(2)))
        feed.tick(220 + n / 6)
    feed.rules = LOOSE
    feed.mention(report(2_000, DAY10, "fire"))
    feed.tick(DAY10 + 8)
    first, last = feed.told[0].evidence, feed.told[-1].evidence

    assert first.origins > GISTS
    for one in (first, last):
        assert one.omitted.loose > 0
        assert sum(story.origins for story in one.stories) + one.omitted.loose == one.origins
    assert all(again(change, feed.heard).same for change in feed.told)


def test_a_story_that_does_not_follow_is_said_with_both_numbers() -> None:
    feed = Feed(LOOSE).background()
    told = feed.mention(*[report(n, DAY10 + n / 100, "fire") for n in range(6)])[-1]
    story = told.evidence.stories[0]
    wrong = with_evidence(told, stories=(replace(story, origins=story.origins + 1),))

    found = [(one.name, one.told, one.recounted) for one in again(wrong, feed.heard).numbers if not one.same]

    assert found == [('origins in "Fire, report 0"', story.origins + 1, story.origins)]


def test_stories_that_were_not_there_are_said() -> None:
    feed = Feed(LOOSE).background()
    told = feed.mention(*[report(n, DAY10 + n / 100, "fire") for n in range(6)])[-1]
    wrong = with_evidence(told, omitted=replace(told.evidence.omitted, stories=3))

    found = [(one.name, one.told, one.recounted) for one in again(wrong, feed.heard).numbers if not one.same]

    assert found == [("stories", 4, 1)]


def test_a_story_nobody_finds_again_has_no_origins() -> None:
    feed = Feed(LOOSE).background()
    told = feed.mention(*[report(n, DAY10 + n / 100, "fire") for n in range(6)])[-1]
    other = Story(headline=None, origins=1, articles=2, first_fetched_at=datetime(2024, 1, 1, tzinfo=UTC), new=True)

    found = {one.name: one.recounted for one in again(with_evidence(told, stories=(other,)), feed.heard).numbers}

    assert found["origins in a story without a title (new)"] == 0


def test_of_an_alert_without_stories_none_are_counted() -> None:
    """Alerts of older versions have none."""
    feed = Feed(LOOSE).background()

    told = feed.mention(*burst(DAY10, 6))[-1]

    assert again(told, feed.heard).same
    assert not [one for one in again(told, feed.heard).numbers if "stor" in one.name]


def with_evidence(change: Change, **fields: object) -> Change:
    evidence: Evidence = replace(change.evidence, **fields)
    return replace(change, evidence=evidence)
