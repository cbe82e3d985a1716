"""A replay as one watch, or one alert, saw it."""

from msgspec.structs import replace

from tests.unit.study.steps import after, opened, page, read_article, refused, resolved, told
from workers.model.signal import SlotRange
from workers.study.replayed import Step
from workers.study.traced import of_alert, trace
from workers.watch.weigh import Because

STEPS = [
    page(read_article(mentions=("pier",)), at=-90),
    page(read_article(mentions=("pier",)), read_article(near={"pier": Because.MASKED}), at=0),
    refused(),
    page(read_article(mentions=("pier",), stale=True), read_article(mentions=("mole",)), at=5),
    told(opened("a1", at=5), opened("m1", watch="mole"), resolved("a1")),
    Step(unknown=(SlotRange(first=1, end=2),)),
]


def test_the_pages_of_a_time_are_counted_as_the_watch_sees_them() -> None:
    read = trace(STEPS, "pier", after(-10)).read(after(0), after(60))

    assert (read.pages, read.refused, read.articles) == (3, 1, 4)
    assert (read.found, read.stale, read.near) == (2, 1, {"masked": 1})


def test_the_end_of_a_time_is_not_in_it() -> None:
    assert trace(STEPS, "pier", after(-10)).read(after(0), after(5)).pages == 2


def test_mentions_are_followed_from_the_beginning_and_pages_only_from_then() -> None:
    """A score rests on the whole past, the funnel shows one window of it."""
    traced = trace(STEPS, "pier", after(-10))

    assert len(traced.heard) == 2
    assert traced.read(after(-100), after(60)).pages == 3


def test_only_the_watchs_own_alerts_are_kept() -> None:
    assert [life.first.alert_id for life in trace(STEPS, "pier", after(0)).lives] == ["a1"]
    assert trace(STEPS, "pier", after(0)).unknown == (SlotRange(first=1, end=2),)


def test_refused_pages_before_the_first_good_one_have_no_time() -> None:
    assert trace([refused(), *STEPS], "pier", after(-100)).read(after(-100), after(60)).refused == 1


def test_an_alert_is_found_with_its_watchs_mentions() -> None:
    changes, heard, unknown = of_alert(STEPS, "a1")

    assert [change.sequence for change in changes] == [0, 1]
    assert {one.mention.watch_id for one in heard} == {"pier"}
    assert unknown == (SlotRange(first=1, end=2),)


def test_an_alert_that_is_not_there_has_no_changes() -> None:
    assert of_alert([replace(STEPS[0])], "a1")[:2] == ([], [])
