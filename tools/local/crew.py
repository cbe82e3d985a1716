"""Workers of ours as processes: started, ended, killed, and started again when they end by themselves."""

import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tools.broker.cluster import ROOT
from tools.broker.process import end, launch, running, wait_gone

MAIN = "import sys; from workers.cli import main; sys.exit(main())"
AGAIN_S = (0.5, 1.0, 2.0, 5.0, 10.0)
"""How long a worker that ended by itself is left alone before it is started again, the more often the longer."""
STEADY_S = 60.0
"""A worker that lived so long is taken for healthy: its next end is its first."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One worker."""

    part: str
    """``read``, ``count`` or ``notify``."""
    number: int = 1
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its files are called by."""
        return f"{self.part}-{self.number}"


@dataclass
class _Life:
    started_at: float = 0.0
    ends: int = 0
    due_at: float = 0.0
    wanted: bool = True


@dataclass
class Crew:
    """Members with one config. `folder` holds the log and the process number of each."""

    folder: Path
    config: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    _lives: dict[Member, _Life] = field(default_factory=dict)
    restarts: int = 0
    """How often one that ended by itself was started again."""

    def start(self, members: Iterable[Member]) -> None:
        """Start these; one that runs goes on."""
        for member in members:
            life = self._lives.setdefault(member, _Life())
            life.wanted = True
            if not self.process(member):
                self._launch(member, life)

    def members(self) -> list[Member]:
        """Those that are to run."""
        return [member for member, life in self._lives.items() if life.wanted]

    def kill(self, member: Member) -> bool:
        """End one by SIGKILL; it is started again by `keep`. False if it did not run."""
        process = self.process(member)
        if process is None:
            return False
        for each in (*process.children(recursive=True), process):
            _signal(each, signal.SIGKILL)
        wait_gone(self._pid(member), self._mark(member), 10)
        return True

    def stop(self, members: Sequence[Member], patience_s: float = 30.0) -> list[Member]:
        """End these in good order, all at once. Returns those that had to be killed."""
        for member in members:
            self._lives.setdefault(member, _Life()).wanted = False
            end(self._pid(member), self._mark(member), signal.SIGTERM)
        until = time.monotonic() + patience_s
        late = [one for one in members if not wait_gone(self._pid(one), self._mark(one), until - time.monotonic())]
        for member in late:
            self.kill(member)
        return late

    def keep(self) -> list[Member]:
        """Start again who ended without being asked; call it every now and then. Returns who was started."""
        now, again = time.monotonic(), []
        for member, life in self._lives.items():
            if not life.wanted or self.process(member):
                continue
            if life.due_at == 0.0:
                life.ends = 0 if now - life.started_at > STEADY_S else life.ends
                life.due_at = now + AGAIN_S[min(life.ends, len(AGAIN_S) - 1)]
                life.ends += 1
            elif now >= life.due_at:
                self._launch(member, life)
                self.restarts += 1
                again.append(member)
        return again

    def process(self, member: Member) -> psutil.Process | None:
        """Its process, if it runs."""
        return running(self._pid(member), self._mark(member))

    def log(self, member: Member) -> Path:
        """Where its words go."""
        return self.folder / f"{member.name}.log"

    def _launch(self, member: Member, life: _Life) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        words = ["work", member.part, "--config", str(self.config), "--port", "0", *member.options]
        environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), **self.environment}
        command = [sys.executable, "-c", self._mark(member), *words]
        launch(command, log=self.log(member), pid=self._pid(member), environment=environment)
        life.started_at, life.due_at = time.monotonic(), 0.0

    def _mark(self, member: Member) -> str:
        """An argument of it that is nobody else's: the program itself, with a remark."""
        return f"{MAIN}  # {self.folder}/{member.name}"

    def _pid(self, member: Member) -> Path:
        return self.folder / f"{member.name}.pid"


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
