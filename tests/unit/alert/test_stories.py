"""Origins are grouped into stories, one by one."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.alert.feed import T0, at, mention
from tests.unit.alert.reports import EVENTS, copy_of, origin, report
from workers.alert.stories import (
    GISTS,
    LEADERS,
    STORIES,
    Stories,
    add_to_stories,
    group_all,
    regroup,
    without_stories,
)
from workers.alert.tally import SeriesTally
from workers.detect.origins import Kept

T0_S = int(T0.timestamp())


def grouped(*kept: Kept) -> list[tuple[str | None, int, int]]:
    """Title, origins and articles of each story, as they came."""
    return [(one.title, one.origins, one.articles) for one in group_all(kept, 0).told]


def test_reports_of_one_event_are_one_story() -> None:
    kept = [origin(report(n, n / 10, event)) for n, event in enumerate(("fire", "strike", "fire", "fire", "strike"))]

    assert grouped(*kept) == [("Fire, report 0", 3, 3), ("Strike, report 1", 2, 2)]


def test_a_copy_counts_for_the_story_of_what_it_copies() -> None:
    fire, strike = report(1, 0, "fire"), report(2, 0.1, "strike")

    assert grouped(origin(fire), origin(strike), copy_of(3, 0.2, strike), copy_of(4, 0.3, strike)) == [
        ("Fire, report 1", 1, 1),
        ("Strike, report 2", 1, 3),
    ]


def test_a_story_is_called_by_its_first_report_that_has_a_title() -> None:
    kept = [origin(report(1, 0, "fire", title=None)), origin(report(2, 0.1, "fire")), origin(report(3, 0.2, "fire"))]

    assert grouped(*kept) == [("Fire, report 2", 3, 3)]


def test_a_report_nobody_knows_the_words_of_is_in_no_story() -> None:
    """Readers of older versions said nothing of them."""
    stories = group_all([origin(mention(1, 0)), origin(report(2, 0.1, "fire"))], 1)

    assert [one.origins for one in stories.told] == [1]
    assert stories.loose == 1


def test_without_an_alert_reports_are_remembered_and_not_grouped() -> None:
    stories = add_to_stories(Stories(), [origin(report(1, 0, "fire"))], T0_S - 3_600, grouping=False)

    assert (len(stories.gists), stories.told) == (1, ())


def test_reports_older_than_any_window_are_forgotten() -> None:
    stories = add_to_stories(Stories(), [origin(report(1, 0, "fire"))], T0_S - 3_600, grouping=False)

    stories = add_to_stories(stories, [origin(report(2, 20, "fire"))], T0_S + 4 * 3_600, grouping=False)

    assert [one.at for one in stories.gists] == [at(20)]


def test_when_an_alert_opens_what_came_before_its_evidence_is_left_out() -> None:
    stories = Stories()
    for n in range(6):
        stories = add_to_stories(stories, [origin(report(n, n, "fire"))], T0_S - 1, grouping=False)

    stories = regroup(stories, T0_S + 4 * 3_600, 2)

    assert [(one.title, one.origins) for one in stories.told] == [("Fire, report 4", 2)]
    assert stories.loose == 0


def test_more_reports_before_an_alert_than_are_remembered_are_in_no_story() -> None:
    """They are counted, so that the numbers add up."""
    early = [origin(report(n, n / 100, "fire")) for n in range(GISTS + 7)]
    stories = add_to_stories(Stories(), early, T0_S - 1, grouping=False)

    stories = regroup(stories, T0_S, GISTS + 7)

    assert (stories.told[0].origins, stories.loose) == (GISTS, 7)


def test_the_bucket_that_opens_an_alert_is_grouped_whole() -> None:
    before, bucket = [origin(report(1, 0, "fire"))], [origin(report(n, 1 + n / 1_000, "fire")) for n in range(2, 102)]
    bucket.append(copy_of(500, 1.9, before[0].mention))
    stories = add_to_stories(Stories(), before, T0_S - 1, grouping=False)
    stories = add_to_stories(stories, bucket, T0_S - 1, grouping=False)

    crowded = regroup(stories, T0_S, 101, bucket)

    assert (crowded.told[0].origins, crowded.loose) == (100, 1)


def test_copies_in_the_bucket_that_opens_an_alert_are_credited_once() -> None:
    fire = report(1, 0, "fire")
    stories = add_to_stories(Stories(), [origin(fire)], T0_S - 1, grouping=False)
    bucket = [origin(report(2, 1, "strike")), copy_of(3, 1.1, fire)]
    stories = add_to_stories(stories, bucket, T0_S - 1, grouping=False)

    stories = regroup(stories, T0_S, 2, bucket)

    assert [(one.origins, one.articles) for one in stories.told] == [(1, 2), (1, 1)]


def test_beyond_the_most_kept_the_smallest_story_is_forgotten_and_still_counted() -> None:
    kept = [origin(report(100 + n, 0, "event0")) for n in range(2)]
    kept += [origin(report(n, n / 100, f"event{n}")) for n in range(1, STORIES + 3)]

    stories = group_all(kept, 0)

    assert [one.number for one in stories.told] == [0, *range(4, STORIES + 3)]
    assert stories.begun == STORIES + 3


def test_copies_that_came_before_the_alert_count_for_the_story() -> None:
    fires = [report(n, n / 10, "fire") for n in range(2)]
    kept = [*map(origin, fires), copy_of(7, 0.3, fires[1])]
    stories = add_to_stories(Stories(), kept, T0_S - 1, grouping=False)

    stories = regroup(stories, T0_S, 2)

    assert [(one.origins, one.articles) for one in stories.told] == [(2, 3)]


def test_what_is_remembered_of_a_busy_day_is_bounded() -> None:
    stories = Stories()
    for step in range(100):
        kept = [origin(report(10 * step + n, step / 10, f"event{step}.{n}", title="T" * 300)) for n in range(10)]
        stories = add_to_stories(stories, kept, T0_S + step * 360 - 16 * 3_600, grouping=True)

    assert len(stories.gists) <= GISTS
    assert len(stories.told) <= STORIES
    assert len(msgspec.msgpack.encode(stories)) < 30_000
    assert len(msgspec.msgpack.encode(without_stories(stories))) < 12_000


def test_copies_are_credited_to_the_latest_origins_of_a_large_story() -> None:
    kept = [origin(report(n, n / 100, "fire")) for n in range(LEADERS + 50)]
    first, last = kept[0].mention, kept[-1].mention

    stories = group_all([*kept, copy_of(900, 9, first), copy_of(901, 9, last)], 0)

    assert len(stories.leaders) == LEADERS
    assert (stories.told[0].origins, stories.told[0].articles) == (LEADERS + 50, LEADERS + 51)


REPORTS = st.lists(st.tuples(st.sampled_from(EVENTS), st.booleans()), min_size=1, max_size=30)


def made(reports: list[tuple[str, bool]]) -> list[Kept]:
    """Reports a minute apart; those marked copy the first one."""
    first = report(0, 0, reports[0][0])
    return [
        copy_of(n, n / 60, first) if copies and n else origin(report(n, n / 60, event))
        for n, (event, copies) in enumerate(reports)
    ]


@given(REPORTS, st.lists(st.integers(0, 30), max_size=5))
def test_how_reports_are_cut_into_buckets_does_not_matter(reports: list[tuple[str, bool]], cuts: list[int]) -> None:
    kept, stories, begin = made(reports), Stories(), 0
    for end in [*sorted(cuts), len(kept)]:
        stories = add_to_stories(stories, kept[begin : max(begin, end)], T0_S - 1, grouping=True)
        stories = msgspec.msgpack.decode(msgspec.msgpack.encode(stories), type=Stories)
        begin = max(begin, end)

    assert replace(stories, gists=()) == group_all(kept, 0)


@given(REPORTS, st.integers(0, 30))
def test_it_does_not_matter_when_the_alert_was_opened(reports: list[tuple[str, bool]], opened: int) -> None:
    """Hosts that read in another order open an alert sooner or later; once it is confirmed they must agree."""
    kept, stories = made(reports), Stories()
    for n, one in enumerate(kept):
        stories = add_to_stories(stories, [one], T0_S - 1, grouping=n >= opened)
    origins = sum(one.leader == origin(one.mention).leader for one in kept)

    confirmed = regroup(stories, T0_S, origins, kept[-1:])

    assert replace(confirmed, gists=(), leaders={}) == replace(group_all(kept, 0), leaders={})


def test_a_state_of_before_there_were_stories_is_read() -> None:
    old = msgspec.to_builtins(SeriesTally())
    del old["stories"]

    assert msgspec.convert(old, SeriesTally) == SeriesTally()
