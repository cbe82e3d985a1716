"""How fast pages are read on Kafka, beside the same chain in a bare loop.

    python -m benchmarks.kafka_read [--pages N] [--seed S]

Starts a broker of its own. Pages are made-up articles of 3 KB, all of them in the flow before a reader starts.
Printed: pages a second and CPU a page of the bare loop (a page read, its article and mentions encoded), of one reader
and of two; peak memory of each process; and how many pulses a second a reader manages when every page of an archive
begins a new slot. The bare loop is run before and after, so that a noisy machine shows.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import psutil
from kafka import KafkaAdminClient
from kafka.errors import KafkaError, RetriableError
from msgspec import Struct

from benchmarks.kafka_pages import PARTITIONS, WATCHED, make_pages, preload
from tools.broker.cluster import make_cluster
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka import codecs
from workers.hosts.report import encode_article
from workers.model.page import Payload, Position
from workers.pipeline import Reading, read_page
from workers.rules import Rules

RUN = "import sys; from workers.cli import main; sys.exit(main())"
WARM = 200
LOOK_S = 0.25
"""How often the commits are looked at: to look costs the broker something, too."""


class Speed(Struct, frozen=True, kw_only=True):
    """What a run did."""

    pages: int
    wall_s: float
    cpu_s: float
    """Of all its processes."""
    peaks_mb: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Pages a second, by the clock on the wall."""
        return self.pages / self.wall_s

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU time a page."""
        return self.cpu_s / self.pages * 1e6

    def say(self, name: str) -> None:
        """Print it."""
        peaks = f", peak {' '.join(f'{one:.0f}' for one in self.peaks_mb)} MB" if self.peaks_mb else ""
        print(f"{name:<22} {self.rate:>8,.0f} pages/s {self.cpu_us:>8,.0f} us CPU a page{peaks}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    made = make_pages(asked.pages, random.Random(asked.seed))
    with tempfile.TemporaryDirectory() as place:
        cluster = make_cluster(Path(place) / "kafka", owner=os.getpid())
        cluster.start()
        try:
            measure(made, cluster.bootstrap, Path(place))
        finally:
            cluster.remove()
    return 0


def measure(made: Sequence[bytes], broker: str, place: Path) -> None:
    print(f"{len(made):,} pages of {sum(map(len, made)) / len(made):,.0f} bytes, {os.cpu_count()} cores", end="")
    print(f", load {os.getloadavg()[0]:.1f}")
    rules = open_config(configure(place, broker, "bare")).rules
    first = run_bare(made, rules)
    first.say("bare loop")
    one = run_readers(made, configure(place, broker, "one"), broker, readers=1)
    one.say("one reader")
    two = run_readers(made, configure(place, broker, "two"), broker, readers=2)
    two.say("two readers")
    again = run_bare(made, rules)
    again.say("bare loop again")
    both = run_two_bare(made, rules)
    print(f"two bare loops at once  {both:>7,.0f} pages/s: {both / again.rate:.2f} x one, all that this machine gives")
    bare = (first.rate + again.rate) / 2
    print(f"one reader against the bare loop: {one.rate / bare:.0%} of its speed", end="")
    print(f", {one.cpu_us / first.cpu_us:.2f} x its CPU a page")
    print(f"two readers against one: {two.rate / one.rate:.2f} x its speed", end="")
    print(f", {two.cpu_us / one.cpu_us:.2f} x its CPU a page")
    archive = make_pages(min(2_000, len(made)), random.Random(2), step_s=300)
    slots = run_readers(archive, configure(place, broker, "slots"), broker, readers=1)
    slots.say("a page a slot")
    print(
        f"pulses a second in an archive with a page a slot: {slots.rate / PARTITIONS:,.0f}, of {PARTITIONS} spans each"
    )


def configure(place: Path, broker: str, name: str) -> Path:
    folder = place / name
    folder.mkdir()
    watches = "".join(f"  - {{id: {word}, terms: [{word}]}}\n" for word in WATCHED)
    (folder / "watches.yaml").write_text(f"watches:\n{watches}", encoding="utf-8")
    (folder / "groundswell.yaml").write_text(
        f"broker: {broker}\ntime: pages\nhttp: {{port: 0}}\nflows: {{prefix: {name}., partitions: {PARTITIONS}}}\n",
        encoding="utf-8",
    )
    return folder


def run_bare(made: Sequence[bytes], rules: Rules) -> Speed:
    """The same chain without a host."""
    payloads = [
        Payload(
            value=value,
            position=Position(input="0", offset=number),
            name=f"0:{number}",
            recorded_at=datetime.now(UTC),
        )
        for number, value in enumerate(made)
    ]
    for payload in payloads[:WARM]:
        chain(payload, rules)
    began, cpu = time.perf_counter(), time.process_time()
    for payload in payloads:
        chain(payload, rules)
    return Speed(pages=len(made), wall_s=time.perf_counter() - began, cpu_s=time.process_time() - cpu)


def run_two_bare(made: Sequence[bytes], rules: Rules) -> float:
    """Pages a second of two processes that do nothing but the chain: cores may share what they are made of."""
    fork = get_context("fork")
    rates = fork.SimpleQueue()
    loops = [fork.Process(target=lambda: rates.put(run_bare(made, rules).rate)) for _ in range(2)]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    return float(rates.get() + rates.get())


def chain(payload: Payload, rules: Rules) -> list[bytes]:
    reading = read_page(payload, rules)
    if not isinstance(reading, Reading):
        raise SystemExit(f"a made-up page was refused: {reading.detail}")
    articles = [encode_article(read) for read in reading.articles]
    return articles + [codecs.signals.encode(mention) for read in reading.articles for mention in read.mentions]


def run_readers(made: Sequence[bytes], folder: Path, broker: str, readers: int) -> Speed:
    """Readers on pages that are all there; measured from when all have joined and each partition moves."""
    with redirect_stdout(StringIO()):
        made_flows = groundswell(["flows", "ensure", "--config", str(folder)])
    if made_flows != 0:
        raise SystemExit("the flows could not be made")
    preload(made, f"{folder.name}.pages", broker)
    with started(folder, readers) as processes, closing(KafkaAdminClient(bootstrap_servers=broker)) as admin:
        group = f"{folder.name}.read"
        while not is_settled(admin, group, readers):
            time.sleep(0.1)
        joined, before = read_so_far(admin, group), read_so_far(admin, group)
        while min(before.values()) <= max(joined.values()):
            time.sleep(0.1)
            before = read_so_far(admin, group)
        began, cpu = time.perf_counter(), sum(map(cpu_of, processes))
        while sum(read_so_far(admin, group).values()) < len(made):
            time.sleep(LOOK_S)
        wall_s, cpu_s = time.perf_counter() - began, sum(map(cpu_of, processes)) - cpu
        peaks = tuple(peak_mb(process) for process in processes)
    return Speed(pages=len(made) - sum(before.values()), wall_s=wall_s, cpu_s=cpu_s, peaks_mb=peaks)


@contextmanager
def started(folder: Path, readers: int) -> Iterator[Sequence[psutil.Process]]:
    command = [sys.executable, "-c", RUN, "work", "read", "--config", str(folder)]
    with (folder / "log").open("wb") as log:
        processes = [psutil.Popen(command, stdout=log, stderr=subprocess.STDOUT) for _ in range(readers)]
    try:
        yield processes
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(60)


def is_settled(admin: KafkaAdminClient, group: str, readers: int) -> bool:
    """Whether all have joined, and each partition has been begun."""
    try:
        told = admin.describe_groups([group])[group]
    except KafkaError:
        return False
    members = told["group_state"] == "Stable" and len(told["members"]) == readers
    return members and len(read_so_far(admin, group)) == PARTITIONS


def read_so_far(admin: KafkaAdminClient, group: str) -> dict[int, int]:
    """The committed offsets."""
    try:
        told = admin.list_group_offsets(group)[group]
    except RetriableError:
        return {}
    return {where.partition: place.offset for where, place in told.items()}


def cpu_of(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def peak_mb(process: psutil.Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
