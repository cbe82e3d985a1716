"""The Numenta Anomaly Benchmark's realTweets, scored by its own rules.

    python -m benchmarks.nab --data DIR

DIR holds the series as CSV (plain or .gz) and ``combined_windows.json``. One detection an episode. Printed for
each detector: the score of NAB's three profiles (standard, few false positives, few misses; 100 is perfect, 0 is
silence) at the threshold best for each on these very files, at the one best on the other nine files, and at the
detector's default; and windows found and false alarms at the default.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from msgspec import Struct

from benchmarks.spikes import Floats, openings, score_all
from workers.cli.detect import read_counts
from workers.detect import AnyDetector
from workers.detect.ratio import Ratio
from workers.detect.surprise import Surprise
from workers.detect.zscore import ZScore

DETECTORS: dict[str, AnyDetector] = {
    "surprise": Surprise(),
    "zscore, 1 h of 7 d": ZScore(),
    "ratio, from 10 an hour": Ratio(),
    "ratio, from 50 an hour": Ratio(least=50),
}
THRESHOLDS = [float(one) for one in np.exp(np.linspace(math.log(0.3), math.log(60), 200))]
FALSE, MISSED = (0.11, 0.22, 0.11), (1.0, 1.0, 2.0)
"""What a false positive, and a missed window, cost in each profile."""


class Labelled(Struct, frozen=True, kw_only=True):
    """One series with its windows of true anomalies: places of their first and last bucket."""

    name: str
    first: int
    counts: list[int | None]
    windows: list[tuple[int, int]]

    @property
    def probation(self) -> int:
        """Places before this one are not judged."""
        return min(math.floor(0.15 * len(self.counts)), 750)


class Marks(Struct, frozen=True, kw_only=True):
    """What detections earn in one series."""

    raw: tuple[float, float, float]
    found: int
    false: int


def sigmoid(position: float) -> float:
    """NAB's scaled sigmoid: 1 well before a window's end, 0 at it, -1 long after."""
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1


def judge(series: Labelled, alarms: Sequence[int]) -> Marks:
    """Score detections: the earliest in a window counts, each one outside costs, more the farther from a window."""
    best: dict[int, float] = {}
    cost, false = 0.0, 0
    for place in alarms:
        if place < series.probation:
            continue
        inside = next((k for k, (a, b) in enumerate(series.windows) if a <= place <= b), None)
        if inside is not None:
            first, last = series.windows[inside]
            earned = sigmoid(-(last - place + 1) / (last - first + 1)) / sigmoid(-1)
            best[inside] = max(best.get(inside, -math.inf), earned)
            continue
        before = [(a, b) for a, b in series.windows if b < place]
        cost += sigmoid((place - before[-1][1]) / (before[-1][1] - before[-1][0])) if before else -1.0
        false += 1
    raw = [
        fp * cost + sum(max(best.get(k, -fn), -fn) for k in range(len(series.windows)))
        for fp, fn in zip(FALSE, MISSED, strict=True)
    ]
    return Marks(raw=(raw[0], raw[1], raw[2]), found=len(best), false=false)


def load(folder: Path) -> list[Labelled]:
    """Read all series of a folder that the labels name, in order of name."""
    labels = json.loads((folder / "combined_windows.json").read_text(encoding="utf-8"))
    known = {name.rsplit("/", 1)[-1]: windows for name, windows in labels.items()}
    series = []
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")]):
        name = path.name.removesuffix(".gz")
        first, counts = read_counts(path, 300)
        spans = [(place(a) - first, place(b) - first) for a, b in known[name]]
        series.append(Labelled(name=name, first=first, counts=counts, windows=spans))
    return series


def place(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp[:19]).replace(tzinfo=UTC).timestamp() // 300)


def normal(raw: float, profile: int, windows: int) -> float:
    """A raw score between that of silence (0) and that of perfection (100)."""
    return 100 * (raw + MISSED[profile] * windows) / ((1 + MISSED[profile]) * windows)


def report(series: list[Labelled], scores: list[Floats], default: float) -> tuple[str, ...]:
    """One row of the table."""
    windows = sum(len(one.windows) for one in series)
    raw = np.array(
        [[judge(one, openings(row, line)).raw for line in THRESHOLDS] for one, row in zip(series, scores, strict=True)]
    )
    total = raw.sum(axis=0)
    others = (total[None] - raw).argmax(axis=1)
    held_out = [sum(raw[k, others[k, p], p] for k in range(len(series))) for p in range(3)]
    fixed = [judge(one, openings(row, default)) for one, row in zip(series, scores, strict=True)]
    return (
        told([total[:, p].max() for p in range(3)], windows) + f" ({THRESHOLDS[int(total[:, 0].argmax())]:.2f})",
        told(held_out, windows),
        told([sum(one.raw[p] for one in fixed) for p in range(3)], windows) + f" ({default:g})",
        f"{sum(one.found for one in fixed)}/{windows}",
        str(sum(one.false for one in fixed)),
    )


def told(raw: Sequence[float], windows: int) -> str:
    return "/".join(f"{normal(float(one), profile, windows):.1f}" for profile, one in enumerate(raw))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the series and their labels")
    series = load(parser.parse_args(arguments).data)
    buckets = sum(len(one.counts) for one in series)
    print(f"{len(series)} series, {buckets} buckets, {sum(len(one.windows) for one in series)} windows")
    columns = "{:24} {:22} {:16} {:22} {:>8} {:>6} {:>10}"
    print(columns.format("detector", "best (threshold)", "held out", "default", "found", "false", "us/bucket"))
    for name, detector in DETECTORS.items():
        began = time.perf_counter()
        scores = [score_all(detector, one.first, one.counts) for one in series]
        took = (time.perf_counter() - began) / buckets * 1e6
        print(columns.format(name, *report(series, scores, detector.threshold), f"{took:.0f}"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
