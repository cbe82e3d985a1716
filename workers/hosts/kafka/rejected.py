"""What a refused record carries into the flow of rejects: its own bytes, and why and where it was refused.

The names of the headers are those of Kafka Connect's dead letter queue, so that tools which know one read the other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from workers import __version__

Headers = list[tuple[str, bytes]]

CONNECT = "__connect.errors."
TOPIC = f"{CONNECT}topic"
PARTITION = f"{CONNECT}partition"
OFFSET = f"{CONNECT}offset"
CONNECTOR = f"{CONNECT}connector.name"
STAGE = f"{CONNECT}stage"
ERROR_CLASS = f"{CONNECT}exception.class.name"
MESSAGE = f"{CONNECT}exception.message"

OURS = "groundswell."
REASON = f"{OURS}reason"
"""One of `model.rejection.Reason`."""
DETAIL = f"{OURS}detail"
VERSION = f"{OURS}version"
"""Of the product that refused it."""
RECORDED_AT = f"{OURS}recorded_at"
"""The record's own time, RFC 3339: a replay gives it back, for the reject is dated by when it was refused."""
SIZE = f"{OURS}size"
"""The true size in bytes of a value that was too large to be kept whole."""
REPLAYED = f"{OURS}replayed"
"""Where a page that was fed again was refused before."""

_DETAIL_BYTES = 1_000


class Refusal(Struct, frozen=True, kw_only=True):
    """Where a record stood, and why it was refused."""

    flow: str
    partition: int
    offset: int
    reason: str
    detail: str
    part: str = "read"
    """Which part of the product refused it: ``read`` or ``count``."""
    recorded_at: datetime | None = None
    """UTC."""
    size: int | None = None
    """Set where the value is cut."""


def reject_headers(original: Iterable[tuple[str, bytes | None]], refusal: Refusal) -> Headers:
    """The headers of a reject: the record's own, then ours. Those of an earlier refusal give way."""
    detail = refusal.detail.encode("utf-8", "replace")[:_DETAIL_BYTES].decode("utf-8", "ignore")
    said = {
        TOPIC: refusal.flow,
        PARTITION: str(refusal.partition),
        OFFSET: str(refusal.offset),
        CONNECTOR: "groundswell",
        STAGE: refusal.part,
        ERROR_CLASS: refusal.reason,
        MESSAGE: detail,
        REASON: refusal.reason,
        DETAIL: detail,
        VERSION: __version__,
    }
    if refusal.recorded_at is not None:
        said[RECORDED_AT] = refusal.recorded_at.isoformat()
    if refusal.size is not None:
        said[SIZE] = str(refusal.size)
    return own_headers(original) + [(name, word.encode("utf-8")) for name, word in said.items()]


def own_headers(headers: Iterable[tuple[str, bytes | None]]) -> Headers:
    """The headers a refused record had before it was refused; a header without a value has an empty one."""
    return [(name, value or b"") for name, value in headers if name == REPLAYED or not name.startswith((CONNECT, OURS))]


def said_in(headers: Sequence[tuple[str, bytes | None]], name: str) -> str | None:
    """What the last header of a name says; None where there is none."""
    for key, value in reversed(headers):
        if key == name and value is not None:
            return value.decode("utf-8", "replace")
    return None
