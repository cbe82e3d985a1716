"""Recall of true bursts at a given rate of false alarms, on made-up coverage with known bursts.

    python -m benchmarks.stream [--seed 2 ...] [--calm] [--watches 240] [--budgets]

Coverage as `benchmarks.coverage` makes it, with outages and late arrivals unknown, as a perfect guard would have
them. Printed for each seed: recall at 1, .3 and .1 false alarms a watch-month; recall, false alarms and median delay
at a score of 2; with --budgets, alerts observed over alerts promised by `workers.detect.budget`. Minutes a seed.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from benchmarks.coverage import DAY, Coverage, make_coverage
from benchmarks.spikes import Floats, openings, score_mentions
from workers.detect.budget import threshold_for
from workers.detect.surprise import Surprise

GRACE = 36
"""Buckets after a burst in which an alarm still counts as its own."""
VISIBLE = 12.0
"""Nats; a burst beneath cannot be told from chance even by one who knows its shape."""


class Found(Struct, frozen=True, kw_only=True):
    """What one threshold finds."""

    recall: float
    false: float
    """Alarms outside every burst, a watch-month."""
    delay: float
    """Median minutes from a burst's beginning to its alarm."""


def measure(coverage: Coverage, scores: list[Floats], threshold: float) -> Found:
    """Count the first day of no watch; count each visible burst that mostly lies outside outages."""
    delays: dict[tuple[int, int], int] = {}
    false = 0
    for watch, row in enumerate(scores):
        own = [burst for burst in coverage.bursts if burst.watch == watch]
        for place in openings(row, threshold):
            hit = [burst for burst in own if burst.first <= place <= burst.last + GRACE]
            false += place >= DAY and not hit
            for burst in hit if place >= DAY else ():
                delays.setdefault((watch, burst.first), place - burst.first)
    visible = [(one.watch, one.first) for one in coverage.bursts if one.nats >= VISIBLE and one.in_outage < 0.3]
    found = [delays[one] * 5 for one in visible if one in delays]
    months = len(scores) * (len(scores[0]) - DAY) / DAY / 30
    return Found(
        recall=len(found) / len(visible), false=false / months, delay=float(np.median(found)) if found else np.nan
    )


def recall_at(coverage: Coverage, scores: list[Floats], false: float) -> float:
    """Recall at the lowest threshold with no more false alarms a watch-month than this."""
    low, high = np.log(0.05), np.log(100)
    for _ in range(18):
        middle = (low + high) / 2
        too_many = measure(coverage, scores, float(np.exp(middle))).false > false
        low, high = (middle, high) if too_many else (low, middle)
    return measure(coverage, scores, float(np.exp(high))).recall


def promised(coverage: Coverage, scores: list[Floats], alerts_per_week: float) -> str:
    """Alerts observed over promised: all watches, and each fifth of them from rare to busy, after four weeks."""
    line, begin = threshold_for(alerts_per_week), 28 * DAY
    weeks = (len(scores[0]) - begin) / DAY / 7
    each = np.array([sum(place >= begin for place in openings(row, line)) for row in scores]) / weeks / alerts_per_week
    fifths = " ".join(f"{each[part].mean():.2f}" for part in np.array_split(np.argsort(coverage.rates), 5))
    return f"  {alerts_per_week:g} a week: {each.mean():.2f} ({fifths})"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, nargs="+", default=[2])
    parser.add_argument("--watches", type=int, default=240)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--calm", action="store_true", help="without habitual small storms")
    parser.add_argument("--budgets", action="store_true")
    told = parser.parse_args(arguments)
    for seed in told.seed:
        began = time.perf_counter()
        coverage = make_coverage(seed, watches=told.watches, days=told.days, bursty=0.0 if told.calm else 0.4)
        checksum = zlib.crc32(coverage.counts.astype("<i4").tobytes())
        made = time.perf_counter()
        scores = [score_mentions(Surprise(), coverage.first, row) for row in coverage.seen()]
        print(
            f"seed {seed}: checksum {checksum}, {len(coverage.bursts)} bursts, made in {made - began:.0f} s, "
            f"scored in {time.perf_counter() - made:.0f} s",
            flush=True,
        )
        recall = "/".join(f"{recall_at(coverage, scores, false):.3f}" for false in (1.0, 0.3, 0.1))
        fixed = measure(coverage, scores, 2.0)
        print(
            f"  recall at 1/.3/.1 false a watch-month {recall}; at 2.0: recall {fixed.recall:.3f}, "
            f"false {fixed.false:.2f}, delay {fixed.delay:.0f} min",
            flush=True,
        )
        for budget in (0.1, 0.25, 0.5, 1, 2) if told.budgets else ():
            print(promised(coverage, scores, budget), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
