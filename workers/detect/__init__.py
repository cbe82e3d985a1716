"""Mentions to buckets, buckets to scores."""

from typing import cast

from workers.detect.base import Detector
from workers.detect.pace import SurpriseMemory
from workers.detect.ratio import Ratio, RatioMemory
from workers.detect.surprise import Surprise
from workers.detect.zscore import ZScore, ZScoreMemory
from workers.model.count import Score, UnknownRange

AnyDetector = Surprise | Ratio | ZScore
"""Every detector a watch may name in config. Add yours here; nowhere else."""

AnyMemory = SurpriseMemory | RatioMemory | ZScoreMemory
"""What each of them remembers of one series; plain values, told apart by their tags."""


def advance(
    detector: AnyDetector,
    memory: AnyMemory,
    bucket: int,
    count: int | None,
    *,
    width_s: int,
    unknown: tuple[UnknownRange, ...] = (),
) -> tuple[AnyMemory, Score]:
    """`Detector.advance` for a detector that config chose and a memory that was stored.

    The types cannot say that the two belong together; whoever stores a memory
    drops it when the watch's detector changes.

    Raises:
        TypeError: the memory is of another kind of detector.
        ValueError: as `Detector.advance`.
    """
    if not isinstance(memory, type(detector.start())):
        raise TypeError(f"a memory of {type(memory).__name__}, but the detector is {type(detector).__name__}")
    return cast(Detector[AnyMemory], detector).advance(memory, bucket, count, width_s=width_s, unknown=unknown)
