"""The product on Kafka under a steady load for a while: memory of each part and lag must stay flat.

    python -m benchmarks.soak [--minutes M] [--rate R] [--warm-up M]

A broker of its own, a reader, a counter, a notifier. They are taught thirty quiet hours; then R pages come a second,
and now and then one name is in the news. Every ten seconds the memory of each process and what is behind are noted. A
counter holds the mentions of the buckets that are open, here those of a quarter of an hour, and what it remembers of
the hour before: until then its memory grows with the load, which is what the warm-up is for.
Printed: a line a minute; then, of each part, the median memory of the first fifth after the warm-up against that of the
last fifth.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

from benchmarks.kafka_live import MEMBERS, STORY, Place
from tools.local.crew import Member
from tools.local.outside import lag

SAMPLE_S = 10.0
LOUD_EVERY_S = 300.0
LOUD_S = 20.0
FLAT = 1.05
"""What memory may grow to after the warm-up, against its beginning."""


class Sample(Struct, frozen=True, kw_only=True):
    """How things stand at a moment."""

    at_s: float
    """Since the load began."""
    resident: dict[Member, int]
    """Bytes."""
    behind: int
    """Pages, pulses and signals that are not done yet."""


def feed(place: Place, second: int, rate: int) -> None:
    """Write one second's pages; every few minutes some of them are about one name."""
    loud = second % LOUD_EVERY_S < LOUD_S
    for part in range(rate):
        at = STORY.at(STORY.quiet_pages) + timedelta(seconds=second + part / rate)
        page = STORY.page(place.number) | {"fetched_at": at.isoformat()}
        if loud and Random(place.number).random() < 0.2:
            page["text"] = f"{STORY.name(second // int(LOUD_EVERY_S) % STORY.names)} was seen. {page['text']}"
        place.send(json.dumps(page).encode(), place.number, at)
        place.number += 1
    place.producer.flush()


def sample(place: Place, at_s: float) -> Sample:
    """Look at every process, and at the flows between them."""
    resident = {one: process.memory_info().rss for one in MEMBERS if (process := place.crew.process(one))}
    behind = lag(place.bootstrap, place.groups.read, place.flows.pages.name)
    behind += sum(
        lag(place.bootstrap, place.groups.count, flow.name) for flow in (place.flows.pulses, place.flows.signals)
    )
    return Sample(at_s=at_s, resident=resident, behind=behind)


def soak(place: Place, seconds: int, rate: int) -> list[Sample]:
    """Keep the load up, and look every now and then."""
    samples: list[Sample] = []
    began = time.monotonic()
    for second in range(seconds):
        feed(place, second, rate)
        passed = time.monotonic() - began
        if not samples or passed - samples[-1].at_s >= SAMPLE_S:
            samples.append(sample(place, passed))
        if second % 60 == 59:
            print(in_words(samples[-1]), flush=True)
        time.sleep(max(0.0, began + second + 1 - time.monotonic()))
    return samples


def in_words(one: Sample) -> str:
    """A moment as a line."""
    parts = ", ".join(f"{member.part} {size / 1e6:.1f} MB" for member, size in one.resident.items())
    return f"{one.at_s / 60:5.1f} min: {parts}; behind {one.behind}"


def judge(samples: list[Sample], warm_up_s: float) -> bool:
    """Print how memory and lag went after the warm-up; whether both stayed flat."""
    after = [one for one in samples if one.at_s >= warm_up_s]
    fifth = max(1, len(after) // 5)
    flat = True
    for member in MEMBERS:
        first, last = (
            statistics.median(one.resident.get(member, 0) for one in some) for some in (after[:fifth], after[-fifth:])
        )
        flat = flat and last <= FLAT * first
        print(f"{member.part}: {first / 1e6:.1f} -> {last / 1e6:.1f} MB ({last / first - 1:+.1%})")
    behind = [one.behind for one in after]
    print(f"behind: median {statistics.median(behind):.0f}, most {max(behind)}")
    return flat


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=45)
    parser.add_argument("--rate", type=int, default=40, help="pages a second")
    parser.add_argument("--warm-up", type=float, default=25.0, help="minutes that are not judged")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Place(Path(folder), stack)
        flat = judge(soak(place, asked.minutes * 60, asked.rate), asked.warm_up * 60)
    print("flat" if flat else "NOT FLAT")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
