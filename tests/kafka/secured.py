"""All parts as processes, over SASL_SSL, with all they say."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kafka import KafkaAdminClient

from tests.broker import Flows, Secure
from tests.kafka.outside import Mechanism, write_config
from tests.kafka.readers import RUN
from tests.source import ROOT
from workers.cli import main
from workers.hosts.admin.lag import look_at_groups

PARTS = ("read", "count", "notify")
WORD = "PASSWORD_OF_READER"


def secured(secure: Secure, mechanism: Mechanism, ca: Path | None = None) -> str:
    """The security of a config file, and the address it is for."""
    said = f"protocol: sasl_ssl, mechanism: {mechanism}, username: reader, password_env: {WORD}"
    return f"broker: {secure.bootstrap}\nsecurity: {{{said}, ca_file: {ca or secure.ca}}}\nhttp: {{port: 0}}\n"


class Parts:
    """Parts as processes, with all they say in files."""

    def __init__(self, folder: Path, config: Path) -> None:
        self.folder, self.config = folder, config
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, part: str, word: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", RUN, "work", part, "--config", str(self.config)]
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", WORD: word}
        with (self.folder / f"{part}.log").open("wb") as log:
            self.running[part] = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        return self.running[part]

    def said(self, part: str) -> str:
        return (self.folder / f"{part}.log").read_text("utf-8")

    def end(self) -> None:
        for one in self.running.values():
            if one.poll() is None:
                one.kill()
            one.wait()


@contextmanager
def open_parts(flows: Flows, folder: Path) -> Iterator[Parts]:
    """Flows that are there, and nobody started yet."""
    config = folder / "config"
    assert main(["flows", "ensure", "--config", write_config(config, flows)]) == 0
    parts = Parts(folder, config)
    try:
        yield parts
    finally:
        parts.end()


def let_in_by(parts: Parts, flows: Flows, security: str) -> None:
    lines = f"{security}flows: {{prefix: {flows.prefix}., partitions: 2}}\ntime: pages\n"
    (parts.config / "groundswell.yaml").write_text(lines, "utf-8")


def members(flows: Flows) -> dict[str, int]:
    """How many take part in each group."""
    names = {part: f"{flows.prefix}.{part}" for part in PARTS}
    with closing(KafkaAdminClient(bootstrap_servers=flows.bootstrap)) as admin:
        groups = look_at_groups(admin, names.values())
    return {part: groups[name].members for part, name in names.items()}
