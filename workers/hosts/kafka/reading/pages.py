"""A record of the flow of pages, as the first step takes it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from workers.hosts.kafka.reading.group import Delivered, time_of
from workers.model.page import Payload, Position
from workers.model.rejection import Reason, Rejection
from workers.model.trace import TRACEPARENT

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = {
    "application/json": "json",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
"""Content types that say what a page is; any other says nothing, and its first bytes tell."""
_SOURCE = 253
"""Characters of a source's name that are taken: as long as a domain may be."""


def payload_of(record: Delivered, max_bytes: int) -> Payload | Rejection:
    """The page of a record, cut at a size beyond which it is refused anyway."""
    value = record.value or b""
    recorded_at = time_of(record.timestamp_ms)
    name = str(record.partition)
    payload = Payload(
        value=value[:max_bytes],
        position=Position(input=name, offset=record.offset),
        name=f"{name}:{record.offset}",
        recorded_at=recorded_at or EPOCH,
        kind=KINDS.get(_media_type(record.headers), "auto"),
        source=_source(record.headers),
        traceparent=_said(record.headers, TRACEPARENT),
        oversize=len(value) if len(value) > max_bytes else 0,
    )
    if recorded_at is None:
        found = f"a record of the time {record.timestamp_ms}"
        return Rejection(payload=payload, reason=Reason.NO_TIME, detail=f"{found}; expected Unix milliseconds")
    return payload


def _media_type(headers: Iterable[tuple[str, bytes | None]]) -> str:
    return (_said(headers, "content-type") or "").partition(";")[0].strip().lower()


def _source(headers: Iterable[tuple[str, bytes | None]]) -> str | None:
    word = (_said(headers, "source") or "").strip()
    return word[:_SOURCE] if word and word.isprintable() else None


def _said(headers: Iterable[tuple[str, bytes | None]], name: str) -> str | None:
    """What the last header of a name says, however its name is written; nothing where it is no text."""
    said = None
    for key, value in headers:
        if key.lower() == name and value is not None:
            said = value
    try:
        return None if said is None else said.decode("utf-8")
    except UnicodeDecodeError:
        return None
