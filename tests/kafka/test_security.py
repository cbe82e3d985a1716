"""All parts over SASL_SSL, as processes: let in with the right word, turned away in words with a wrong one."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from kafka import KafkaAdminClient

from tests.broker import Flows, Secure
from tests.kafka.outside import Mechanism, write_config
from tests.kafka.readers import PATIENCE_S, RUN, ask_to_end, pages, wait_until
from tests.source import ROOT
from tools.broker.certificates import make_certificates
from workers.cli import main
from workers.hosts.admin.lag import look_at_groups

PARTS = ("read", "count", "notify")
WORD = "PASSWORD_OF_READER"
SAID_S = 10.0
STARTED_S = 20.0
"""An interpreter may take so long to load all it needs on a busy machine, before it even asks."""


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


@pytest.fixture
def parts(flows: Flows, tmp_path: Path) -> Iterator[Parts]:
    """Flows that are there, and nobody started yet."""
    config = tmp_path / "config"
    assert main(["flows", "ensure", "--config", write_config(config, flows)]) == 0
    made = Parts(tmp_path, config)
    yield made
    made.end()


def let_in_by(parts: Parts, flows: Flows, security: str) -> None:
    lines = f"{security}flows: {{prefix: {flows.prefix}., partitions: 2}}\ntime: pages\n"
    (parts.config / "groundswell.yaml").write_text(lines, "utf-8")


@pytest.mark.parametrize("mechanism", get_args(Mechanism))
def test_all_parts_work_over_tls_with_a_password(
    parts: Parts, flows: Flows, secure_broker: Secure, mechanism: Mechanism
) -> None:
    """Two clients share one setting: kafka-python's reader, and Faust's counter and notifier."""
    let_in_by(parts, flows, secured(secure_broker, mechanism))
    word = secure_broker.users["reader"]

    for part in PARTS:
        parts.start(part, word)
    flows.send(f"{flows.prefix}.pages", [one.value for one in pages(20, 2)])

    assert len(flows.read(f"{flows.prefix}.articles", 20, PATIENCE_S)) == 20
    assert flows.read(f"{flows.prefix}.count-clock-changelog", 1, PATIENCE_S)
    wait_until(lambda: members(flows) == dict.fromkeys(PARTS, 1))
    for part in PARTS:
        ask_to_end(parts.running[part])
        assert word not in parts.said(part)


def members(flows: Flows) -> dict[str, int]:
    """How many take part in each group."""
    names = {part: f"{flows.prefix}.{part}" for part in PARTS}
    with closing(KafkaAdminClient(bootstrap_servers=flows.bootstrap)) as admin:
        groups = look_at_groups(admin, names.values())
    return {part: groups[name].members for part, name in names.items()}


@pytest.mark.parametrize("part", PARTS)
def test_a_wrong_password_ends_a_part_in_words(parts: Parts, flows: Flows, secure_broker: Secure, part: str) -> None:
    let_in_by(parts, flows, secured(secure_broker, "scram-sha-512"))

    took_s = ended(parts, part, "not-the-word")

    assert f"groundswell: the broker at {secure_broker.bootstrap} does not accept the password" in parts.said(part)
    assert "not-the-word" not in parts.said(part)
    assert took_s < SAID_S + STARTED_S


def test_an_unknown_ca_ends_a_part_in_words(parts: Parts, flows: Flows, secure_broker: Secure, tmp_path: Path) -> None:
    make_certificates(tmp_path / "other")
    ca = tmp_path / "other" / "ca.pem"
    let_in_by(parts, flows, secured(secure_broker, "plain", ca))

    ended(parts, "count", secure_broker.users["reader"])

    assert f"groundswell: the certificate of {secure_broker.bootstrap} is not signed by anyone in {ca}" in parts.said(
        "count"
    )
    assert secure_broker.users["reader"] not in parts.said("count")


def ended(parts: Parts, part: str, word: str) -> float:
    """Start a part that cannot run; the seconds until it ended with 2."""
    begun = time.monotonic()
    assert parts.start(part, word).wait(SAID_S + STARTED_S + 10) == 2
    return time.monotonic() - begun
