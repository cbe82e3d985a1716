"""Records of our own flows that the notifier cannot use: kept whole, with the reason."""

from typing import Any

from workers.hosts.kafka.group import time_of
from workers.hosts.kafka.rejected import Refusal, reject_headers
from workers.hosts.kafka.sending import Record
from workers.model.rejection import Reason

PART = "notify"


def refuse(message: Any, reason: Reason, detail: str) -> Record:
    """Make what goes to the flow of rejects.

    Args:
        message: As Faust hands it out: the record's place, time, key, value and headers.
        reason: Why, in one word.
        detail: Why, in a sentence.
    """
    refusal = Refusal(
        flow=message.topic,
        partition=message.partition,
        offset=message.offset,
        reason=reason.value,
        detail=detail,
        part=PART,
        recorded_at=None if message.timestamp is None else time_of(int(message.timestamp * 1000)),
    )
    headers = reject_headers(message.headers or (), refusal)
    return Record(key=message.key, value=message.value or b"", headers=tuple(headers))
