"""The promise to receivers of webhooks: every change once by its id, whatever fails and whoever is killed."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from string import ascii_uppercase

import pytest
from msgspec import Struct
from standardwebhooks.webhooks import Webhook as Oracle

from tests.hosts.world import BEGIN, sentence
from tests.receiver import Came, Receiver, Reply, open_receiver
from workers.channels.webhook import Webhook
from workers.hosts.local.looking import open_look
from workers.hosts.local.pace import Pace
from workers.hosts.local.store import FILE, open_store
from workers.hosts.shelf import row_form
from workers.model.notice import Result, Verdict

PATIENCE_S = 150.0
"""Machines are shared: a loaded one may take three times as long."""
RUN = "import sys; from workers.cli import main; sys.exit(main())"
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
PATH = "/hook/that-nobody-else-knows"
GROUPS, WATCHES = 10, 21
"""So many groups of so many watches: each watch of a group opens, grows and ends with the others."""
ALERTS = 200
"""At least."""
KILLS = 12
"""One in each group's news, and some while what was left behind is made up for."""


def name(group: int, watch: int) -> str:
    return f"Pier {ascii_uppercase[group]}{ascii_uppercase[watch]}"


def write_config(folder: Path, receiver: Receiver) -> None:
    (folder / "config").mkdir()
    watches = [
        f"  - {{id: w{group}-{watch}, name: {name(group, watch)}, terms: [{name(group, watch)}]}}"
        for group in range(GROUPS)
        for watch in range(WATCHES)
    ]
    where = f"url: '{receiver.url(PATH)}', allow_private: true"
    channel = f"{{id: hook, kind: webhook, {where}, secret_env: SECRET, timeout: 1s}}"
    files = {
        "watches.yaml": "\n".join(
            ["defaults: {count: articles, minimum: {articles: 3, sources: 2}}", "watches:", *watches]
        ),
        "channels.yaml": f"channels: [{channel}]",
        "subscriptions.yaml": "subscriptions: [{id: desk, watches: {ids: ['*']}, channels: [hook]}]",
        "groundswell.yaml": f"{{http: {{port: 0}}, time: pages, lateness: 0m, retry_after: [0s{', 0s' * 40}]}}",
    }
    for file, text in files.items():
        (folder / "config" / file).write_text(f"{text}\n")


def page(group: int, number: int, at: datetime, about: int | None) -> bytes:
    random = Random(f"{group} {number}")
    named = [None if about is None else name(about, watch) for watch in range(WATCHES)]
    text = " ".join(sentence(random, one) for one in named for _ in range(2))
    url = f"https://paper{number % 19}.example/{group}/{number}"
    told = {"url": url, "fetched_at": at.isoformat(), "text": f"In the town this week {text}"}
    return json.dumps(told).encode() + b"\n"


def pages(group: int) -> Iterator[bytes]:
    """Five days in which each group is named now and then; from then on, day after day, one is in the news."""
    if group == 0:
        for number in range(30):
            yield page(-1, number, BEGIN + timedelta(hours=4 * number), number % GROUPS)
    begin = BEGIN + timedelta(days=5 + group)
    quiet = [begin + timedelta(hours=hour, minutes=7) for hour in range(0, 24, 2)]
    burst = [begin + timedelta(hours=9, minutes=3 * number) for number in range(20)]
    for number, at in enumerate(sorted([*quiet, *burst])):
        yield page(group, number, at, group if at in burst else None)


class Unsteady:
    """A receiver that verifies, and fails three times in ten: by an error, a torn connection, silence.

    Half of those that it leaves without an answer it has taken: the sender cannot know, and has to send them again.
    """

    def __init__(self) -> None:
        self._random, self._lock = Random(5), threading.Lock()
        self._left = 0
        self.taken: list[str] = []
        """Every id it took, as often as it did."""
        self.bodies: dict[str, set[bytes]] = {}
        """What came under each id, but for the number of the attempt."""
        self.holding, self.release = threading.Event(), threading.Event()

    def hold(self, requests: int) -> None:
        """Keep the last of so many requests from now on waiting until `release` is set; say so by `holding`."""
        self.holding.clear()
        self.release.clear()
        self._left = requests

    def reply(self, came: Came) -> Reply:
        Oracle(SECRET).verify(came.body, dict(came.headers))
        with self._lock:
            chance = self._random.random()
            if chance >= 0.3 or 0.15 <= chance < 0.225:
                self.taken.append(came.id)
            self.bodies.setdefault(came.id, set()).add(re.sub(rb'"attempt":\d+', b"", came.body))
            self._left -= 1
            last = self._left == 0
        if last:
            self.holding.set()
            self.release.wait(PATIENCE_S)
        if chance < 0.15:
            return Reply(status=500)
        if chance < 0.215 or 0.225 <= chance < 0.29:
            return Reply(reset=True)
        return Reply(after_s=1.5) if chance < 0.3 else Reply()


