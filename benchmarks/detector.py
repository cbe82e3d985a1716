"""The surprise detector against a reference kept outside the project, and how fast it is.

    python -m benchmarks.detector [--reference DIR] [--data DIR]

DIR of the reference holds ``surprise.py`` with ``advance(state, bucket, count, setting)``, bucket by bucket. Compared
are scores at every width over made-up series, and over every series (CSV) of the data. Speeds are medians, in
microseconds, one core, other work on the machine included.
"""

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast

import msgspec
import numpy as np

from benchmarks.spikes import Floats, score_all, score_mentions
from workers.cli.detect import read_counts
from workers.detect.base import WIDTHS_S
from workers.detect.pace import SurpriseMemory
from workers.detect.surprise import Surprise
from workers.model.count import UnknownRange

Counts = list[int | None]
FIRST = 5_000_003
DETECTOR = Surprise()


def made_up(rate: float, width_s: int, seed: int) -> Counts:
    """Nine thousand buckets with a pattern of the day, a burst, an outage, and a long silence with a hole in it."""
    rng = np.random.Generator(np.random.PCG64(seed))
    counts = rng.poisson(rate * (1 + 0.9 * np.sin(np.arange(9_000) * width_s / 86_400 * 2 * np.pi)))
    counts[7_000:7_012] += rng.poisson(3 * rate + 1, 12)
    counts[7_300:8_300] = 0
    told: Counts = counts.tolist()
    told[5_000:5_060], told[7_500:7_520] = [None] * 60, [None] * 20
    return told


class Reading(Protocol):
    """What the reference makes of a bucket."""

    score: float


class Reference(Protocol):
    """The reference's module, as far as it is used."""

    def Setting(self, *, width: float) -> object:
        """Settings; the width of a bucket in hours."""
        ...

    def State(self) -> object:
        """A series nothing is known of."""
        ...

    def advance(self, state: object, bucket: int, count: int | None, setting: object) -> tuple[object, Reading]:
        """Score one bucket and learn it."""
        ...


def reference_scores(reference: Reference, first: int, counts: Counts, width_s: int) -> Floats:
    setting, state, scores = reference.Setting(width=width_s / 3_600), reference.State(), np.full(len(counts), np.nan)
    for at, count in enumerate(counts):
        state, reading = reference.advance(state, first + at, count, setting)
        if count is not None:
            scores[at] = reading.score
    return scores


def compare(reference: Reference, name: str, first: int, counts: Counts, width_s: int = 300) -> None:
    told = score_all(DETECTOR, first, counts, width_s)
    apart = np.nanmax(abs(told - reference_scores(reference, first, counts, width_s)))
    skipped = np.nanmax(abs(told - score_mentions(DETECTOR, first, counts, width_s)))
    print(f"{name:34} highest {np.nanmax(told):5.2f}  from the reference {apart:.1e}  silence skipped {skipped:.1e}")


def median_us(action: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6


def grown(rate: float, width_s: int) -> SurpriseMemory:
    """The memory of a series after a week."""
    rng = np.random.Generator(np.random.PCG64(1))
    memory = DETECTOR.start()
    for bucket, count in enumerate(rng.poisson(rate, 7 * 86_400 // width_s).tolist(), FIRST):
        memory, _ = DETECTOR.advance(memory, bucket, count, width_s=width_s)
    return memory


def speeds(rate: float, width_s: int) -> str:
    memory, day = grown(rate, width_s), 86_400 // width_s
    last, many = memory.bucket, round(2 * rate) + 1
    hole = (UnknownRange(first=last + 1, end=last + 13_000),)

    def after(buckets: int, unknown: tuple[UnknownRange, ...] = ()) -> Callable[[], object]:
        return lambda: DETECTOR.advance(memory, last + buckets, many, width_s=width_s, unknown=unknown)

    figures = {
        "next bucket": median_us(after(1), 300),
        "after 50 silent": median_us(after(51), 100),
        "a silent day": median_us(after(day + 1), 100),
        "30 silent days": median_us(after(30 * day + 1), 10),
        "13,000 unknown": median_us(after(13_001, hole), 50),
    }
    size = len(msgspec.msgpack.encode(memory))
    told = "  ".join(f"{name} {took:.0f}" for name, took in figures.items())
    return f"{width_s:4} s, {rate:g} a bucket:  {told}  memory {size} bytes"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, help="folder of surprise.py")
    parser.add_argument("--data", type=Path, help="folder of series as CSV")
    told = parser.parse_args(arguments)
    if told.reference is not None:
        sys.path.insert(0, str(told.reference))
        reference = cast(Reference, importlib.import_module("surprise"))
        for width_s in WIDTHS_S:
            for rate in (0.01, 0.3, 20.0):
                counts = made_up(rate, width_s, seed=width_s)
                compare(reference, f"{rate:g} a bucket of {width_s} s", FIRST, counts, width_s)
        for path in sorted(told.data.glob("*.csv*")) if told.data is not None else ():
            compare(reference, path.name, *read_counts(path, 300))
    for width_s in (300, 60):
        for rate in (0.3, 3.0, 200.0):
            print(speeds(rate, width_s), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
