"""Alerts on a real flow, notifiers as real processes, and what they must leave behind."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import msgspec
from kafka import KafkaProducer
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook as Oracle

from tests.builders import change
from tests.kafka.counting import read_whole
from tests.kafka.placing import Place
from tests.receiver import Came, Receiver, Reply
from workers.alert.outbox import Outbox
from workers.cli import main
from workers.cli.asking import open_config
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.codecs import Offer, notice_events
from workers.hosts.kafka.flows import Flows, flows_of
from workers.hosts.kafka.notifying.branch import key_of
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.shelf import row_form
from workers.model.alert import AboutWatch, AlertState, Change, ChangeType
from workers.model.notice import Delivery, Result

ROOT = Path(__file__).parents[2]
RUN = "import sys; from workers.cli import main; sys.exit(main())"
PATIENCE_S = 120.0
"""Three times what anything here takes on a loaded machine."""
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
PATH = "/hook/that-nobody-else-knows"
WATCHES = 6
PARTITIONS = 3


@dataclass(kw_only=True)
class Stand(Place):
    """A place whose config is read once: tests ask for its flows all the time."""

    made: Flows

    @property
    def flows(self) -> Flows:
        return self.made


def make_place(
    folder: Path,
    bootstrap: str,
    prefix: str,
    receiver: Receiver,
    subscriptions: Iterable[str],
    *,
    timeout: str = "1s",
    **settings: str,
) -> Stand:
    """Write a config with watches ``w0``, ``w1``, ... and a channel ``hook``, and make its flows."""
    folder.mkdir(exist_ok=True)
    hook = f"url: '{receiver.url(PATH)}', allow_private: true, secret_env: SECRET, timeout: {timeout}"
    said = {"time": "live", "retry_after": f"[0s{', 0s' * 40}]"} | settings
    files = {
        "watches.yaml": ["watches:", *(f"  - {{id: w{n}, name: W{n}, terms: [W{n}x]}}" for n in range(WATCHES))],
        "channels.yaml": [f"channels: [{{id: hook, kind: webhook, {hook}}}]"],
        "subscriptions.yaml": ["subscriptions:", *(f"  - {{channels: [hook], {one}}}" for one in subscriptions)],
        "groundswell.yaml": [
            f"broker: {bootstrap}",
            f"flows: {{prefix: {prefix}., partitions: {PARTITIONS}}}",
            "http: {port: 0}",
            *(f"{key}: {value}" for key, value in said.items()),
        ],
    }
    for file, lines in files.items():
        (folder / file).write_text("\n".join(lines) + "\n")
    assert main(["flows", "ensure", "--config", str(folder)]) == 0
    made = flows_of(open_config(folder).rules.settings)
    return Stand(folder=folder, bootstrap=bootstrap, prefix=f"{prefix}.", made=made)


# ---- alerts


def produce_offers(place: Place, subscription: str, changes: Iterable[Change]) -> None:
    """Send what a notifier left behind that was killed between its two agents."""
    key, flow = subscription.encode(), place.flows.notices
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        for one in changes:
            value = notice_events.encode(Offer(subscription_id=subscription, change=one))
            producer.send(flow.name, value, key, partition=partition_of(key, flow.partitions)).get(timeout=30)


def make_life(alert: str, watch: str, updates: int = 1, *, ended: bool = True) -> list[Change]:
    """An alert that opens, grows, and ends: as many changes as that takes."""
    begun = change(alert_id=alert, watch=AboutWatch(id=watch, name=watch.upper()), changed_at=datetime.now(UTC))
    grown = [replace(begun, sequence=n, type=ChangeType.UPDATED) for n in range(1, updates + 1)]
    end = replace(begun, sequence=updates + 1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)
    return [begun, *grown, *([end] if ended else [])]


def produce(place: Place, changes: Iterable[Change]) -> None:
    """Send alerts as the counter does, each acknowledged."""
    flow = place.flows.alerts
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        sent = []
        for one in changes:
            record = alert_record(one)
            partition = partition_of(record.key or b"", flow.partitions)
            headers = list(record.headers)
            sent.append(producer.send(flow.name, record.value, record.key, headers, partition=partition))
        for promise in sent:
            promise.get(timeout=30)


# ---- what came of them


def read_deliveries(place: Place) -> list[Delivery]:
    return [msgspec.json.decode(one.value, type=Delivery) for one in read_whole(place, place.flows.deliveries)]


def read_outboxes(place: Place) -> dict[tuple[str, str], Outbox]:
    """The table of the notifiers, as it would be recovered now."""
    rows = {one.key: one.value for one in read_whole(place, place.flows.outbox)}
    kept = {key_of(key): value for key, value in rows.items() if value is not None}
    return {key: row_form.decode(value).outbox for key, value in kept.items() if key[1]}


def accepted(deliveries: Iterable[Delivery]) -> set[str]:
    """Ids of the notices that were taken, by the records."""
    return {name_of(one) for one in deliveries if one.attempt and one.attempt.outcome is Result.ACCEPTED}


def name_of(delivery: Delivery) -> str:
    return f"{delivery.alert_id}.{delivery.sequence}.{delivery.subscription}"


def wait_for(enough: Callable[[], bool], what: str, look_s: float = 0.2) -> None:
    until = time.monotonic() + PATIENCE_S
    while not enough():
        assert time.monotonic() < until, f"in vain: {what}"
        time.sleep(look_s)


class Unsteady:
    """A receiver that verifies, and fails three times in ten: by an error, a torn connection, silence.

    Half of those that it leaves without an answer it has taken: the sender cannot know, and has to send them again.
    """

    def __init__(self, failing: float = 0.3) -> None:
        self._random, self._lock, self._failing = Random(5), threading.Lock(), failing
        self.taken: list[str] = []
        """Every id it took, as often as it did."""
        self.bodies: dict[str, set[bytes]] = {}
        """What came under each id, but for the number of the attempt."""
        self.unanswered: Counter[str] = Counter()
        self.under_way = 0
        self.wait_s = 0.0
        """How long it thinks before it answers."""
        self.down = False

    def _chance(self) -> float:
        if self.down:
            return 0.0
        return self._random.random() / self._failing * 0.3 if self._failing else 1.0

    def reply(self, came: Came) -> Reply:
        Oracle(SECRET).verify(came.body, dict(came.headers))
        with self._lock:
            self.under_way += 1
            chance = self._chance()
            lost = 0.15 <= chance < 0.3
            if chance >= 0.3 or 0.15 <= chance < 0.225:
                self.taken.append(came.id)
            self.unanswered[came.id] += lost
            self.bodies.setdefault(came.id, set()).add(re.sub(rb'"attempt":\d+', b"", came.body))
        time.sleep(self.wait_s)
        with self._lock:
            self.under_way -= 1
        if chance < 0.15:
            return Reply(status=500)
        return Reply(reset=True) if lost else Reply()


def read_logs(place: Place) -> str:
    """All that notifiers said."""
    return "".join(log.read_text(errors="replace") for log in place.folder.glob("notify-*.log"))


# ---- notifiers


class Notifying:
    """One `groundswell work notify`, as a process of its own."""

    def __init__(self, place: Place, *more: str) -> None:
        self._log = place.folder / f"notify-{uuid4().hex}.log"
        command = [sys.executable, "-c", RUN, "work", "notify", "--config", str(place.folder), *more]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SECRET": SECRET}
        with self._log.open("ab") as told:
            self.process = subprocess.Popen(command, stderr=told, stdout=told, env=environment, cwd=ROOT)

    def told(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_ready(self) -> "Notifying":
        wait_for(lambda: '"ready"' in self.told() or self.process.poll() is not None, "ready")
        assert self.process.poll() is None, self.told()[-3000:]
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


@contextmanager
def open_notifier(place: Place, *more: str) -> Iterator[Notifying]:
    """A notifier that is killed when the test is over, if it lives then."""
    notifier = Notifying(place, *more)
    try:
        yield notifier
    finally:
        if notifier.process.poll() is None:
            notifier.kill()
