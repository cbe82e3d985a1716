"""What was refused, as the flow of rejects keeps it: looked at, and fed to the readers again."""

from collections.abc import Iterator
from datetime import UTC, datetime

from kafka.consumer.fetcher import ConsumerRecord
from msgspec import Struct

from workers.errors import HostError
from workers.hosts.admin.whole import read_one, read_whole
from workers.hosts.kafka.rejected import (
    DETAIL,
    OFFSET,
    PARTITION,
    REASON,
    RECORDED_AT,
    SIZE,
    STAGE,
    TOPIC,
    own_headers,
    said_in,
)
from workers.hosts.kafka.ways import Ways

STILL_S = 30.0
"""How long a broker may say nothing."""

RawHeaders = tuple[tuple[str, bytes | None], ...]


class Reject(Struct, frozen=True, kw_only=True):
    """One input that was refused."""

    id: str
    """What `rejects show` is asked for: ``partition:offset`` in the flow of rejects, or the number in a local state."""
    at: datetime
    """The input's own time (Kafka timestamp, or the file's date), UTC."""
    refused_at: datetime | None
    """UTC; None in a local state, which does not keep it."""
    reason: str
    detail: str
    part: str
    """Which part of the product refused it."""
    where: str
    """Where it stood: a flow, partition and offset, or a file and line."""
    size: int
    """In bytes."""
    value: bytes
    """Its bytes; fewer than ``size`` when it was too large to be kept whole."""
    key: bytes | None = None
    headers: RawHeaders = ()
    """Its own."""
    of_many: bool = False
    """Whether it stood in a file among others, one a line."""

    @property
    def whole(self) -> bool:
        """Whether all of it was kept."""
        return len(self.value) >= self.size


class Choice(Struct, frozen=True, kw_only=True):
    """Which rejects are meant."""

    reasons: tuple[str, ...] = ()
    """None named: all."""
    since: datetime | None = None
    """UTC: refused at or after; in a local state, of pages with such a time."""


def reject_of(record: ConsumerRecord) -> Reject:
    """Read one record of the flow of rejects; what a foreign hand wrote there has no reason."""
    headers = tuple((name, value) for name, value in record.headers)
    refused_at = datetime.fromtimestamp(max(record.timestamp, 0) / 1000, UTC)
    value, size = record.value or b"", said_in(headers, SIZE)
    return Reject(
        id=f"{record.partition}:{record.offset}",
        at=_time(said_in(headers, RECORDED_AT)) or refused_at,
        refused_at=refused_at,
        reason=said_in(headers, REASON) or "unknown",
        detail=said_in(headers, DETAIL) or "",
        part=said_in(headers, STAGE) or "unknown",
        where=" ".join(said_in(headers, name) or "?" for name in (TOPIC, PARTITION, OFFSET)),
        size=int(size) if size and size.isdigit() else len(value),
        value=value,
        key=record.key,
        headers=tuple(own_headers(headers)),
    )


def _time(text: str | None) -> datetime | None:
    try:
        at = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def read_rejects(ways: Ways, flow: str, choice: Choice) -> Iterator[Reject]:
    """Yield the rejects that are in the flow now, partition by partition as they come.

    Raises:
        HostError: the flow is not there, or the broker stopped answering.
    """
    rejects = map(reject_of, read_whole(ways, flow, choice.since))
    yield from (one for one in rejects if not choice.reasons or one.reason in choice.reasons)


def read_reject(ways: Ways, flow: str, number: str) -> Reject:
    """Return one reject by its id.

    Raises:
        HostError: there is none.
    """
    partition, _, offset = number.partition(":")
    if partition.isdecimal() and offset.isdecimal():
        record = read_one(ways, flow, int(partition), int(offset))
        if record is not None:
            return reject_of(record)
    raise HostError(f"no reject {number}; expected one of those that `groundswell rejects list --kafka` shows")
