"""What metrics cost: the reading step with and without observing, in one run.

    python -m benchmarks.metrics [--pages N] [--rounds R]

The same made-up articles of 3.3 KB are read again and again in small portions, every other time with all that a reader
tells of a page. CPU time of this process; of each portion, the least of its rounds. Beside it: what the observing of a
page takes by itself, and what one scrape takes. Exit code 1 where observing costs 2 % or more of reading.
"""

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from prometheus_client import generate_latest

from benchmarks.kafka_pages import WATCHED, make_pages
from workers.cli.asking import open_config
from workers.hosts.children import PageReader
from workers.hosts.observe import Observer
from workers.metrics import REGISTRY, Part
from workers.metrics.steps import Step
from workers.model.page import Payload, Position
from workers.pipeline import Reading
from workers.rules import Rules

PORTION = 50
MOST = 0.02
QUIET = structlog.get_logger(wrapper_class=structlog.make_filtering_bound_logger("critical"))


def main() -> int:
    """Measure. Returns 1 when it costs too much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=7)
    said = parser.parse_args()
    rules, made = rules_of_ten(), make_pages(said.pages, random.Random(1))
    payloads = [payload_of(number, value) for number, value in enumerate(made)]
    observer, reader = Observer(QUIET), PageReader(rules)
    observer.started(Part.READ, rules, (), live=True)
    read_bare(payloads[:PORTION], reader)  # what is loaded at first need
    rounds = [list(one_round(payloads, reader, observer)) for _ in range(said.rounds)]
    least = [[min(pair[side] for pair in same) for same in zip(*rounds, strict=True)] for side in (0, 1)]
    bare, ratio = sum(least[0]) / len(payloads), sum(least[1]) / sum(least[0])
    alone = observing_alone(reader.read(payloads[0]), observer, said.pages * 10)
    scrape = cpu_of(lambda: [generate_latest(REGISTRY) for _ in range(100)]) / 100
    print(f"reading: {bare * 1e6:,.1f} us of CPU a page")
    print(f"observing costs {ratio - 1:+.2%} of it, measured together; {alone / bare:.2%} by itself")
    print(f"observing by itself: {alone * 1e6:.2f} us a page; one scrape: {scrape * 1e3:.2f} ms")
    return 0 if max(ratio - 1, alone / bare) < MOST else 1


def rules_of_ten() -> Rules:
    with TemporaryDirectory() as folder:
        watches = "\n".join(f"  - {{id: {word}, terms: [{word}]}}" for word in WATCHED)
        (Path(folder) / "watches.yaml").write_text(f"watches:\n{watches}\n", encoding="utf-8")
        return open_config(Path(folder)).rules


def payload_of(number: int, value: bytes) -> Payload:
    position = Position(input="0", offset=number)
    return Payload(value=value, position=position, name=f"0/{number}", recorded_at=datetime.now(UTC))


def one_round(payloads: Sequence[Payload], reader: PageReader, observer: Observer) -> Iterator[tuple[float, float]]:
    """CPU seconds of each portion, without and with observing; one right after the other, in turns who is first."""
    for turn, first in enumerate(range(0, len(payloads), PORTION)):
        some = payloads[first : first + PORTION]
        if turn % 2:
            bare = cpu_of(partial(read_bare, some, reader))
            observed = cpu_of(partial(read_observed, some, reader, observer))
        else:
            observed = cpu_of(partial(read_observed, some, reader, observer))
            bare = cpu_of(partial(read_bare, some, reader))
        yield bare, observed


def read_bare(payloads: Sequence[Payload], reader: PageReader) -> None:
    for payload in payloads:
        reader.read(payload)


def read_observed(payloads: Sequence[Payload], reader: PageReader, observer: Observer) -> None:
    """As `hosts/kafka/reading/taking.py` does it."""
    for payload in payloads:
        began = time.perf_counter()
        reading = reader.read(payload)
        assert isinstance(reading, Reading)
        observer.stepped(Step.READ, time.perf_counter() - began, reading.at)
        observer.read(reading)


def observing_alone(reading: object, observer: Observer, count: int) -> float:
    """CPU seconds a page."""
    assert isinstance(reading, Reading)
    some = reading

    def observe() -> None:
        for _ in range(count):
            began = time.perf_counter()
            observer.stepped(Step.READ, time.perf_counter() - began, some.at)
            observer.read(some)

    return cpu_of(observe) / count


def cpu_of(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
