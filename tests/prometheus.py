"""A real Prometheus for tests: one of a test's own, that scrapes what it is told of, once a second."""

import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tools.broker.ports import free_ports

MISSING = (
    "these tests need Prometheus and its promtool. `make test` installs them where it runs as root on Debian or "
    "Ubuntu; else: sudo apt-get install --no-install-recommends prometheus"
)
START_S = 60.0
STOP_S = 15.0
PATIENCE_S = 90.0
LOOK_S = 0.2
CONFIG = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{rules}]
alerting: {{alertmanagers: [{{static_configs: [{{targets: [{alertmanagers}]}}]}}]}}
scrape_configs:
  - job_name: groundswell
    static_configs:
{targets}
"""


class Sample(Struct, frozen=True, kw_only=True):
    """One series of an answer."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, kw_only=True)
class Prometheus:
    """Where it listens."""

    url: str
    log: Path

    def ask(self, query: str) -> list[Sample]:
        """What a query answers now; fails where it is refused."""
        told = self._get(f"/api/v1/query?{urllib.parse.urlencode({'query': query})}")
        return [Sample(labels=one["metric"], value=float(one["value"][1])) for one in told["result"]]

    def firing(self) -> set[str]:
        """The names of the alerts that fire."""
        return {one["labels"]["alertname"] for one in self._get("/api/v1/alerts")["alerts"] if one["state"] == "firing"}

    def value(self, query: str) -> float:
        """The one number that a query answers; NaN where it answers none."""
        found = self.ask(query)
        return found[0].value if found else nan

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=STOP_S) as answer:
            data: dict[str, Any] = json.load(answer)["data"]
            return data


def program(name: str) -> str:
    """Where ``prometheus`` or ``promtool`` is; the test fails where it is not."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail where it does not in time."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, f"it did not happen in time: {what}"
        time.sleep(LOOK_S)


@contextmanager
def open_prometheus(
    folder: Path, targets: Mapping[str, str], rules: Path, alertmanager: str | None = None
) -> Iterator[Prometheus]:
    """Start one, and end it.

    Args:
        folder: For its config, its data and its log.
        targets: What it scrapes: part of the product, by ``host:port``.
        rules: A file of rules.
        alertmanager: ``host:port``; None: nobody is told.
    """
    command = program("prometheus")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"      - {{targets: ['{target}'], labels: {{part: {part}}}}}" for target, part in targets.items()]
    told = f"'{alertmanager}'" if alertmanager else ""
    config = CONFIG.format(rules=rules, alertmanagers=told, targets="\n".join(lines))
    (folder / "prometheus.yml").write_text(config, encoding="utf-8")
    (port,) = free_ports(1)
    made = Prometheus(url=f"http://127.0.0.1:{port}", log=folder / "log")
    with made.log.open("wb") as log:
        process = subprocess.Popen(
            [
                command,
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        _wait_ready(made, process)
        yield made
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_ready(made: Prometheus, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(f"{made.url}/-/ready", timeout=1):
                return
        except OSError:
            if time.monotonic() > until or process.poll() is not None:
                pytest.fail(f"Prometheus did not start: {made.log.read_text('utf-8')[-2_000:]}", pytrace=False)
            time.sleep(LOOK_S)
