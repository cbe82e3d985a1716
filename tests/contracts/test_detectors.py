"""What every detector a watch may name must do, whatever its rule."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.detect import AnyDetector, AnyMemory, advance
from workers.detect.base import WIDTHS_S
from workers.detect.ratio import Ratio
from workers.detect.surprise import Surprise
from workers.model.count import Score, UnknownRange
from workers.model.setting import from_text, to_text

DETECTORS: list[AnyDetector] = [kind() for kind in get_args(AnyDetector)]
FIRST = 5_700_003

every_detector = pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: type(one).__name__)
histories = st.lists(st.sampled_from([0, 0, 1, 2, 3, 12, None]), min_size=1, max_size=80)


def learn(detector: AnyDetector, counts: list[int | None], width_s: int = 300) -> AnyMemory:
    """A day and a half of a few mentions, and then these."""
    memory = detector.start()
    for bucket, count in enumerate([*[1, 0, 3, 2] * (32_400 // width_s), *counts], FIRST):
        memory, _ = advance(detector, memory, bucket, count, width_s=width_s)
    return memory


@every_detector
@settings(max_examples=10)
@given(counts=histories, few=st.integers(0, 40), more=st.integers(1, 300))
def test_more_mentions_never_score_lower(detector: AnyDetector, counts: list[int | None], few: int, more: int) -> None:
    memory = learn(detector, counts)

    def score(count: int) -> float:
        return advance(detector, memory, memory.bucket + 1, count, width_s=300)[1].value

    assert score(few) <= score(few + more)


@every_detector
@settings(max_examples=10)
@given(counts=histories)
def test_a_score_is_never_below_zero_and_an_unknown_bucket_has_none(
    detector: AnyDetector, counts: list[int | None]
) -> None:
    memory, bucket = learn(detector, []), 0
    for count in counts:
        bucket = memory.bucket + 1
        memory, score = advance(detector, memory, bucket, count, width_s=300)

        assert score.value >= 0
        assert count is not None or score == Score()


@every_detector
@pytest.mark.parametrize("width_s", WIDTHS_S)
def test_a_burst_is_scored_higher_than_what_is_usual_at_every_width(detector: AnyDetector, width_s: int) -> None:
    memory = learn(detector, [], width_s)

    _, usual = advance(detector, memory, memory.bucket + 1, 2, width_s=width_s)
    _, burst = advance(detector, memory, memory.bucket + 1, 60, width_s=width_s)

    assert burst.value > usual.value
    assert burst.deciding is not None
    assert burst.deciding.observed >= 60


@every_detector
def test_a_stored_memory_goes_on_as_if_it_had_never_been_stored(detector: AnyDetector) -> None:
    memory = learn(detector, [None, 4, 0, 7])

    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=AnyMemory)

    assert stored == memory
    assert advance(detector, stored, memory.bucket + 3, 9, width_s=300) == advance(
        detector, memory, memory.bucket + 3, 9, width_s=300
    )


@every_detector
def test_a_quiet_memory_is_small(detector: AnyDetector) -> None:
    """A hundred thousand watches that are seldom named must not cost gigabytes."""
    memory = detector.start()
    for bucket in range(FIRST, FIRST + 5_000, 50):
        memory, _ = advance(detector, memory, bucket, 1, width_s=300)

    assert len(msgspec.msgpack.encode(memory)) < 800


@every_detector
def test_advancing_changes_no_memory_that_is_still_held(detector: AnyDetector) -> None:
    """Early scores are made on a copy; the stored memory must not feel it."""
    memory = learn(detector, [5, None])
    before = msgspec.msgpack.encode(memory)

    advance(detector, memory, memory.bucket + 400, 50, width_s=300)

    assert msgspec.msgpack.encode(memory) == before


@every_detector
def test_a_bucket_is_learnt_once(detector: AnyDetector) -> None:
    memory = learn(detector, [])

    with pytest.raises(ValueError, match="expected a later one"):
        advance(detector, memory, memory.bucket, 1, width_s=300)


@every_detector
def test_ranges_of_unknown_buckets_may_reach_beyond_the_gap(detector: AnyDetector) -> None:
    memory = learn(detector, [])
    last = memory.bucket
    wide = (UnknownRange(first=last - 50, end=last - 20), UnknownRange(first=last - 5, end=last + 8))
    narrow = (UnknownRange(first=last + 1, end=last + 8), UnknownRange(first=last + 30, end=last + 40))
    late = (UnknownRange(first=last + 30, end=last + 90), UnknownRange(first=last + 95, end=last + 99))

    assert advance(detector, memory, last + 40, 3, width_s=300, unknown=(*wide, *late)) == advance(
        detector, memory, last + 40, 3, width_s=300, unknown=narrow
    )


@every_detector
def test_settings_are_written_as_a_person_writes_them(detector: AnyDetector) -> None:
    text = msgspec.json.encode(detector, enc_hook=to_text)

    assert msgspec.json.decode(text, type=AnyDetector, dec_hook=from_text) == detector


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="treshold"):
        msgspec.json.decode(b'{"kind": "surprise", "treshold": 2}', type=AnyDetector, dec_hook=from_text)


def test_a_memory_of_another_detector_is_refused() -> None:
    with pytest.raises(TypeError, match="a memory of RatioMemory, but the detector is Surprise"):
        advance(Surprise(), Ratio().start(), FIRST, 1, width_s=300)
