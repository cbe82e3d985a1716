"""How we prove ourselves to the broker, and it to us: written once, for both clients."""

import logging
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from workers.errors import HostError
from workers.model.security import Security

TALKATIVE = ("kafka.admin.client", "kafka.net.connection", "kafka.protocol.parser", "aiokafka.conn")
"""Loggers of the clients which write whole settings and requests, passwords among them, at the level of debugging."""


class Secret:
    """A word that no log, error or dump may show."""

    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return "Secret(...)"


class Access(Struct, frozen=True, kw_only=True):
    """A security setting with its secrets and certificates in hand."""

    protocol: str
    """Kafka's word: ``PLAINTEXT``, ``SSL``, ``SASL_PLAINTEXT`` or ``SASL_SSL``."""
    mechanism: str | None = None
    """``PLAIN``, ``SCRAM-SHA-256`` or ``SCRAM-SHA-512``."""
    username: str | None = None
    password: Secret | None = None
    tls: ssl.SSLContext | None = None


def open_access(security: Security, environment: Mapping[str, str], read_text: Callable[[str], str]) -> Access:
    """Take secrets from where the config says they are, and load the certificates.

    From then on the clients' logs say nothing at the level of debugging that could hold a secret.

    Raises:
        HostError: a secret or a certificate is not there, or cannot be read.
    """
    protocol = security.protocol.upper()
    sasl = protocol.startswith("SASL")
    for name in TALKATIVE if sasl else ():
        logging.getLogger(name).addFilter(_is_no_dump)
    return Access(
        protocol=protocol,
        mechanism=security.mechanism.upper() if sasl and security.mechanism else None,
        username=security.username if sasl else None,
        password=Secret(_password(security, environment, read_text)) if sasl else None,
        tls=_tls(security) if protocol.endswith("SSL") else None,
    )


def _is_no_dump(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _password(security: Security, environment: Mapping[str, str], read_text: Callable[[str], str]) -> str:
    if security.password_file is not None:
        try:
            word = read_text(security.password_file).rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise HostError(f"security.password_file: {security.password_file}: {error}") from error
        where = f"the file {security.password_file}"
    elif security.password_env is not None:
        word, where = environment.get(security.password_env, ""), f"the variable {security.password_env}"
    else:
        raise HostError("security: found no password; expected password_env or password_file")
    if not word:
        raise HostError(f"security: {where} is empty or not set; expected the password of {security.username}")
    return word


def _tls(security: Security) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=security.ca_file)
    except OSError as error:
        raise HostError(f"security.ca_file: {security.ca_file}: {error}; expected certificates in PEM") from error
    if security.cert_file is not None:
        try:
            # An empty password, or a key that has one would ask for it on the terminal.
            context.load_cert_chain(security.cert_file, security.key_file, password="")
        except OSError as error:
            raise HostError(f"security.cert_file: {security.cert_file}: {error}; expected PEM, with its key") from error
    return context


def for_kafka_python(access: Access) -> dict[str, Any]:
    """The settings of kafka-python's clients."""
    settings: dict[str, Any] = {"security_protocol": access.protocol}
    if access.tls is not None:
        settings["ssl_context"] = access.tls
    if access.mechanism is not None:
        settings |= {
            "sasl_mechanism": access.mechanism,
            "sasl_plain_username": access.username,
            "sasl_plain_password": None if access.password is None else access.password.word,
        }
    return settings
