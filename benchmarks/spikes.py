"""Scores of a whole series, and the episodes that many thresholds would make of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workers.detect import AnyDetector, AnyMemory, advance
from workers.model.count import UnknownRange

Floats = NDArray[np.float64]
CALM = 36
"""Known buckets of five minutes below half the threshold that end an episode."""


def score_all(detector: AnyDetector, first: int, counts: Sequence[int | None], width_s: int = 300) -> Floats:
    """One score a bucket, each told in turn; nan where it is unknown."""
    memory: AnyMemory = detector.start()
    scores = np.full(len(counts), np.nan)
    for place, count in enumerate(counts):
        memory, score = advance(detector, memory, first + place, count, width_s=width_s)
        if count is not None:
            scores[place] = score.value
    return scores


def score_mentions(detector: AnyDetector, first: int, counts: Sequence[int | None], width_s: int = 300) -> Floats:
    """The same as the product does it: only the first bucket and those with a mention are told, others score 0."""
    memory: AnyMemory = detector.start()
    scores = np.array([np.nan if count is None else 0.0 for count in counts])
    unknown = unknown_ranges(first, counts)
    for place, count in enumerate(counts):
        if count or place == 0:
            memory, score = advance(detector, memory, first + place, count, width_s=width_s, unknown=unknown)
            scores[place] = score.value
    return scores


def unknown_ranges(first: int, counts: Sequence[int | None]) -> tuple[UnknownRange, ...]:
    """The holes of a series."""
    holes = np.concatenate(([False], [count is None for count in counts], [False]))
    edges = (np.flatnonzero(np.diff(holes.astype(np.int8))) + first).tolist()
    return tuple(UnknownRange(first=a, end=b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def openings(scores: Floats, threshold: float) -> list[int]:
    """Places at which an episode opens, as `workers.detect.episodes.follow` has it, but for many thresholds at once."""
    opened: list[int] = []
    active, last = False, 0
    unknown = np.concatenate(([0], np.cumsum(np.isnan(scores))))
    for place in np.flatnonzero(scores >= threshold / 2).tolist():
        if active and (place - last - 1) - (unknown[place] - unknown[last + 1]) >= CALM:
            active = False
        if not active and scores[place] >= threshold:
            active = True
            opened.append(place)
        if active:
            last = place
    return opened
