import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.detect import AnyDetector
from workers.detect.episodes import Course, Event, follow, follow_counts
from workers.detect.ratio import Ratio
from workers.detect.surprise import Surprise
from workers.detect.zscore import ZScore

HOUR = 3_600


def events(scores: list[float], *, threshold: float = 2.0, width_s: int = HOUR) -> list[Event | None]:
    course, told = Course(), []
    for score in scores:
        course, event = follow(course, score, threshold=threshold, width_s=width_s)
        told.append(event)
    return told


def test_an_episode_opens_at_the_threshold() -> None:
    assert events([1.9, 2.0, 2.1]) == [None, Event.OPEN, None]


def test_an_episode_ends_after_three_hours_below_half() -> None:
    assert events([2.0, 0.9, 0.9, 0.9, 2.0]) == [Event.OPEN, None, None, Event.RESOLVE, Event.OPEN]


def test_one_bucket_at_half_the_threshold_keeps_an_episode_going() -> None:
    assert events([2.0, 0.9, 0.9, 1.0, 0.9, 0.9, 0.9])[-1] is Event.RESOLVE
    assert Event.RESOLVE not in events([2.0, 0.9, 0.9, 1.0, 0.9, 0.9])


def test_an_episode_has_news_when_it_reaches_the_next_severity() -> None:
    assert events([2.0, 2.8, 2.9, 3.0, 3.6]) == [Event.OPEN, None, Event.UPDATE, None, Event.UPDATE]


@given(st.lists(st.floats(0, 4), max_size=60), st.sampled_from([300, 900, HOUR]))
def test_episodes_open_and_end_in_turn(scores: list[float], width_s: int) -> None:
    told = [event for event in events(scores, width_s=width_s) if event in (Event.OPEN, Event.RESOLVE)]

    assert told == [(Event.OPEN, Event.RESOLVE)[i % 2] for i in range(len(told))]


def test_unknown_buckets_do_not_bring_the_end_nearer() -> None:
    counts = [*[2, 1, 3] * 120, *[60] * 4, *[None] * 100, 0]

    told = list(follow_counts(Surprise(), 5_700_000, counts, threshold=1.95, width_s=300))

    assert [one.event for one in told if one.event in (Event.OPEN, Event.RESOLVE)] == [Event.OPEN]
    assert [one.count for one in told] == counts


@pytest.mark.parametrize("detector", [Surprise(), Ratio(), ZScore()], ids=lambda one: type(one).__name__)
def test_a_burst_is_one_episode_for_every_detector(detector: AnyDetector) -> None:
    counts = [*[2, 1, 3] * 200, *[80] * 4, *[2, 1, 3] * 30]

    told = list(follow_counts(detector, 5_700_000, counts, threshold=detector.threshold, width_s=300))

    assert [one.bucket for one in told if one.event is Event.OPEN] == [pytest.approx(5_700_601, abs=2)]
