"""The product on Kafka as a newsroom meets it: how soon a page is an alert, and what a minute without a broker costs.

    python -m benchmarks.kafka_live [--alerts N] [--outage S]

A broker of its own, a reader, a counter, a notifier. They are taught thirty quiet hours; then one name after the other
comes into the news, a page a second. Printed: seconds from a page's sending to its alert on the flow (median, p95,
most), memory of each process; and after the broker was killed for --outage seconds, whether the same processes go on.
"""

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from tools.broker.cluster import Cluster, make_cluster
from tools.local.crew import Crew, Member
from tools.local.feed import make_archive
from tools.local.outside import lag
from tools.local.story import Story
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of, names_of

STORY = Story(names=44, quiet_step_s=15)
"""Each name is heard of within the first hours, so that what is usual is known of all."""
PARTITIONS = 4
MEMBERS = [Member(part="read"), Member(part="count"), Member(part="notify")]
BURST = 6
"""Pages that name one watch: the alert opens at one of them."""
PATIENCE_S = 120.0


class Heard:
    """Listens to the flow of alerts, and notes when each change came."""

    def __init__(self, bootstrap: str, flow: str) -> None:
        self.came: list[tuple[float, datetime]] = []
        """(when it came here, the event time at which it happened)."""
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, fetch_max_wait_ms=20)
        partitions = [TopicPartition(flow, number) for number in range(PARTITIONS)]
        self._consumer.assign(partitions)
        self._consumer.seek_to_end(*partitions)
        for one in partitions:
            self._consumer.position(one)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        self._thread.join()
        self._consumer.close()

    def _listen(self) -> None:
        while not self._ended.is_set():
            for some in self._consumer.poll(timeout_ms=100).values():
                now = time.time()
                for record in some:
                    change = json.loads(record.value)
                    if change["type"].endswith("opened"):
                        self.came.append((now, datetime.fromisoformat(change["changed_at"])))


class Place:
    """A broker, a config, a crew that was taught what is usual."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.cluster: Cluster = make_cluster(folder / "kafka")
        stack.callback(self.cluster.remove)
        self.cluster.start()
        self.bootstrap = self.cluster.bootstrap
        STORY.write_config(
            folder / "config",
            broker=self.bootstrap,
            flows=f"{{partitions: {PARTITIONS}}}",
            time="pages",
            http="{port: 0}",
        )
        rules = open_config(folder / "config").rules
        self.flows, self.groups = flows_of(rules.settings), names_of(rules.settings)
        make_archive(self.bootstrap, self.flows.pages.name, PARTITIONS)
        groundswell(["flows", "ensure", "--config", str(folder / "config")])
        self.crew = Crew(folder=folder / "crew", config=folder / "config")
        stack.callback(lambda: self.crew.stop(MEMBERS, patience_s=10))
        self.producer = stack.enter_context(closing(KafkaProducer(bootstrap_servers=self.bootstrap, acks="all")))
        self.number = STORY.quiet_pages
        self.sent_at: dict[datetime, float] = {}
        """Event time of each page of the news -> when it was sent."""
        for number, value in enumerate(STORY.values(0, self.number)):
            self.send(value, number, STORY.at(number))
        self.producer.flush()
        self.crew.start(MEMBERS)
        self.wait_until_read()

    def wait_until_read(self) -> None:
        """Wait until readers and counters have done all there is."""
        until, flows = time.monotonic() + PATIENCE_S, self.flows
        while time.monotonic() < until:
            behind = lag(self.bootstrap, self.groups.read, flows.pages.name)
            behind += sum(lag(self.bootstrap, self.groups.count, flow.name) for flow in (flows.pulses, flows.signals))
            if not behind:
                return
            time.sleep(0.5)
        raise SystemExit(f"not all was read within {PATIENCE_S:.0f} s: look into {self.crew.folder}")

    def news(self, name: int) -> None:
        """Write of one name, a page a second."""
        for _ in range(BURST):
            at = STORY.at(STORY.quiet_pages) + timedelta(seconds=self.number - STORY.quiet_pages)
            page = STORY.page(self.number) | {"fetched_at": at.isoformat()}
            page["text"] = f"{STORY.name(name)} was seen. {page['text']}"
            self.sent_at[at] = time.time()
            self.send(json.dumps(page).encode(), self.number, at)
            self.producer.flush()
            self.number += 1
            time.sleep(1.0)

    def send(self, value: bytes, number: int, at: datetime) -> None:
        """Send one page of an event time; its number says to which partition."""
        where, at_ms = number % PARTITIONS, int(at.timestamp() * 1000)
        self.producer.send(self.flows.pages.name, value, partition=where, timestamp_ms=at_ms)


def measure(place: Place, alerts: int) -> list[float]:
    """Seconds from a page's sending to the alert it opened, on the flow."""
    heard = Heard(place.bootstrap, place.flows.alerts.name)
    for name in range(alerts):
        place.news(name)
    time.sleep(3.0)
    heard.close()
    return [came - place.sent_at[at] for came, at in heard.came]


def outage(place: Place, seconds: float, name: int) -> bool:
    """Kill the broker for a while; say whether the same processes go on. Returns whether all is well."""
    before = {member: place.crew.process(member) for member in MEMBERS}
    (node,) = place.cluster.plan.nodes
    place.cluster.kill(node.id)
    time.sleep(seconds)
    place.cluster.start(node.id)
    back = time.monotonic()
    heard = Heard(place.bootstrap, place.flows.alerts.name)
    place.news(name)
    while not heard.came and time.monotonic() - back < PATIENCE_S:
        time.sleep(0.1)
    waited = time.monotonic() - back
    heard.close()
    same = [member.name for member in MEMBERS if place.crew.process(member) == before[member]]
    print(f"broker away {seconds:.0f} s: the same processes went on: {', '.join(same) or 'none'}")
    print(
        f"  the next alert came {waited:.1f} s after it was back" if heard.came else "  no alert came after it was back"
    )
    return len(same) == len(MEMBERS) and bool(heard.came)


def main() -> int:
    """Measure. Returns 1 when the outage was not ridden out, or an alert was missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=40, help="at most 43")
    parser.add_argument("--outage", type=float, default=60.0, help="seconds; 0: none")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-live-")))
        place = Place(folder, stack)
        waits = sorted(measure(place, asked.alerts))
        p95 = waits[int(len(waits) * 0.95) - 1] if waits else float("nan")
        middle = statistics.median(waits) if waits else float("nan")
        print(f"page sent to alert on the flow, {len(waits)} of {asked.alerts} alerts:")
        print(f"  median {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, most {max(waits, default=0) * 1000:.0f} ms")
        for member in MEMBERS:
            process = place.crew.process(member)
            print(
                f"  {member.name}: {process.memory_info().rss / 2**20:.0f} MB" if process else f"  {member.name}: down"
            )
        well = not asked.outage or outage(place, asked.outage, asked.alerts)
    return 0 if well and len(waits) == asked.alerts else 1


if __name__ == "__main__":
    sys.exit(main())
