"""Why a broker cannot be used, in words."""

import socket
import ssl

import pytest
from aiokafka.errors import IllegalSaslStateError, KafkaConnectionError, UnsupportedSaslMechanismError

from workers.errors import HostError
from workers.hosts.kafka.reach import split_broker
from workers.hosts.kafka.unreachable import Unreachable, say_unreachable
from workers.model.security import Security

PLAIN = Security()
TLS = Security(protocol="ssl", ca_file="ca.pem")
SASL = Security(protocol="sasl_ssl", mechanism="plain", username="gw", password_env="P")


def certificate(code: int, message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


def told(error: Exception, security: Security, *, speaks_tls: bool = False) -> str:
    return say_unreachable(Unreachable(broker="k:9092", error=error, speaks_tls=speaks_tls), security)


@pytest.mark.parametrize(
    ("error", "security", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), PLAIN, "k:9092: the name does not resolve (Name or"),
        (ConnectionRefusedError(), PLAIN, "nothing listens at k:9092"),
        (TimeoutError(), PLAIN, "k:9092 does not answer"),
        (certificate(19, "self-signed"), TLS, "the certificate of k:9092 is not signed by anyone in ca.pem"),
        (certificate(20, "issuer"), SASL, "the certificate of k:9092 is not signed by anyone this machine trusts"),
        (certificate(62, "not valid for 'k'"), TLS, "the certificate of k:9092 is for another name: not valid for 'k'"),
        (certificate(10, "expired"), TLS, "the certificate of k:9092 has expired"),
        (certificate(23, "revoked"), TLS, "the certificate of k:9092 is refused: revoked"),
        (
            UnsupportedSaslMechanismError("only these"),
            SASL,
            "the broker at k:9092 does not take security.mechanism plain",
        ),
        (IllegalSaslStateError(), SASL, "the broker at k:9092 asks for no user and password; the config says sasl_ssl"),
    ],
)
def test_each_failure_has_its_words(error: Exception, security: Security, words: str) -> None:
    assert told(error, security).startswith(words)


@pytest.mark.parametrize(
    ("security", "speaks_tls", "words"),
    [
        (PLAIN, True, "k:9092 speaks TLS, and the config says plaintext; expected ssl or sasl_ssl"),
        (SASL, False, "k:9092 does not speak TLS, and the config says sasl_ssl; expected sasl_plaintext"),
        (TLS, False, "k:9092 does not speak TLS, and the config says ssl; expected plaintext"),
        (TLS, True, "k:9092 broke the connection off; it may ask for a user and password (sasl_ssl)"),
        (PLAIN, False, "k:9092 broke the connection off; it may ask for a user and password (sasl_plaintext)"),
        (SASL, True, "k:9092 broke the connection off: "),
    ],
)
def test_a_connection_broken_off_is_explained_by_what_we_sent(security: Security, speaks_tls: bool, words: str) -> None:
    assert told(KafkaConnectionError("closed"), security, speaks_tls=speaks_tls).startswith(words)


@pytest.mark.parametrize(
    ("broker", "place"),
    [
        ("kafka:9093", ("kafka", 9093)),
        ("kafka", ("kafka", 9092)),
        ("[::1]:9093", ("::1", 9093)),
        ("[::1]", ("::1", 9092)),
    ],
)
def test_a_broker_is_a_host_and_a_port(broker: str, place: tuple[str, int]) -> None:
    assert split_broker(broker) == place


@pytest.mark.parametrize("broker", ["kafka:", "kafka:http", "kafka:70000", ":9092"])
def test_what_is_no_address_is_told(broker: str) -> None:
    with pytest.raises(HostError, match="expected host:port"):
        split_broker(broker)
