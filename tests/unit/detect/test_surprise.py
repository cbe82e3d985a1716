"""The product's detector against a plain one, and what its shortcuts must not change."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.detect.oracle import Plain
from workers.detect.base import WIDTHS_S
from workers.detect.pace import SurpriseMemory
from workers.detect.surprise import Surprise
from workers.model.count import Score, UnknownRange
from workers.model.setting import Duration

Counts = list[int | None]
FIRST = 5_700_003

quiet = st.integers(1, 400).map(lambda n: [0] * n)
hole = st.integers(1, 250).map(lambda n: [None] * n)
busy = st.lists(st.sampled_from([0, 1, 1, 2, 3, 9]), min_size=1, max_size=60)
burst = st.lists(st.integers(10, 90), min_size=1, max_size=12)
pieces = st.one_of(busy, quiet, hole, burst)
histories = st.lists(pieces, min_size=2, max_size=10).map(lambda parts: [one for part in parts for one in part])


def advance_all(counts: Counts, width_s: int) -> tuple[SurpriseMemory, list[float]]:
    """Every bucket is told."""
    detector, scores = Surprise(), []
    memory = detector.start()
    for bucket, count in enumerate(counts, FIRST):
        memory, score = detector.advance(memory, bucket, count, width_s=width_s)
        scores.append(score.value)
    return memory, scores


def advance_busy(counts: Counts, width_s: int) -> tuple[SurpriseMemory, list[float]]:
    """Only the first bucket, the last and those with mentions are told; unknown ones as ranges."""
    detector, scores = Surprise(), []
    memory, unknown = detector.start(), holes(counts)
    for bucket, count in enumerate(counts, FIRST):
        if count or bucket in (FIRST, FIRST + len(counts) - 1):
            memory, score = detector.advance(memory, bucket, count, width_s=width_s, unknown=unknown)
            scores.append(score.value)
        else:
            scores.append(0.0)
    return memory, scores


def holes(counts: Counts) -> tuple[UnknownRange, ...]:
    """As a counter keeps them: buckets before and after the ones asked for are among them."""
    return tuple(UnknownRange(first=FIRST + i, end=FIRST + i + 1) for i, one in enumerate(counts) if one is None)


def numbers(memory: SurpriseMemory) -> list[float]:
    sums = (*memory.by_hour, *memory.usual_by_hour, *memory.excess, *memory.square, *memory.recent)
    return [memory.bucket, memory.seen, memory.mentions, memory.hours, memory.habit, memory.hot_at, *sums]


@settings(max_examples=15)
@given(histories, st.sampled_from(WIDTHS_S))
def test_scores_are_those_of_the_plain_detector(counts: Counts, width_s: int) -> None:
    plain = Plain(width_s=width_s, first=FIRST)
    expected = [plain.score(one) for one in counts]

    assert advance_all(counts, width_s)[1] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("width_s", WIDTHS_S)
def test_a_long_history_of_every_kind_scores_as_the_plain_detector_does(width_s: int) -> None:
    day = 86_400 // width_s
    counts: Counts = [i % 3 + (5 if i // 20 % 9 == 4 else 0) for i in range(day + 60)]
    counts += [*[40, 60, 30] * 4, *[None] * 25, *[0] * 90, 1, *[0] * 40, 35, 50, 2, 0, 1]
    plain = Plain(width_s=width_s, first=FIRST)
    expected = [plain.score(one) for one in counts]

    assert max(expected) > 1
    assert advance_all(counts, width_s)[1] == pytest.approx(expected, abs=1e-6)


@settings(max_examples=30)
@given(histories, st.sampled_from(WIDTHS_S))
def test_silence_and_holes_may_be_skipped(counts: Counts, width_s: int) -> None:
    """A quiet watch costs nothing until its next mention."""
    told, scores = advance_all(counts, width_s)
    skipped, few = advance_busy(counts, width_s)

    assert few == pytest.approx(scores, abs=1e-9)
    assert numbers(skipped) == pytest.approx(numbers(told), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("width_s", WIDTHS_S)
def test_weeks_of_silence_may_be_skipped_after_a_busy_day(width_s: int) -> None:
    """What is clipped while the silence begins, and the pattern of the day, are learnt as bucket by bucket."""
    day = 86_400 // width_s
    busy_day: Counts = [30 + i % 7 + (40 if i % day < day // 3 else 0) for i in range(day + day // 2)]
    counts: Counts = [*busy_day, *[None] * 30, *[0] * 3_500, 2]
    told, scores = advance_all(counts, width_s)
    skipped, few = advance_busy(counts, width_s)

    assert few == pytest.approx(scores, abs=1e-9)
    assert numbers(skipped) == pytest.approx(numbers(told), rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(histories, st.integers(0, 400), st.integers(1, 400))
def test_more_mentions_never_score_lower(counts: Counts, few: int, more: int) -> None:
    detector = Surprise()
    memory, _ = advance_all([*[1, 0, 2] * 100, *counts], 300)

    def score(count: int) -> float:
        return detector.advance(memory, memory.bucket + 1, count, width_s=300)[1].value

    assert score(few + more) >= score(few)


def test_a_burst_is_seen_by_every_window_and_each_can_be_recounted() -> None:
    memory, _ = advance_all([1, 0, 2, 0] * 100, 300)

    _, score = Surprise().advance(memory, memory.bucket + 1, 30, width_s=300)

    assert [window.window_s for window in score.windows] == [900, 3_600, 14_400, 57_600]
    assert [window.observed for window in score.windows] == [30 + 2, 30 + 8, 30 + 35, 30 + 143]
    assert score.windows[0].expected == pytest.approx(3 * score.usual, rel=0.05)
    assert score.value > 1


def test_nothing_is_scored_on_the_first_day() -> None:
    _, scores = advance_all([*[1] * 200, 500, *[1] * 87, 500], 300)

    assert max(scores[:288]) == 0
    assert scores[288] > 0


def test_an_unknown_bucket_scores_nothing_and_teaches_nothing() -> None:
    before, _ = advance_all([2] * 400, 300)
    after, score = Surprise().advance(before, before.bucket + 1, None, width_s=300)

    assert score == Score()
    assert (after.mentions, after.hours, after.seen) == (before.mentions, before.hours, before.seen)


def test_a_series_that_bursts_every_day_is_scored_lower_than_one_that_never_did() -> None:
    calm: Counts = [1] * 288
    storms: Counts = [*[1] * 200, *[60] * 6, *[1] * 82]
    restless, _ = advance_all([*calm * 2, *storms * 8], 300)

    _, score = Surprise().advance(restless, restless.bucket + 1, 40, width_s=300)

    assert score.past_bursts > 1
    assert max(window.surprise for window in score.windows) > score.value


@pytest.mark.parametrize("again", [FIRST, FIRST - 1])
def test_a_bucket_is_learnt_once(again: int) -> None:
    memory, _ = Surprise().advance(Surprise().start(), FIRST, 3, width_s=300)

    with pytest.raises(ValueError, match="expected a later one"):
        Surprise().advance(memory, again, 3, width_s=300)


def test_a_width_that_does_not_divide_the_hour_is_refused() -> None:
    with pytest.raises(ValueError, match="buckets of 420 s"):
        Surprise().advance(Surprise().start(), FIRST, 3, width_s=420)


def test_a_window_of_a_whole_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 22h"):
        Surprise(windows=(Duration("1h"), Duration("24h")))


@pytest.mark.parametrize("count", [3, 250, 60_000])
def test_a_busy_memory_fits_in_a_kilobyte_and_a_half(count: int) -> None:
    memory, _ = advance_all([count + i % 5 for i in range(600)], 300)

    assert len(msgspec.msgpack.encode(memory)) <= 1_500
