"""Signatures of the Standard Webhooks, version 1: HMAC-SHA256 over id, time and body."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import digest

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a key."""
EXPECTED = f"{PREFIX} and base64 of {SHORTEST} to {LONGEST} bytes"


def read_secret(text: str) -> bytes:
    """The key in a secret as people hand it on.

    Raises:
        ValueError: it is none. The error does not repeat it.
    """
    encoded = text.strip().removeprefix(PREFIX)
    try:
        key = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.strip().startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(EXPECTED)
    return key


def is_secret(text: str) -> bool:
    """Whether a text is a secret."""
    try:
        read_secret(text)
    except ValueError:
        return False
    return True


def sign(keys: Iterable[bytes], message_id: str, unix_s: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, with a signature for each key: a receiver may know any of them.

    Args:
        keys: The present one first.
        message_id: The same for every attempt to send the message.
        unix_s: When this attempt is made, in Unix seconds.
        body: As it is sent, byte for byte.
    """
    content = f"{message_id}.{unix_s}.".encode() + body
    signatures = (b64encode(digest(key, content, sha256)).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(unix_s),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
