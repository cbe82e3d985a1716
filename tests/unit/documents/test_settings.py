"""What is said of the pages, and of who may look in from outside."""

import pytest

from tests.unit.documents.folder import documents_of
from workers.alert.outbox import RETRY_AFTER_S
from workers.documents.settings import SettingsFile, check_settings


def mistakes(settings: str) -> list[str]:
    placed = documents_of(watches="watches: [{id: a, terms: [Alpha]}]", groundswell=settings).settings
    return [str(mistake) for mistake in check_settings(placed.place, placed.value)]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ("{format: newsplease}", "input.format"),
        ("{fields: {txt: body}}", "input.fields.txt"),
        ("{max_bytes: 0}", "input.max_bytes"),
    ],
)
def test_an_input_that_cannot_be_read_is_told(settings: str, path: str) -> None:
    (mistake,) = mistakes(f"time: live\ninput: {settings}")

    assert mistake.startswith(f"config/groundswell.yaml:2: {path}: found ")


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    (mistake,) = mistakes("input: {format: qqq}")

    assert mistake == (
        'config/groundswell.yaml:1: input.format: found "qqq"; '
        "expected one of groundswell, scrapy, news-please, trafilatura, fundus, ninjs"
    )


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.7", "desk.example", "localhost.desk.example"])
def test_what_others_can_reach_needs_a_token(bind: str) -> None:
    (mistake,) = mistakes(f"http:\n  bind: '{bind}'")

    assert mistake == (
        f"config/groundswell.yaml:2: http.bind: found {bind}, which others can reach, without a token; "
        "expected token_env, the variable with a token; or 127.0.0.1"
    )


@pytest.mark.parametrize(
    "http", ["{}", "{bind: '::1'}", "{bind: localhost}", "{bind: 127.3.2.1}", "{bind: 0.0.0.0, token_env: T}"]
)
def test_what_only_this_machine_can_reach_or_has_a_token_is_fine(http: str) -> None:
    assert mistakes(f"http: {http}") == []


def test_a_notice_is_first_sent_at_once() -> None:
    (mistake,) = mistakes("retry_after: [5s, 1m]")

    assert "retry_after[0]: found" in mistake
    assert mistakes("retry_after: [0s, 1m]") == []


def test_the_waits_that_are_shown_are_those_the_outbox_has_by_itself() -> None:
    assert tuple(wait.seconds for wait in SettingsFile().retry_after) == RETRY_AFTER_S


@pytest.mark.parametrize("broker", ["kafka:http", "kafka:9092,", "kafka://kafka:9092", "a b:1", "k:"])
def test_a_broker_that_is_no_address_is_told(broker: str) -> None:
    (mistake,) = mistakes(f"broker: '{broker}'")

    assert "config/groundswell.yaml:1: broker: found" in mistake
    assert "expected host:port" in mistake


@pytest.mark.parametrize("broker", ["kafka", "kafka:9092", "10.0.0.1:9092, 10.0.0.2:9092", "[::1]:9092"])
def test_a_broker_that_is_an_address_is_fine(broker: str) -> None:
    assert mistakes(f"broker: '{broker}'") == []


SASL = "mechanism: plain, username: gw"


@pytest.mark.parametrize(
    ("security", "told"),
    [
        ("{protocol: ssl, mechanism: plain}", "security.mechanism: found it with protocol: ssl; expected sasl_ssl or"),
        ("{username: gw}", "security.username: found it with protocol: plaintext; expected sasl_ssl or"),
        ("{password_env: P}", "security.password_env: found it with protocol: plaintext"),
        ("{ca_file: ca.pem}", "security.ca_file: found it with protocol: plaintext; expected ssl or sasl_ssl, or no"),
        (
            f"{{protocol: sasl_plaintext, {SASL}, password_env: P, ca_file: c}}",
            "security.ca_file: found it with protocol",
        ),
        (f"{{protocol: sasl_ssl, {SASL}}}", "security: found sasl_ssl without a password; expected password_env or"),
        (
            f"{{protocol: sasl_ssl, {SASL}, password_env: P, password_file: f}}",
            "security.password_file: found both password_env and password_file; expected one of them",
        ),
        ("{protocol: ssl, cert_file: c}", "security.cert_file: found cert_file without key_file; expected both"),
        ("{protocol: ssl, key_file: k}", "security.key_file: found key_file without cert_file; expected both"),
    ],
)
def test_access_at_odds_with_itself_is_told(security: str, told: str) -> None:
    (mistake,) = mistakes(f"security: {security}")

    assert mistake.startswith(f"config/groundswell.yaml:1: {told}")


@pytest.mark.parametrize(
    "security",
    [
        "{}",
        "{protocol: ssl}",
        "{protocol: ssl, ca_file: ca.pem, cert_file: c, key_file: c}",
        f"{{protocol: sasl_ssl, {SASL}, password_file: f, ca_file: ca.pem}}",
        f"{{protocol: sasl_plaintext, {SASL}, password_env: P}}",
    ],
)
def test_access_of_one_piece_is_fine(security: str) -> None:
    assert mistakes(f"security: {security}") == []
