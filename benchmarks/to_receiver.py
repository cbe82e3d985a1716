"""How soon a receiver of webhooks hears of an article: from its fetch to the alert it opened, on every host.

    python -m benchmarks.to_receiver [--alerts N] [--rate R] [--hosts kafka,follow,stdin]

Names are taught by thirty quiet hours that end now. Then pages are fetched at a steady rate: each says that it is now.
One name after the other comes into the news; the page that makes its alert open is known by its time. Printed:
seconds from that page's fetch to the receiver (median, p95, most) on Kafka (a reader, a counter, a notifier, a broker),
and locally, from a file that grows and from standard input. Exit code 1 where an alert did not come, or came late.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path

import msgspec
from kafka import KafkaProducer
from msgspec import Struct

from tests.deliveries.faults import CALM, Faults
from tests.deliveries.hooks import Hook, open_hook
from tests.deliveries.stand import Work, wait_for
from tests.receiver import Came
from tools.broker.cluster import make_cluster
from tools.local.crew import Crew, Member
from tools.local.feed import make_archive
from tools.local.outside import lag
from tools.local.story import QUIET_H, Story
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of, names_of

PARTITIONS = 4
BURST = 12
"""Pages that name one watch: the alert opens at one of them."""
MEMBERS = [Member(part="read"), Member(part="count"), Member(part="notify")]
LEAST_NAMES = 100
"""The fewer names share the quiet hours, the more is usual for each."""
SETTLE_S = 3.0
"""What is not with the receiver so long after the last page did not come."""

Write = Callable[[list[tuple[bytes, datetime]]], None]


class Asked(Struct, frozen=True, kw_only=True):
    """How much news, and how fast."""

    alerts: int
    rate: float
    """Pages a second."""


class News:
    """Pages of the last thirty hours, and of now."""

    def __init__(self, names: int) -> None:
        self.story = Story(names=max(names, LEAST_NAMES), quiet_step_s=15)
        self._began = datetime.now(UTC) - timedelta(hours=QUIET_H)
        self._names = [self.story.name(number) for number in range(self.story.names)]
        self._number = self.story.quiet_pages
        self.fetched: set[datetime] = set()
        """Times of the pages of news."""

    def history(self) -> Iterator[tuple[bytes, datetime]]:
        """Quiet hours. Every name is heard of in the first of them: what is usual must be known for a day."""
        for number in range(self.story.quiet_pages):
            at, page = self._began + timedelta(seconds=15 * number), self.story.page(number)
            if number < len(self._names):
                page["text"] = f"{self._names[number]} was seen. {page['text']}"
            yield self._encode(page, at), at

    def now(self, name: int | None) -> tuple[bytes, datetime]:
        """A page that is fetched now, of a name or of nobody."""
        at = datetime.now(UTC)
        page = self._page_of_nobody()
        if name is not None:
            page["text"] = f"{self._names[name]} was seen. {page['text']}"
            self.fetched.add(at)
        return self._encode(page, at), at

    def _page_of_nobody(self) -> dict[str, str]:
        while True:
            page = self.story.page(self._number)
            self._number += 1
            if not any(name in page["text"] for name in self._names):
                return page

    @staticmethod
    def _encode(page: dict[str, str], at: datetime) -> bytes:
        return json.dumps(page | {"fetched_at": at.isoformat()}).encode()


def feed(news: News, asked: Asked, write: Write) -> None:
    """Fetch pages at a rate; a name after the other is in some of them, for a second or so each."""
    began, every = time.monotonic(), 10
    for number in range(asked.alerts * BURST * every):
        wait_s = began + number / asked.rate - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        turn, within = divmod(number, BURST * every)
        write([news.now(turn if within % every == 0 else None)])


class Waits:
    """Seconds from fetch to receiver, of the alerts that opened."""

    def __init__(self, news: News, came: list[Came]) -> None:
        opened = [one for one in came if json.loads(one.body)["sequence"] == 0]
        told = [(one.at, msgspec.json.decode(one.body)["changed_at"]) for one in opened]
        times = [(at, datetime.fromisoformat(changed_at)) for at, changed_at in told]
        self.found = sorted(at - fetched.timestamp() for at, fetched in times if fetched in news.fetched)

    @property
    def p95(self) -> float:
        """All but one in twenty are no longer."""
        return self.found[max(0, int(len(self.found) * 0.95) - 1)] if self.found else inf

    def __str__(self) -> str:
        middle, most = statistics.median(self.found or [inf]), max(self.found, default=inf)
        return f"median {middle * 1000:.0f} ms, p95 {self.p95 * 1000:.0f} ms, most {most * 1000:.0f} ms"


def write_config(folder: Path, news: News, hooks: Sequence[Hook], **settings: str) -> None:
    """The names of the news, and a channel with a subscription for each receiver."""
    wishes = [f"{{{wish}, channels: [{hook.name}]}}" for hook in hooks for wish in hook.wishes]
    news.story.write_config(
        folder,
        http="{port: 0}",
        channels=f"[{', '.join(hook.channel for hook in hooks)}]",
        subscriptions=f"[{', '.join(wishes)}]",
        **settings,
    )


def on_kafka(folder: Path, asked: Asked, hooks: Sequence[Hook], stack: ExitStack) -> Waits:
    """A broker, a reader, a counter and a notifier; the first receiver is looked at."""
    news = News(asked.alerts)
    cluster = make_cluster(folder / "kafka")
    stack.callback(cluster.remove)
    cluster.start()
    write_config(folder / "config", news, hooks, broker=cluster.bootstrap, flows=f"{{partitions: {PARTITIONS}}}")
    settings = open_config(folder / "config").rules.settings
    flows, groups = flows_of(settings), names_of(settings)
    make_archive(cluster.bootstrap, flows.pages.name, PARTITIONS)
    if groundswell(["flows", "ensure", "--config", str(folder / "config")]):
        raise SystemExit("the flows could not be made")
    crew = Crew(folder=folder / "crew", config=folder / "config", environment=hooks[0].environment)
    stack.callback(lambda: crew.stop(MEMBERS, patience_s=10))
    producer = stack.enter_context(closing(KafkaProducer(bootstrap_servers=cluster.bootstrap, acks="all")))
    sent = 0

    def write(pages: list[tuple[bytes, datetime]]) -> None:
        nonlocal sent
        for value, at in pages:
            where, at_ms = sent % PARTITIONS, int(at.timestamp() * 1000) + 1
            producer.send(flows.pages.name, value, partition=where, timestamp_ms=at_ms)
            sent += 1

    def behind() -> int:
        asked = ((groups.read, flows.pages), (groups.count, flows.pulses), (groups.count, flows.signals))
        return sum(lag(cluster.bootstrap, group, flow.name) for group, flow in asked)

    write(list(news.history()))
    producer.flush()
    crew.start(MEMBERS)
    wait_for(lambda: behind() < PARTITIONS, "history to be read", look_s=1.0)
    feed(news, asked, write)
    producer.flush()
    time.sleep(SETTLE_S)
    return Waits(news, hooks[0].receiver.came)


def locally(folder: Path, asked: Asked, hooks: Sequence[Hook], stack: ExitStack, *, follow: bool) -> Waits:
    """One process, that follows a file or listens to its standard input; the first receiver is looked at."""
    news = News(asked.alerts)
    write_config(folder / "config", news, hooks, state=str(folder / "state"))
    history, pages = folder / "history.jsonl", folder / "pages.jsonl"
    history.write_bytes(b"".join(value + b"\n" for value, _ in news.history()))
    if groundswell(["learn", "--config", str(folder / "config"), str(history)]):
        raise SystemExit("history could not be learnt")
    pages.touch()
    words = ["run", "--config", folder / "config", *(["--follow", "--tell", pages] if follow else ["-"])]
    work = Work(words, folder, hooks[0].environment, ready="health and metrics are served")
    work.start()
    stack.callback(work.kill)
    work.wait_ready()
    file = stack.enter_context(pages.open("ab", buffering=0))

    def write(some: list[tuple[bytes, datetime]]) -> None:
        lines = b"".join(value + b"\n" for value, _ in some)
        if follow:
            file.write(lines)
        else:
            work.write(lines)

    feed(news, asked, write)
    time.sleep(SETTLE_S)
    return Waits(news, hooks[0].receiver.came)


class Host(Struct, frozen=True, kw_only=True):
    """One way to run the product."""

    called: str
    measure: Callable[[Path, Asked, Sequence[Hook], ExitStack], Waits]
    most_s: float
    """What nineteen of twenty alerts must stay under."""


HOSTS = {
    "kafka": Host(called="Kafka", measure=on_kafka, most_s=2.0),
    "follow": Host(called="local, a file that grows", measure=partial(locally, follow=True), most_s=0.5),
    "stdin": Host(called="local, standard input", measure=partial(locally, follow=False), most_s=0.5),
}


def main() -> int:
    """Measure. Returns 1 when an alert was missing or late."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=100)
    parser.add_argument("--rate", type=float, default=100.0, help="pages a second")
    parser.add_argument("--hosts", default=",".join(HOSTS))
    said = parser.parse_args()
    asked, well = Asked(alerts=said.alerts, rate=said.rate), True
    for host in (HOSTS[name] for name in said.hosts.split(",")):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-receiver-")))
            hook = stack.enter_context(open_hook("hook", Faults(CALM, 1)))
            waits = host.measure(folder, asked, [hook], stack)
            print(
                f"{host.called}, {asked.rate:.0f} pages/s, {len(waits.found)} of {asked.alerts} alerts: {waits}",
                flush=True,
            )
            well = well and len(waits.found) == asked.alerts and waits.p95 < host.most_s
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
