"""All parts over SASL_SSL, as processes: let in with the right word, turned away in words with a wrong one."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tests.broker import Flows, Secure
from tests.kafka.outside import Mechanism
from tests.kafka.readers import PATIENCE_S, ask_to_end, pages, wait_until
from tests.kafka.secured import PARTS, Parts, let_in_by, members, open_parts, secured
from tools.broker.certificates import make_certificates
from workers.errors import HostError
from workers.hosts.kafka.security import open_access
from workers.model.security import Security

SAID_S = 10.0
STARTED_S = 20.0
"""An interpreter may take so long to load all it needs on a busy machine, before it even asks."""


@pytest.fixture
def parts(flows: Flows, tmp_path: Path) -> Iterator[Parts]:
    with open_parts(flows, tmp_path) as made:
        yield made


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


def test_a_key_with_a_password_is_refused_and_not_asked_for(tmp_path: Path) -> None:
    """At the start of a worker nobody sits at the terminal."""
    make_certificates(tmp_path)
    lock = ["openssl", "pkcs8", "-topk8", "-in", "listener.key", "-out", "locked.key", "-passout", "pass:word"]
    subprocess.run(lock, cwd=tmp_path, check=True, capture_output=True)
    cert, key = str(tmp_path / "listener.crt"), str(tmp_path / "locked.key")

    with pytest.raises(HostError, match=r"security\.cert_file: .*expected PEM, with its key"):
        open_access(Security(protocol="ssl", cert_file=cert, key_file=key), {}, str)