class Records(Struct, frozen=True, kw_only=True):
    """What a state says, by the ids of notices."""

    changes: frozenset[str]
    replaced: frozenset[str]
    """Those whose place a newer one took while the receiver failed."""
    accepted: frozenset[str]
    attempts: Counter[str]
    unanswered: Counter[str]
    """Attempts that were given no answer."""

    @property
    def owed(self) -> frozenset[str]:
        return self.changes - self.replaced


def records(folder: Path) -> Records:
    with closing(sqlite3.connect(folder / "state" / FILE)) as connection:
        rows = connection.execute("select alert_id, sequence from changes").fetchall()
    with open_look(folder / "state") as look:
        deliveries = [(f"{one.alert_id}.{one.sequence}.{one.subscription}", one) for one in look.all_deliveries()]
    tries = [(name, one.attempt) for name, one in deliveries if one.attempt]
    return Records(
        changes=frozenset(f"{alert}.{sequence}.desk" for alert, sequence in rows),
        replaced=frozenset(name for name, one in deliveries if one.verdict is Verdict.HOLD_REPLACED),
        accepted=frozenset(name for name, attempt in tries if attempt.outcome is Result.ACCEPTED),
        attempts=Counter(name for name, _ in tries),
        unanswered=Counter(name for name, attempt in tries if attempt.status in ("connection lost", "timeout")),
    )


def start(folder: Path) -> subprocess.Popen[bytes]:
    where = ["--config", folder / "config", "--state", folder / "state", "--follow", "--tell", folder / "pages.jsonl"]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "run", *map(str, where)],
        env=os.environ | {"SECRET": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "errors").open("ab"),
    )


def run_until(folder: Path, enough: Callable[[], bool], end: signal.Signals, look_s: float = 0.01) -> None:
    """Run the product until it has told enough, and end it."""
    process, until = start(folder), time.monotonic() + PATIENCE_S
    try:
        while not enough():
            assert time.monotonic() < until, (folder / "errors").read_text()
            assert process.poll() is None, (folder / "errors").read_text()
            time.sleep(look_s)
    finally:
        process.send_signal(end)
        process.wait(timeout=PATIENCE_S)


def run_and_be_killed(folder: Path, unsteady: Unsteady, requests: int) -> int:
    """Run until so many requests came, and kill while the last is not answered; return how many notices are owed."""
    unsteady.hold(requests)
    run_until(folder, unsteady.holding.is_set, signal.SIGKILL)
    unsteady.release.set()
    with open_store(folder / "state") as store:
        return sum(len(row_form.decode(row).outbox.owed) for key, row in store.outboxes().items() if key[1])


def all_told(folder: Path) -> bool:
    found = records(folder)
    return len(sequences(found.changes)) >= ALERTS and found.owed <= found.accepted


def sequences(ids: Iterable[str]) -> dict[str, list[int]]:
    """Of each alert, the numbers of its changes, in the order in which these come."""
    found: dict[str, list[int]] = {}
    for alert, number, _ in (one.split(".") for one in dict.fromkeys(ids)):
        found.setdefault(alert, []).append(int(number))
    return found


def cut_off(receiver: Receiver, found: Records) -> Counter[str]:
    """Attempts that came, and of whose answer a kill left no record."""
    return Counter(came.id for came in receiver.came) - found.attempts


@pytest.mark.slow
def test_each_change_comes_once_by_its_id_whatever_fails_and_is_killed(tmp_path: Path) -> None:
    """A change comes again only where we have no answer: none was given, or a kill met it before it was written."""
    unsteady, random = Unsteady(), Random(11)
    owed, in_flight = [], [0]
    with open_receiver(unsteady.reply) as receiver:
        write_config(tmp_path, receiver)
        for kill in range(KILLS):
            with (tmp_path / "pages.jsonl").open("ab") as more:
                more.writelines(pages(kill) if kill < GROUPS else ())
            owed.append(run_and_be_killed(tmp_path, unsteady, random.randint(40, 130)))
            in_flight.append(cut_off(receiver, records(tmp_path)).total())
        run_until(tmp_path, lambda: all_told(tmp_path), signal.SIGTERM, look_s=0.3)
    told, found = Counter(unsteady.taken), records(tmp_path)

    written = b"".join(file.read_bytes() for file in [tmp_path / "errors", *(tmp_path / "state").iterdir()])
    came, changes = sequences(unsteady.taken), sequences(sorted(found.changes))

    assert told.keys() == found.owed == found.accepted
    assert len(changes) >= ALERTS
    assert {alert: (0, max(numbers)) for alert, numbers in changes.items()} == {
        alert: (numbers[0], numbers[-1]) for alert, numbers in came.items()
    }
    assert all(numbers == sorted(numbers) for numbers in came.values())
    assert len(found.replaced) <= len(found.changes) / 20
    assert min(owed) > 0
    assert all(before < after for before, after in pairwise(in_flight))
    assert told - Counter(set(told)) <= found.unanswered + cut_off(receiver, found)
    assert cut_off(receiver, found).total() <= KILLS * (Webhook.needs.at_once + Pace().answers)
    assert {name for name, bodies in unsteady.bodies.items() if len(bodies) > 1} == set()
    assert len(receiver.came) > 1.3 * len(told)
    assert SECRET.encode() not in written
    assert PATH.encode() not in written
