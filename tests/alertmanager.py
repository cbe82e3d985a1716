"""A real Alertmanager for tests: one of a test's own, with a receiver on loopback that writes down what it is told."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.receiver import Receiver, open_receiver
from tools.broker.ports import free_ports

PROGRAMS = ("prometheus-alertmanager", "alertmanager")
"""Debian's name, and its makers'."""
MISSING = (
    "these tests need Alertmanager. `make test` installs it where it runs as root on Debian or Ubuntu; "
    "else: sudo apt-get install --no-install-recommends prometheus-alertmanager"
)
START_S = 30.0
STOP_S = 10.0
LOOK_S = 0.05
PATIENCE_S = 60.0
GROUP_WAIT_S = 0.5
CONFIG = """
route:
  receiver: desk
  group_by: [alertname, watch, part]
  group_wait: 500ms
  group_interval: 500ms
  repeat_interval: 4h
receivers:
  - name: desk
    webhook_configs: [{{url: '{url}', send_resolved: true}}]
"""


@dataclass(frozen=True, kw_only=True)
class TellingOf:
    """One alert in one notification."""

    status: str
    """``firing`` or ``resolved``."""
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    link: str

    @property
    def short(self) -> tuple[str, str, str]:
        return self.status, self.labels["watch"], self.labels["severity"]


@dataclass(kw_only=True)
class Alertmanager:
    """Where it listens, and what it told."""

    command: list[str]
    url: str
    receiver: Receiver
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start it, and wait until it serves."""
        with self.log.open("ab") as log:
            self.running.append(subprocess.Popen(self.command, stdout=log, stderr=log))
        until = time.monotonic() + START_S
        while not self._is_ready():
            if time.monotonic() > until or self.running[-1].poll() is not None:
                pytest.fail(f"Alertmanager did not start: {self.log.read_text('utf-8')[-2_000:]}", pytrace=False)
            time.sleep(LOOK_S)

    def stop(self) -> None:
        """End it in good order: it writes down what it told, and no alerts."""
        for one in self.running:
            one.terminate()
            try:
                one.wait(STOP_S)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        self.running.clear()

    @property
    def notifications(self) -> list[list[TellingOf]]:
        """What came, one list a notification."""
        return [_alerts_in(came.body) for came in self.receiver.came]

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """All of it in one list: status, watch, severity."""
        return [one.short for notification in self.notifications for one in notification]

    def wait_told(self, count: int) -> list[tuple[str, str, str]]:
        """Wait until so many were told, and a while longer for one too many."""
        wait_until(lambda: len(self.told) >= count)
        time.sleep(3 * GROUP_WAIT_S)
        return self.told

    def active(self) -> dict[str, str]:
        """Watches of the alerts that it holds for firing, and until when."""
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts", timeout=STOP_S) as answer:
            return {one["labels"]["watch"]: one["endsAt"] for one in json.load(answer)}

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail where it does not in time."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(LOOK_S)


@contextmanager
def open_alertmanager(folder: Path, config: str = CONFIG) -> Iterator[Alertmanager]:
    """Start one; ``config`` has a place for the receiver's address."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail(MISSING, pytrace=False)
    folder.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    with open_receiver() as receiver:
        (folder / "alertmanager.yml").write_text(config.format(url=receiver.url()), encoding="utf-8")
        made = Alertmanager(
            command=[
                program,
                f"--config.file={folder / 'alertmanager.yml'}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
                "--log.level=debug",
            ],
            url=f"http://127.0.0.1:{port}",
            receiver=receiver,
            log=folder / "log",
        )
        try:
            made.start()
            yield made
        finally:
            made.stop()


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[Alertmanager]:
    """One of this test's own."""
    with open_alertmanager(tmp_path / "alertmanager") as made:
        yield made


def _alerts_in(body: bytes) -> list[TellingOf]:
    return [
        TellingOf(
            status=one["status"],
            labels=one["labels"],
            annotations=one["annotations"],
            link=one.get("generatorURL", ""),
        )
        for one in json.loads(body)["alerts"]
    ]
