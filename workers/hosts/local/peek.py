"""A cheap look at a page, so that pages can be put in the order of their times before they are read."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.errors import PageRejected
from workers.hosts.contain import Bug, contain
from workers.hosts.local.files import InputFile
from workers.ingest.dates import time_of_page
from workers.ingest.decode import decode_page
from workers.ingest.rules import InputRules
from workers.model.page import Payload, Position


class Asked(Struct, frozen=True, kw_only=True):
    """What the operator said about the inputs."""

    rules: InputRules
    fetched_at: datetime | None = None
    """For pages that do not say when they were fetched (UTC); None: the file's date."""
    source: str | None = None
    """For pages that do not say where they come from."""


def payload_of(file: InputFile, line: int, value: bytes, size: int, recorded_at: datetime) -> Payload:
    """One page of a file; ``size`` is its true size, ``value`` may have been cut short."""
    return Payload(
        value=value,
        position=Position(input=file.name, offset=line),
        name=f"{file.name}:{line}" if file.many else file.name,
        recorded_at=recorded_at,
        kind="json" if file.many else file.kind,
        oversize=size if size > len(value) else 0,
    )


def peek(payload: Payload, asked: Asked) -> tuple[Payload, datetime | None]:
    """Complete a payload by what the operator said, and tell its time.

    The time (UTC) is None when the page cannot be decoded; it has no place in
    the order then, and counts nowhere.
    """
    payload = payload if asked.source is None else replace(payload, source=asked.source)
    looked = contain(lambda: _look(payload, asked))
    return (payload, None) if isinstance(looked, Bug) else looked


def _look(payload: Payload, asked: Asked) -> tuple[Payload, datetime | None]:
    try:
        page = decode_page(payload, asked.rules)
        if asked.fetched_at is not None and page.fetched_at is None:
            payload = replace(payload, recorded_at=asked.fetched_at)
        return payload, time_of_page(page, payload)[0]
    except PageRejected:
        return payload, None
