"""Secrets come from where the config says, reach both clients, and show nowhere else."""

import logging
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from workers.errors import HostError
from workers.hosts.kafka.engine.steady import credentials_of
from workers.hosts.kafka.security import TALKATIVE, Access, for_kafka_python, open_access
from workers.model.security import Security

WORD = "a-word-nobody-may-see"
SASL = Security(protocol="sasl_plaintext", mechanism="scram-sha-512", username="gw", password_env="WORD")


def opened(security: Security, **environment: str) -> Access:
    return open_access(security, environment, lambda path: Path(path).read_text("utf-8"))


@pytest.mark.parametrize("mechanism", ["plain", "scram-sha-256", "scram-sha-512"])
def test_both_clients_get_the_same(mechanism: Literal["plain", "scram-sha-256", "scram-sha-512"]) -> None:
    access = opened(replace(SASL, mechanism=mechanism), WORD=WORD)
    ours, fausts = for_kafka_python(access), credentials_of(access)

    assert ours == {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": mechanism.upper(),
        "sasl_plain_username": "gw",
        "sasl_plain_password": WORD,
    }
    assert (fausts.protocol.value, fausts.mechanism.value) == ("SASL_PLAINTEXT", mechanism.upper())
    assert (fausts.username, fausts.password) == ("gw", WORD)


def test_tls_alone_needs_no_name() -> None:
    access = opened(Security(protocol="ssl"))

    assert for_kafka_python(access) == {"security_protocol": "SSL", "ssl_context": access.tls}
    assert credentials_of(access).context is access.tls
    assert credentials_of(opened(Security())) is None


def test_a_password_shows_in_no_repr() -> None:
    access = opened(SASL, WORD=WORD)

    assert WORD not in f"{access!r} {access} {credentials_of(access)!r}"


def test_a_line_break_at_the_end_of_a_file_is_no_part_of_a_password(tmp_path: Path) -> None:
    file = tmp_path / "word"
    file.write_text(f" {WORD} \r\n", "utf-8")

    access = opened(replace(SASL, password_env=None, password_file=str(file)))

    assert access.password is not None
    assert access.password.word == f" {WORD} "


@pytest.mark.parametrize(
    ("security", "environment", "told"),
    [
        (SASL, {}, "security: the variable WORD is empty or not set; expected the password of gw"),
        (replace(SASL, password_env=None), {}, "security: found no password; expected password_env or password_file"),
        (replace(SASL, password_env=None, password_file="/none"), {}, "security.password_file: /none: "),
        (Security(protocol="ssl", ca_file="/none.pem"), {}, "security.ca_file: /none.pem: "),
        (Security(protocol="ssl", cert_file="/none.pem", key_file="/none.key"), {}, "security.cert_file: /none.pem: "),
    ],
)
def test_what_is_not_there_is_told(security: Security, environment: dict[str, str], told: str) -> None:
    with pytest.raises(HostError) as refused:
        opened(security, **environment)

    assert str(refused.value).startswith(told)


def test_what_clients_log_in_whole_is_not_logged_once_there_is_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    """At the level of debugging they write the request that carries the password."""
    opened(SASL, WORD=WORD)

    with caplog.at_level(logging.DEBUG):
        for name in TALKATIVE:
            logging.getLogger(name).debug("request: %s", WORD)
            logging.getLogger(name).warning("away")

    assert WORD not in caplog.text
    assert caplog.text.count("away") == len(TALKATIVE)
