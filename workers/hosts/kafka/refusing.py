"""Records that a counter refuses, whole, for the flow of rejects."""

from datetime import UTC, datetime
from typing import Any

from workers.hosts.kafka.rejected import Refusal, reject_headers
from workers.hosts.kafka.sending import Record
from workers.model.rejection import Reason


def refuse(message: Any, flow: str, reason: Reason, detail: str) -> Record:
    """Keep a record with its key, its bytes and its headers, and say why it was refused."""
    refusal = Refusal(
        flow=flow,
        partition=message.partition,
        offset=message.offset,
        reason=reason.value,
        detail=detail,
        part="count",
        recorded_at=datetime.fromtimestamp(message.timestamp, tz=UTC) if message.timestamp else None,
    )
    headers = message.headers
    own = list(headers.items() if hasattr(headers, "items") else headers or ())
    return Record(key=message.key, value=message.value or b"", headers=tuple(reject_headers(own, refusal)))
