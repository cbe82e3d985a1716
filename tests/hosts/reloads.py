"""A run that goes on while its config changes: the real command, a growing file, and what can be seen of it."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.hosts.world import BEGIN, story
from workers.hosts.local.store import FILE

PATIENCE_S = 60.0
"""A busy machine is slow; a test that waits so long has found something."""
RUN = "import sys; from workers.cli import main; sys.exit(main())"
SECRET = "whsec_" + "A" * 32
SETTINGS = "http: {port: 0}\ntime: pages\n"


def pages_about(names: Iterable[str | None], begin: datetime, step: timedelta, seed: int = 1) -> list[dict[str, str]]:
    """Pages one after the other, each about one of these."""
    random = Random(seed)
    return [story(random, seed * 100_000 + n, begin + n * step, name) for n, name in enumerate(names)]


@dataclass(kw_only=True)
class Running:
    """A run that goes on."""

    folder: Path
    process: subprocess.Popen[bytes]
    sent: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def told(self) -> str:
        """What it told on standard output: the lines of the channel `log`."""
        return (self.folder / "out").read_text()

    @property
    def log(self) -> list[dict[str, Any]]:
        lines = (self.folder / "errors").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def write(self, **files: str) -> None:
        """Write config files by their names without ``.yaml``."""
        for name, text in files.items():
            (self.config / f"{name}.yaml").write_text(text)

    def feed(self, pages: list[dict[str, str]]) -> None:
        """Let pages be read, and wait until they are written."""
        with (self.folder / "growing.jsonl").open("a") as growing:
            growing.writelines(json.dumps(page) + "\n" for page in pages)
        self.sent += len(pages)
        self.wait(lambda: self.count("articles") == self.sent, "pages are not read")

    def reload(self) -> tuple[int, str]:
        """Ask over HTTP; the status, and what was said."""
        request = urllib.request.Request(f"{self._address()}/-/reload", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def metric(self, name: str) -> float:
        """The value of a metric without labels."""
        with urllib.request.urlopen(f"{self._address()}/metrics", timeout=PATIENCE_S) as page:
            found = re.search(rf"^groundswell_{name} (\S+)$", page.read().decode(), re.MULTILINE)
        assert found is not None
        return float(found[1])

    def wait(self, wanted: Callable[[], bool], why: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not wanted():
            assert self.process.poll() is None, (self.folder / "errors").read_text()[-3000:]
            assert time.monotonic() < until, why
            time.sleep(0.05)

    def in_force(self) -> int:
        """How often a config came into force."""
        return sum(line["event"] == "config in force" for line in self.log)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the state."""
        if not (self.folder / "state" / FILE).exists():
            return []
        with closing(sqlite3.connect(self.folder / "state" / FILE)) as connection:
            try:
                return connection.execute(query).fetchall()
            except sqlite3.OperationalError:
                return []

    def count(self, table: str) -> int:
        rows = self.ask(f"select count(*) from {table}")
        return int(rows[0][0]) if rows else 0

    def states(self) -> dict[str, bytes]:
        return dict(self.ask("select watch_id, state from states"))

    def changes(self, watch: str) -> list[dict[str, Any]]:
        told = [json.loads(body) for (body,) in self.ask("select body from changes order by n")]
        return [one for one in told if one["watch"]["id"] == watch]

    def _address(self) -> str:
        self.wait(lambda: any("port" in line for line in self.log), "nothing is served")
        port = next(line["port"] for line in self.log if "port" in line)
        return f"http://127.0.0.1:{port}"


@contextmanager
def open_run(folder: Path, files: Mapping[str, str]) -> Iterator[Running]:
    """Run, following a file, until the test is over."""
    (folder / "config").mkdir()
    (folder / "growing.jsonl").touch()
    arguments = ["--config", folder / "config", "--state", folder / "state", "--follow", folder / "growing.jsonl"]
    environment = os.environ | {"HOOK": SECRET}
    for name, text in files.items():
        (folder / "config" / f"{name}.yaml").write_text(text)
    with (folder / "out").open("wb") as out, (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "run", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            env=environment,
        )
    running = Running(folder=folder, process=process)
    try:
        running.wait(lambda: any("port" in line for line in running.log), "it does not start")
        yield running
    finally:
        process.kill()
        process.wait()


DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
AFTER = BEGIN + 2 * DAY
