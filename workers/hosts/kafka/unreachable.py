"""Why a broker cannot be used, in words that say what to mend. Never says a secret."""

import socket
import ssl

from aiokafka.errors import IllegalSaslStateError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from msgspec import Struct

from workers.model.security import Security

UNTRUSTED = frozenset({2, 18, 19, 20, 21, 24, 27})
"""OpenSSL's codes for a certificate that nobody we trust has signed."""
EXPIRED, OTHER_NAME, OTHER_ADDRESS = 10, 62, 64


class Unreachable(Struct, frozen=True, kw_only=True):
    """One try to reach a broker that failed."""

    broker: str
    """``host:port``."""
    error: Exception
    speaks_tls: bool
    """Whether it answers a TLS handshake, whoever signed its certificate."""


def say_unreachable(one: Unreachable, security: Security) -> str:
    """Say in one line what is wrong and, where it can be known, what to do."""
    broker, error = one.broker, one.error
    match error:
        case socket.gaierror():
            return f"{broker}: the name does not resolve ({error.strerror})"
        case ssl.SSLCertVerificationError():
            return _say_certificate(broker, error, security)
        case SaslAuthenticationFailed():
            return (
                f"the broker at {broker} does not accept the password of {security.username} "
                f"by {security.mechanism}, or does not know that user"
            )
        case UnsupportedSaslMechanismError():
            return f"the broker at {broker} does not take security.mechanism {security.mechanism}: {_last(error)}"
        case IllegalSaslStateError():
            return f"the broker at {broker} asks for no user and password; the config says {security.protocol}"
        case ConnectionRefusedError():
            return f"nothing listens at {broker}"
        case TimeoutError():
            return f"{broker} does not answer: no connection, or no word on it, in time"
    return _say_broken(one, security)


def _say_certificate(broker: str, error: ssl.SSLCertVerificationError, security: Security) -> str:
    """What is wrong with the certificate the broker showed."""
    if error.verify_code in UNTRUSTED:
        signer = f"anyone in {security.ca_file}" if security.ca_file else "anyone this machine trusts; name a ca_file"
        return f"the certificate of {broker} is not signed by {signer}"
    if error.verify_code in (OTHER_NAME, OTHER_ADDRESS):
        return f"the certificate of {broker} is for another name: {error.verify_message}"
    if error.verify_code == EXPIRED:
        return f"the certificate of {broker} has expired"
    return f"the certificate of {broker} is refused: {error.verify_message}"


def _say_broken(one: Unreachable, security: Security) -> str:
    """The connection was made, and broken off without a word; what we sent tells why."""
    broker, protocol = one.broker, security.protocol
    if one.speaks_tls and not protocol.endswith("ssl"):
        return f"{broker} speaks TLS, and the config says {protocol}; expected ssl or sasl_ssl"
    if protocol.endswith("ssl") and not one.speaks_tls:
        plain = "sasl_plaintext" if protocol.startswith("sasl") else "plaintext"
        return f"{broker} does not speak TLS, and the config says {protocol}; expected {plain}, or another port"
    if isinstance(one.error, ssl.SSLError):
        return f"{broker} ended the TLS handshake: {one.error.reason}; it may ask for our certificate (cert_file)"
    if not protocol.startswith("sasl"):
        wanted = "sasl_ssl" if one.speaks_tls else "sasl_plaintext"
        return (
            f"{broker} broke the connection off; it may ask for a user and password ({wanted}) or for a certificate "
            f"of ours, and the config says {protocol}"
        )
    return f"{broker} broke the connection off: {_last(one.error)}; is it a Kafka broker?"


def _last(error: Exception) -> str:
    """An error's own words, on one line."""
    return " ".join(str(error).split()) or type(error).__name__
