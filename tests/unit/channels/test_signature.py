"""Signatures that any library of the Standard Webhooks takes."""

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Oracle
from standardwebhooks.webhooks import WebhookVerificationError

from workers.channels.signature import read_secret, sign

KEYS = st.binary(min_size=24, max_size=64)


def secret_of(key: bytes) -> str:
    return "whsec_" + b64encode(key).decode()


@given(
    key=KEYS, body=st.text().map(str.encode), message=st.from_regex(r"[a-z0-9]{1,9}\.\d\.[a-z.]{1,9}", fullmatch=True)
)
def test_the_oracle_takes_what_we_sign(key: bytes, body: bytes, message: str) -> None:
    headers = sign([read_secret(secret_of(key))], message, int(time.time()), body)

    Oracle(secret_of(key)).verify(body, headers, json_parse=False)


def test_each_of_two_keys_is_enough() -> None:
    old, new, strange = (bytes([number]) * 32 for number in range(3))
    headers = sign([new, old], "a.0.desk", int(time.time()), b"{}")

    Oracle(secret_of(old)).verify(b"{}", headers)
    Oracle(secret_of(new)).verify(b"{}", headers)
    with pytest.raises(WebhookVerificationError):
        Oracle(secret_of(strange)).verify(b"{}", headers)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_id_and_time_are_signed_too(name: str) -> None:
    key, now = bytes(32), int(time.time())
    other = sign([key], "a.1.desk", now - 1, b"{}")
    headers = sign([key], "a.0.desk", now, b"{}") | {name: other[name]}

    with pytest.raises(WebhookVerificationError):
        Oracle(secret_of(key)).verify(b"{}", headers)


@given(KEYS)
def test_a_secret_may_come_with_or_without_its_padding(key: bytes) -> None:
    assert read_secret(f" {secret_of(key).rstrip('=')}\n") == read_secret(secret_of(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        b64encode(bytes(32)).decode(),
        secret_of(bytes(23)),
        secret_of(bytes(65)),
        "whsec_ü*",
    ],
)
def test_what_is_no_secret_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"^whsec_ and base64 of 24 to 64 bytes$"):
        read_secret(text)
