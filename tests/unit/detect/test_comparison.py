"""Ratio and z-score against their definitions, over whole lists of counts."""

from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.detect.ratio import Ratio
from workers.detect.zscore import ZScore

Counts = list[int | None]
FIRST = 5_700_003

quiet = st.integers(1, 120).map(lambda n: [0] * n)
hole = st.integers(1, 40).map(lambda n: [None] * n)
busy = st.lists(st.sampled_from([0, 1, 1, 2, 3, 9, 40]), min_size=1, max_size=60)
histories = st.lists(st.one_of(busy, quiet, hole), min_size=2, max_size=8).map(
    lambda parts: [one for part in parts for one in part]
)


def scores(detector: Ratio | ZScore, counts: Counts, *, every: bool) -> list[float]:
    """Tell every bucket, or only those with mentions (else the score is left as 0)."""
    told = []
    match detector:
        case Ratio():
            ratio = detector.start()
        case ZScore():
            zscore = detector.start()
    for bucket, count in enumerate(counts, FIRST):
        if not every and not count and bucket != FIRST:
            told.append(0.0)
            continue
        match detector:
            case Ratio():
                ratio, score = detector.advance(ratio, bucket, count, width_s=900)
            case ZScore():
                zscore, score = detector.advance(zscore, bucket, count, width_s=900)
        told.append(score.value)
    return told


def plain_ratio(counts: Counts, length: int = 4) -> list[float]:
    known = [one or 0 for one in counts]
    told = []
    for end, count in enumerate(counts, 1):
        now, before = sum(known[end - length : end]), sum(known[max(0, end - 2 * length) : end - length])
        enough = count is not None and end >= 2 * length and now >= 10
        told.append((now / before if before else 2.0 * now) if enough else 0.0)
    return told


def plain_zscore(counts: Counts, length: int = 4, history: int = 7 * 96) -> list[float]:
    known = [one or 0 for one in counts]
    sums = [sum(known[end - length : end]) for end in range(length, len(known) + 1)]
    told = [0.0] * min(length - 1, len(known))
    for end in range(1, len(sums) + 1):
        past = sums[max(0, end - history) : end]
        known_now = counts[end + length - 2] is not None and len(past) >= 96
        told.append(max(0.0, (past[-1] - fmean(past)) / max(pstdev(past), 1)) if known_now else 0.0)
    return told


@settings(max_examples=40)
@given(histories)
def test_ratio_is_the_last_hour_over_the_hour_before(counts: Counts) -> None:
    assert scores(Ratio(), counts, every=True) == pytest.approx(plain_ratio(counts))


@settings(max_examples=40)
@given(histories)
def test_zscore_is_the_distance_from_the_mean_in_deviations(counts: Counts) -> None:
    assert scores(ZScore(), counts, every=True) == pytest.approx(plain_zscore(counts), abs=1e-6)


def test_zscore_forgets_what_is_older_than_a_week() -> None:
    counts: Counts = [*[i % 11 for i in range(700)], *[i % 3 for i in range(700)], *[0] * 800, 7]

    assert scores(ZScore(), counts, every=True) == pytest.approx(plain_zscore(counts), abs=1e-6)


@settings(max_examples=40)
@given(histories, st.sampled_from([Ratio(), ZScore()]))
def test_silence_may_be_skipped(counts: Counts, detector: Ratio | ZScore) -> None:
    whole = scores(detector, counts, every=True)
    expected = [one if count or i == 0 else 0.0 for i, (one, count) in enumerate(zip(whole, counts, strict=True))]

    assert scores(detector, counts, every=False) == expected
