"""The product with far sides around it, on either host: one process that may be killed and started again."""

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Protocol
from urllib.request import urlopen

import msgspec
import psutil
from prometheus_client.parser import text_string_to_metric_families

from workers.cli import main as groundswell
from workers.model.alert import Change
from workers.model.notice import Delivery

ROOT = Path(__file__).parents[2]
RUN = "import sys; from workers.cli import main; sys.exit(main())"
PATIENCE_S = 180.0
"""Machines are shared: a loaded one may take several times as long."""

_SERVED = re.compile(r'"health": ?"http://[^"]*:(\d+)"|"port": ?(\d+)')


STEPS = 4
"""Parts in which a group of alerts opens, grows and ends."""


class TooLongError(AssertionError):
    """What was waited for did not come."""


def wait_for(enough: Callable[[], bool], what: str, patience_s: float = PATIENCE_S, look_s: float = 0.2) -> None:
    """Look again and again.

    Raises:
        TooLongError: in vain.
    """
    until = time.monotonic() + patience_s
    while not enough():
        if time.monotonic() > until:
            raise TooLongError(f"waited {patience_s:.0f} s for {what}")
        time.sleep(look_s)


class Stand(Protocol):
    """Where one host stands."""

    @property
    def work(self) -> "Work": ...

    @property
    def config(self) -> Path: ...

    def tell(self, part: int) -> None:
        """Let the next part of the news happen: a group of alerts takes `STEPS` of them."""
        ...

    @property
    def parts(self) -> int:
        """How many parts of news there are."""
        ...

    def all_heard(self) -> bool:
        """Whether all news was read."""
        ...

    def changes(self) -> list[Change]:
        """All that happened so far."""
        ...

    def deliveries(self) -> list[Delivery]:
        """As `groundswell deliveries list` has them."""
        ...


class Work:
    """One process of the product, by the words it is started with."""

    def __init__(self, words: Sequence[object], folder: Path, environment: Mapping[str, str], ready: str) -> None:
        """Take what it is started with, and what its log says when it works."""
        self._command = [sys.executable, "-c", RUN, *map(str, words)]
        self._folder, self._environment = folder, {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self._ready, self._lives = ready, 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the process said since it was started last."""
        return self._folder / f"log-{self._lives}"

    def start(self) -> None:
        """Start it, or start it again."""
        self._lives += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=ROOT
            )

    def wait_ready(self) -> None:
        """Wait until it works."""
        wait_for(lambda: self._says_ready() and self.owed() is not None, "the process to be ready")

    def _says_ready(self) -> bool:
        told = self.log.read_text(errors="replace")
        if self.process is None or self.process.poll() is not None:
            raise TooLongError(f"it ended: {told[-3000:]}")
        return self._ready in told

    def write(self, lines: bytes) -> None:
        """Give lines to its standard input."""
        if self.process is None or self.process.stdin is None:
            raise ValueError("it was not started")
        self.process.stdin.write(lines)
        self.process.stdin.flush()

    def kill(self) -> None:
        """End it at once, and what it started."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it in good order; returns the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        children = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        if how is signal.SIGKILL:
            for child in children:
                if child.is_running():
                    child.kill()
        self.process = None
        return code

    def rss(self) -> int:
        """Bytes of memory it holds."""
        return int(psutil.Process(self.process.pid).memory_info().rss) if self.process else 0

    def cpu_s(self) -> float:
        """Seconds of CPU it has used."""
        used = psutil.Process(self.process.pid).cpu_times() if self.process else None
        return float(used.user + used.system) if used else 0.0

    def peak(self) -> int:
        """Bytes of memory it held at most."""
        status = Path(f"/proc/{self.process.pid}/status").read_text() if self.process else ""
        found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0

    def said(self) -> str:
        """All it said in all its lives."""
        return "".join(log.read_text(errors="replace") for log in sorted(self._folder.glob("log-*")))

    def owed(self) -> int | None:
        """How many notices wait to be taken, as its metrics say; None where it does not answer."""
        found = self.metric("groundswell_notices_owed")
        return None if found is None else int(found)

    def metric(self, name: str) -> float | None:
        """One of its metrics: the sum over all labels."""
        self._says_ready()
        port = self._port()
        if port is None:
            return None
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                text = answer.read().decode()
        except OSError:
            return None
        samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
        return sum((one.value for one in samples if one.name == name), 0.0)

    def _port(self) -> int | None:
        found = _SERVED.search(self.log.read_text(errors="replace"))
        return int(found[1] or found[2]) if found else None


def list_deliveries(config: Path, *more: str) -> list[Delivery]:
    """What `groundswell deliveries list --json` prints."""
    said = io.StringIO()
    with redirect_stdout(said):
        code = groundswell(["deliveries", "list", "--json", "--config", str(config), *more])
    if code:
        raise TooLongError(f"deliveries list ended with {code}")
    return [msgspec.json.decode(line, type=Delivery) for line in said.getvalue().splitlines()]


@contextmanager
def running(stand: Stand) -> Iterator[Work]:
    """Its process, working; killed at the end if it lives then."""
    stand.work.start()
    try:
        stand.work.wait_ready()
        yield stand.work
    finally:
        stand.work.kill()


def wait_told(stand: Stand, patience_s: float = PATIENCE_S) -> None:
    """Wait until all news is heard, and nobody is owed anything for three looks."""
    calm = 0

    def is_calm() -> bool:
        nonlocal calm
        calm = calm + 1 if stand.all_heard() and stand.work.owed() == 0 else 0
        return calm > 3

    wait_for(is_calm, "all to be told", patience_s, look_s=0.4)
