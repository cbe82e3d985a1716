"""Readers as processes on a real broker, what they are fed, and what they leave behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import RetriableError
from msgspec import Struct

from tests.broker import Flows
from workers.cli.asking import open_config
from workers.detect.clock import Clock, TimeRules, keep_time
from workers.hosts.kafka import codecs
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.preflight import NEEDS
from workers.hosts.kafka.reading.noted import Noted, decode_noted
from workers.model.pulse import Pulse
from workers.model.signal import Mention

RUN = "import sys; from workers.cli import main; sys.exit(main())"
START = 1_741_608_000
"""Unix seconds of 2025-03-10 12:00 UTC, a whole slot."""
SLOT_S = 300
PATIENCE_S = 90.0
"""Bounds a wait that takes seconds on a machine of its own."""
NEVER = TimeRules(lateness_s=SLOT_S * 10_000_000)
"""No watermark passes a slot, so that every tally stays to be looked at."""
PROSE = (
    "The council of a small town by the sea met on Tuesday to speak about its harbour.\n"
    "Most of the members want to keep the old pier, which their grandparents built and which carries the crane.\n"
)
WATCHES = """watches:
  - {id: pier, terms: [pier]}
  - {id: crane, terms: [crane]}
"""


class Sent(Struct, frozen=True, kw_only=True):
    """A page to be read; its number is its key and stands in its address."""

    number: int
    at: int
    """Unix seconds."""
    partition: int
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()

    @property
    def source(self) -> str:
        return source_of(self.number)


def source_of(number: int) -> str:
    return f"harbour{number % 7}.example"


def page(number: int, at: int, partition: int) -> Sent:
    """A page of one article that names both watches."""
    text = f"{PROSE}Report {number} of the harbour master says that the tide of day {number * 7} was high.\n"
    said = {"text": text, "url": f"https://{source_of(number)}/{number}", "fetched_at": at}
    return Sent(number=number, at=at, partition=partition, value=json.dumps(said).encode())


def pages(count: int, partitions: int, *, step_s: int = 2, first: int = 0) -> list[Sent]:
    """So many pages, dealt out to the partitions, each later than the one before."""
    return [page(number, START + number * step_s, number % partitions) for number in range(first, first + count)]


class Harbour:
    """The flows and the config of one test, and the readers it started."""

    def __init__(self, flows: Flows, folder: Path, partitions: int) -> None:
        self.flows, self.folder, self.partitions = flows, folder, partitions
        self.readers: list[subprocess.Popen[bytes]] = []
        self.configure()
        wanted = flows_of(open_config(folder).rules.settings)
        for name in NEEDS["read"]:
            flow = wanted.named(name)
            flows.make(name, flow.partitions, **{key.replace(".", "_"): value for key, value in flow.config.items()})

    def configure(self, extra: str = "", *, time: str = "pages") -> None:
        (self.folder / "watches.yaml").write_text(WATCHES, encoding="utf-8")
        (self.folder / "groundswell.yaml").write_text(
            f"broker: {self.flows.bootstrap}\ntime: {time}\nhttp: {{port: 0}}\n"
            f"flows: {{prefix: {self.flows.prefix}., partitions: {self.partitions}}}\n{extra}",
            encoding="utf-8",
        )

    def name(self, flow: str) -> str:
        return f"{self.flows.prefix}.{flow}"

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"reader-{len(self.readers)}.log").open("wb")
        command = [sys.executable, "-c", RUN, "work", "read", "--config", str(self.folder), *options]
        with log:
            reader = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": os.getcwd()})
        self.readers.append(reader)
        return reader

    def said(self, reader: subprocess.Popen[bytes]) -> str:
        """What a reader wrote to its log."""
        return (self.folder / f"reader-{self.readers.index(reader)}.log").read_text(encoding="utf-8")

    def end(self) -> None:
        for reader in self.readers:
            if reader.poll() is None:
                reader.kill()
            reader.wait()

    def send(self, some: Sequence[Sent]) -> None:
        with closing(
            KafkaProducer(bootstrap_servers=self.flows.bootstrap, acks="all", linger_ms=5, max_request_size=2**23)
        ) as producer:
            for one in some:
                key = b"%d" % one.number
                producer.send(
                    self.name("pages"), one.value, key=key, partition=one.partition, headers=list(one.headers)
                )
            producer.flush()

    # ---- what was left behind

    def places(self) -> dict[int, tuple[int, Noted]]:
        """How far each partition is committed, and what was noted with it."""
        told: dict[TopicPartition, OffsetAndMetadata] = {}
        # A broker that is just starting has no groups yet.
        with closing(KafkaAdminClient(bootstrap_servers=self.flows.bootstrap)) as admin, suppress(RetriableError):
            told = admin.list_group_offsets(self.name("read"))[self.name("read")]
        return {where.partition: (one.offset, decode_noted(one.metadata)) for where, one in told.items()}

    def ends(self) -> dict[int, int]:
        with closing(KafkaConsumer(bootstrap_servers=self.flows.bootstrap, enable_auto_commit=False)) as consumer:
            where = [TopicPartition(self.name("pages"), number) for number in range(self.partitions)]
            return {one.partition: offset for one, offset in consumer.end_offsets(where).items()}

    def is_read(self) -> bool:
        """Whether all is read, committed and told."""
        places = self.places()
        done = {number: place for number, (place, noted) in places.items() if noted.idle}
        return done == self.ends()

    def records(self, flow: str) -> list[tuple[bytes | None, bytes, Mapping[str, bytes], int]]:
        """Key, value, headers and partition of all there is in a flow now, by partition and offset."""
        with closing(KafkaConsumer(bootstrap_servers=self.flows.bootstrap, enable_auto_commit=False)) as consumer:
            name = self.name(flow)
            where = [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name))]
            consumer.assign(where)
            consumer.seek_to_beginning(*where)
            ends = consumer.end_offsets(where)
            found = []
            while any(consumer.position(one) < ends[one] for one in where):
                for some in consumer.poll(timeout_ms=200).values():
                    found += [(one.partition, one.offset, one) for one in some]
        ordered = [one for _, _, one in sorted(found, key=lambda entry: entry[:2])]
        return [(one.key, one.value, dict(one.headers), one.partition) for one in ordered]

    def articles(self) -> list[int]:
        """The numbers of the pages whose articles are there; twice where one was written twice."""
        return [int(json.loads(value)["url"].rsplit("/", 1)[1]) for _, value, _, _ in self.records("articles")]

    def rejects(self) -> dict[int, Mapping[str, bytes]]:
        """The headers of rejects, by the number of the page."""
        return {int(key or b"-1"): headers for key, _, headers, _ in self.records("rejects")}

    def mentions(self) -> set[tuple[str, int]]:
        """Watch and page of every mention there is."""
        found = set()
        for _, value, _, _ in self.records("signals"):
            mention = codecs.signals.decode(value)
            assert isinstance(mention, Mention)
            found.add((mention.watch_id, int((mention.url or "").rsplit("/", 1)[1])))
        return found

    def pulses(self) -> list[Pulse]:
        return [codecs.pulses.decode(value) for _, value, _, _ in self.records("pulses")]


def clock_after(pulses: Sequence[Pulse]) -> Clock:
    """What the timekeeper knows after these."""
    clock = Clock()
    for pulse in pulses:
        clock, _ = keep_time(clock, pulse, NEVER)
    return clock


def tallied(pulses: Sequence[Pulse]) -> dict[tuple[int, str], int]:
    """Articles by slot and source, as the timekeeper counts them once the readers told that they are at the end."""
    pending = clock_after(pulses).pending
    return {(slot, source): count for slot, sources in pending.items() for source, count in sources.items()}


def truth(some: Sequence[Sent]) -> dict[tuple[int, str], int]:
    """The same, from the pages themselves."""
    counted: dict[tuple[int, str], int] = {}
    for one in some:
        where = (one.at // SLOT_S, one.source)
        counted[where] = counted.get(where, 0) + 1
    return counted


def wait_until(holds: Callable[[], bool], patience_s: float = PATIENCE_S, look_s: float = 0.3) -> None:
    """Wait for something that comes by itself."""
    until = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < until, f"not within {patience_s} s"
        time.sleep(look_s)


def ask_to_end(reader: subprocess.Popen[bytes]) -> float:
    """SIGTERM; the seconds it took to end with 0."""
    began = time.monotonic()
    reader.send_signal(signal.SIGTERM)
    assert reader.wait(60) == 0
    return time.monotonic() - began
