"""What an alert says of its stories, and when a new one is an update of its own."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at
from tests.unit.alert.reports import EVENTS, copy_of, origin, report
from workers.alert.stories import Stories, add_to_stories, group_all
from workers.alert.telling import LEAST, SHOWN, Asked, choose_stories, may_be_news, new_story
from workers.model.alert import Change, ChangeType
from workers.model.signal import Mention

DAY10 = 240.0


def reports(event: str, hours: float, count: int, *, first: int, **fields: object) -> list[Mention]:
    """So many reports of an event, half a minute apart."""
    return [report(first + n, hours + n / 120, event, **fields) for n in range(count)]


def stories_of(*mentions: Mention) -> Stories:
    return add_to_stories(Stories(), [origin(one) for one in mentions], 0, grouping=True)


def asked(told: float, now: float, *, least: int = 3) -> Asked:
    return Asked(told_at=at(told), at=at(now), least=least)


OLD = reports("fire", 0, 4, first=0)


def test_a_story_that_takes_over_is_news() -> None:
    stories = stories_of(*OLD, *reports("strike", 2, 3, first=10))

    found = new_story(stories, asked(1, 2.5, least=3))

    assert found is not None
    assert found.title == "Strike, report 10"


def test_a_story_that_was_told_of_before_is_not() -> None:
    stories = stories_of(*OLD, *reports("strike", 2, 3, first=10))

    assert new_story(stories, asked(2.5, 2.6, least=3)) is None


def test_a_story_below_half_of_the_last_hour_is_not() -> None:
    stories = stories_of(*OLD, *reports("fire", 2, 4, first=10), *reports("strike", 2.1, 3, first=20))

    assert new_story(stories, asked(1, 2.5, least=3)) is None


def test_reports_of_before_the_last_hour_do_not_count() -> None:
    stories = stories_of(*OLD, *reports("strike", 2, 2, first=10), *reports("strike", 3.5, 2, first=20))

    assert new_story(stories, asked(1, 3.8, least=3)) is None


def test_fewer_reports_than_the_watch_asks_for_are_no_news() -> None:
    stories = stories_of(*OLD, *reports("strike", 2, 5, first=10))

    assert new_story(stories, asked(1, 2.5, least=6)) is None
    assert new_story(stories_of(*OLD, *reports("strike", 2, LEAST - 1, first=10)), asked(1, 2.5, least=1)) is None


def test_a_story_in_a_language_that_was_not_there_before_may_be_the_old_one() -> None:
    stories = stories_of(*OLD, *reports("пожар", 2, 5, first=10, language="ru"))

    assert new_story(stories, asked(1, 2.5, least=3)) is None


@given(
    st.lists(st.tuples(st.integers(0, 150), st.sampled_from(EVENTS)), min_size=1, max_size=80),
    st.integers(0, 80),
    st.integers(0, 150),
)
def test_counting_alone_never_misses_news(reported: list[tuple[int, str]], closed: int, told: int) -> None:
    """It spares most looks at the stories, which cost more."""
    kept = [origin(report(n, minute / 60, event)) for n, (minute, event) in enumerate(sorted(reported))]
    before = add_to_stories(Stories(), kept[:closed], 0, grouping=True)
    when = Asked(told_at=at(told / 60), at=kept[-1].mention.at, least=3)

    found = new_story(add_to_stories(before, kept[closed:], 0, grouping=True), when)

    assert found is None or may_be_news(before, kept[closed:], when)


def test_a_few_reports_need_no_look_at_the_stories() -> None:
    few = [origin(one) for one in reports("strike", 0.5, 3, first=10)]

    assert not may_be_news(stories_of(*reports("fire", 0, 8, first=0)), few, asked(0.2, 0.6))


def test_the_largest_stories_are_shown_the_largest_first() -> None:
    sizes = (1, 4, 2, 1, 6, 3, 1)
    kept = [one for n, size in enumerate(sizes) for one in reports(f"event{n}", n / 10, size, first=10 * n)]
    stories = group_all([origin(one) for one in kept], 0)

    shown = choose_stories(stories, None)

    assert [one.origins for one in shown] == [6, 4, 3, 2, 1]
    assert shown[-1].headline == "Event0, report 0"
    assert len(shown) == SHOWN


def test_of_stories_with_as_many_origins_the_most_copied_comes_first() -> None:
    fire, strike = report(0, 0, "fire"), report(1, 0.1, "strike")
    stories = group_all([origin(fire), origin(strike), copy_of(2, 0.2, strike)], 0)

    assert [one.articles for one in choose_stories(stories, None)] == [2, 1]


def test_the_story_that_is_news_is_always_shown() -> None:
    kept = [one for n in range(6) for one in reports(f"event{n}", n, 6 - n, first=10 * n)]
    stories = group_all([origin(one) for one in kept], 0)

    shown = choose_stories(stories, at(4.5), also=5)

    assert [(one.origins, one.new) for one in shown] == [(6, False), (5, False), (4, False), (3, False), (1, True)]


def opened() -> Feed:
    """A watch with an alert that closed buckets stand behind."""
    feed = Feed().background()
    feed.mention(*reports("fire", DAY10, 40, first=0))
    feed.tick(DAY10 + 0.5)
    return feed


def told(changes: list[Change]) -> list[tuple[str, ...]]:
    return [change.told_because for change in changes]


def test_an_alert_says_what_it_is_about() -> None:
    feed = opened()

    first, last = feed.told[0], feed.told[-1]

    assert [(one.headline, one.origins, one.new) for one in first.evidence.stories] == [("Fire, report 0", 3, False)]
    assert sum(one.origins for one in last.evidence.stories) == last.evidence.origins


def test_a_new_story_is_an_update_of_its_own() -> None:
    feed = opened()

    changes = feed.mention(*reports("strike", DAY10 + 2, 6, first=100))

    assert told(changes) == [("new_story",)]
    assert [(one.headline, one.origins, one.new) for one in changes[0].evidence.stories] == [
        ("Fire, report 0", 40, False),
        ("Strike, report 100", 3, True),
    ]


def test_a_new_story_waits_until_ten_minutes_after_the_last_change() -> None:
    """And is told at the close of its bucket, if no report comes then."""
    feed = Feed().background()
    feed.mention(*reports("fire", DAY10, 4, first=0))
    opened_at = feed.told[0].changed_at

    early = feed.mention(*reports("strike", DAY10 + 0.1, 10, first=100))
    later = feed.tick(DAY10 + 0.5)

    assert told(early) == []
    assert [because[-1] for because in told(later)] == ["new_story"]
    assert (later[0].changed_at - opened_at).total_seconds() >= 600


def test_when_it_is_over_nothing_is_new() -> None:
    """What was told last differs from host to host; what an alert was about must not."""
    feed = opened()
    feed.mention(*reports("strike", DAY10 + 2, 6, first=100), *reports("trial", DAY10 + 2.5, 2, first=200))
    feed.tick(DAY10 + 8)

    last = feed.told[-1]

    assert last.type is ChangeType.RESOLVED
    assert [(one.origins, one.new) for one in last.evidence.stories] == [(40, False), (6, False), (2, False)]


def test_an_alert_of_many_stories_says_how_many_more_there_are() -> None:
    feed = Feed().background()
    feed.mention(*[report(n, DAY10 + n / 60, f"event{n}") for n in range(30)])
    feed.tick(DAY10 + 8)

    last = feed.told[-1].evidence

    assert (len(last.stories), last.omitted.stories) == (SHOWN, 25)


def test_when_it_is_over_its_stories_are_forgotten() -> None:
    feed = opened()
    feed.tick(DAY10 + 8)

    assert feed.state is not None
    assert feed.state.series[""].recent.stories.told == ()


def test_what_came_before_the_evidence_and_closes_after_the_opening_is_no_evidence() -> None:
    """An alert opens early while older buckets are still open."""
    feed = Feed().background()
    feed.mention(report(500, DAY10 + 0.01, "trial"))
    opening = feed.mention(*reports("fire", DAY10 + 0.6, 4, first=0))
    feed.tick(DAY10 + 0.25)

    assert feed.state is not None
    assert opening[0].evidence.from_ > at(DAY10 + 0.25)
    assert feed.state.series[""].recent.episode.origins == 0
    assert feed.state.series[""].recent.stories.told == ()


def test_the_next_alert_begins_with_stories_of_its_own() -> None:
    feed = opened()
    feed.tick(DAY10 + 8)

    changes = feed.mention(*reports("fire", DAY10 + 30, 6, first=300))

    assert [one.headline for one in changes[0].evidence.stories] == ["Fire, report 300"]
    assert changes[0].evidence.stories[0].origins == changes[0].evidence.origins


def test_a_part_of_a_watch_tells_of_its_own_stories() -> None:
    feed = Feed(replace(RULES, split_by="region", split_values=("KR", "JP"))).background(days=4, regions=("KR",))
    for n in range(600):
        feed.mention(report(2_000 + n, 100 + n / 8, f"event{n}", regions=("JP",)))
        feed.tick(100 + n / 8)
    feed.mention(*reports("fire", 175.2, 6, first=0, regions=("KR",)))
    feed.tick(180)

    parts = [change for change in feed.told if change.series is not None]

    assert [(one.headline, one.origins) for one in parts[-1].evidence.stories] == [("Fire, report 0", 6)]
