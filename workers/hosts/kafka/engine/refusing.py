"""Records of our own flows that cannot be used: kept whole, with the reason, for the flow of rejects."""

from datetime import UTC, datetime
from typing import Any

from workers.hosts.kafka.engine.sending import Record
from workers.hosts.kafka.rejected import Refusal, reject_headers
from workers.model.rejection import Reason


def refuse(message: Any, part: str, reason: Reason, detail: str) -> Record:
    """Make what goes to the flow of rejects.

    Args:
        message: As Faust hands it out: the record's place, time (Unix seconds), key, value and headers.
        part: Who refuses: ``count`` or ``notify``.
        reason: Why, in one word.
        detail: Why, in a sentence.
    """
    refusal = Refusal(
        flow=message.topic,
        partition=message.partition,
        offset=message.offset,
        reason=reason.value,
        detail=detail,
        part=part,
        recorded_at=datetime.fromtimestamp(message.timestamp, tz=UTC) if message.timestamp else None,
    )
    headers = message.headers
    own = list(headers.items() if hasattr(headers, "items") else headers or ())
    return Record(key=message.key, value=message.value or b"", headers=tuple(reject_headers(own, refusal)))
