"""A cheap look at a page, so that pages can be put in the order of their times before they are read."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.errors import PageRejected
from workers.hosts.contain import Bug, contain
from workers.hosts.local.files import InputFile
from workers.ingest.dates import time_of_page
from workers.ingest.decode import decode_page
from workers.ingest.rules import InputRules
from workers.model.page import Page, Payload, Position
from workers.model.rejection import Reason, Rejection

Published = Callable[[Page, Payload], datetime | None]
"""Finds a page's own publication time (UTC)."""


class Asked(Struct, frozen=True, kw_only=True):
    """What the operator said about the inputs."""

    rules: InputRules
    fetched_at: datetime | None = None
    """For pages that do not say when they were fetched (UTC); None: the file's date."""
    source: str | None = None
    """For pages that do not say where they come from."""
    published: Published | None = None
    """Given where a page's own publication time is taken as its time of fetching: archives."""


class Peeked(Struct, frozen=True, kw_only=True):
    """What a look at a page told."""

    payload: Payload
    """Completed by what the operator said."""
    at: datetime | None
    """When it is counted (UTC); None when it cannot be decoded: it has no place in the order, and counts nowhere."""
    refused: Rejection | None = None
    """Set when the operator's wish rules the page out."""


def payload_of(file: InputFile, line: int, value: bytes, size: int, recorded_at: datetime) -> Payload:
    """One page of a file; ``size`` is its true size, ``value`` may have been cut short."""
    return Payload(
        value=value,
        position=Position(input=file.name, offset=line),
        name=f"{file.called}:{line}" if file.many else file.called,
        recorded_at=recorded_at,
        kind="json" if file.many else file.kind,
        oversize=size if size > len(value) else 0,
    )


def peek(payload: Payload, asked: Asked) -> Peeked:
    """Complete a payload by what the operator said, and tell its time."""
    payload = payload if asked.source is None else replace(payload, source=asked.source)
    looked = contain(lambda: _look(payload, asked))
    return Peeked(payload=payload, at=None) if isinstance(looked, Bug) else looked


def _look(payload: Payload, asked: Asked) -> Peeked:
    try:
        page = decode_page(payload, asked.rules)
        if asked.published is not None:
            return _look_at_published(page, payload, asked.published)
        if asked.fetched_at is not None and page.fetched_at is None:
            payload = replace(payload, recorded_at=asked.fetched_at)
        return Peeked(payload=payload, at=time_of_page(page, payload)[0])
    except PageRejected:
        return Peeked(payload=payload, at=None)


def _look_at_published(page: Page, payload: Payload, published: Published) -> Peeked:
    """Date the record by the page's own word; a page that claims to be fetched later is set back to that, too."""
    try:
        at = published(page, payload)
    except PageRejected as rejected:
        return _refuse(payload, rejected.reason, rejected.detail)
    if at is None:
        return _refuse(payload, Reason.NO_TIME, "no publication time; expected one, since pages are to be dated by it")
    dated = replace(payload, recorded_at=at)
    try:
        return Peeked(payload=dated, at=time_of_page(page, dated)[0])
    except PageRejected as rejected:
        return _refuse(payload, rejected.reason, f"dated by its publication, {rejected.detail}")


def _refuse(payload: Payload, reason: Reason, detail: str) -> Peeked:
    return Peeked(payload=payload, at=None, refused=Rejection(payload=payload, reason=reason, detail=detail))
