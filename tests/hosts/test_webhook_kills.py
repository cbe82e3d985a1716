"""The promise to receivers of webhooks: every change once by its id, whatever fails and whoever is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct
from standardwebhooks.webhooks import Webhook as Oracle

from tests.hosts.world import BEGIN, sentence
from tests.receiver import Came, Receiver, Reply, open_receiver
from workers.hosts.local.looking import open_look
from workers.hosts.local.store import FILE
from workers.model.notice import Result, Verdict

PATIENCE_S = 150.0
"""Machines are shared: a loaded one may take three times as long."""
RUN = "import sys; from workers.cli import main; sys.exit(main())"
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
PATH = "/hook/that-nobody-else-knows"
GROUPS, WATCHES = 8, 6
"""So many groups of so many watches: each watch of a group opens, grows and ends with the others."""
KILLS = 10
CHANGES = 200
"""At least."""


def name(group: int, watch: int) -> str:
    return f"Pier {'ABCDEFGHIJ'[group]}{'KLMNOPQRST'[watch]}"


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
        "groundswell.yaml": f"{{http: {{port: 0}}, time: pages, lateness: 0m, retry_after: [0s, 0s{', 1s' * 40}]}}",
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
    """Four days in which each group is named now and then; from then on, day after day, one is in the news."""
    if group == 0:
        for number in range(24):
            yield page(-1, number, BEGIN + timedelta(hours=4 * number), number % GROUPS)
    begin = BEGIN + timedelta(days=4 + group)
    quiet = [begin + timedelta(hours=hour, minutes=7) for hour in range(0, 24, 2)]
    burst = [begin + timedelta(hours=9, minutes=3 * number) for number in range(20)]
    for number, at in enumerate(sorted([*quiet, *burst])):
        yield page(group, number, at, group if at in burst else None)


class Unsteady:
    """A receiver that verifies, and fails three times in ten: by an error, a reset, silence."""

    def __init__(self) -> None:
        self._random, self._lock = Random(5), threading.Lock()
        self.taken: list[str] = []
        """Every id it said yes to, as often as it did."""

    def reply(self, came: Came) -> Reply:
        Oracle(SECRET).verify(came.body, dict(came.headers))
        with self._lock:
            chance = self._random.random()
            if chance >= 0.3:
                self.taken.append(came.id)
        if chance < 0.15:
            return Reply(status=500)
        if chance < 0.27:
            return Reply(reset=True)
        return Reply(after_s=1.5) if chance < 0.3 else Reply()


def start(folder: Path) -> subprocess.Popen[bytes]:
    where = ["--config", folder / "config", "--state", folder / "state", "--follow", "--tell", folder / "pages.jsonl"]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "run", *map(str, where)],
        env=os.environ | {"SECRET": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "errors").open("ab"),
    )


class Records(Struct, frozen=True, kw_only=True):
    """What a state says, by the ids of notices."""

    owed: frozenset[str] = frozenset()
    """All changes but those whose place a newer one took while the receiver failed."""
    accepted: frozenset[str] = frozenset()


def records(folder: Path) -> Records:
    if not (folder / "state" / FILE).exists():
        return Records()
    with closing(sqlite3.connect(folder / "state" / FILE)) as connection:
        changes = {
            f"{alert}.{number}.desk" for alert, number in connection.execute("select alert_id, sequence from changes")
        }
    with open_look(folder / "state") as look:
        deliveries = [(f"{one.alert_id}.{one.sequence}.{one.subscription}", one) for one in look.all_deliveries()]
    return Records(
        owed=frozenset(changes - {name for name, one in deliveries if one.verdict is Verdict.HOLD_REPLACED}),
        accepted=frozenset(name for name, one in deliveries if one.attempt and one.attempt.outcome is Result.ACCEPTED),
    )


def all_told(folder: Path) -> bool:
    found = records(folder)
    return found.owed <= found.accepted


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


@pytest.mark.slow
def test_each_change_comes_once_by_its_id_whatever_fails_and_is_killed(tmp_path: Path) -> None:
    """A change comes again only if the kill met it between the receiver's yes and our record of it."""
    unsteady, random = Unsteady(), Random(11)
    in_flight: set[str] = set()
    with open_receiver(unsteady.reply) as receiver:
        write_config(tmp_path, receiver)
        for kill in range(KILLS):
            with (tmp_path / "pages.jsonl").open("ab") as more:
                more.writelines(pages(kill) if kill < GROUPS else ())
            enough = len(unsteady.taken) + random.randint(8, 26)
            run_until(tmp_path, lambda least=enough: len(unsteady.taken) >= least, signal.SIGKILL)  # type: ignore[misc]
            in_flight |= set(unsteady.taken) - records(tmp_path).accepted
        run_until(tmp_path, lambda: all_told(tmp_path), signal.SIGTERM, look_s=0.3)
    told, found = Counter(unsteady.taken), records(tmp_path)

    written = b"".join(file.read_bytes() for file in [tmp_path / "errors", *(tmp_path / "state").iterdir()])

    assert len(told) >= CHANGES
    assert told.keys() == found.owed == found.accepted
    assert {one for one, times in told.items() if times > 1} <= in_flight
    assert len(receiver.came) > 1.2 * len(told)
    assert SECRET.encode() not in written
    assert PATH.encode() not in written
