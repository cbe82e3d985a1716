"""CloudEvents 1.0 in Kafka's binary mode: the attributes of an event as a record's headers.

Its data is the record's value, the JSON that every receiver gets: who knows nothing of CloudEvents reads it too.
"""

from datetime import datetime

from workers.model.alert import Change
from workers.model.digest import Digest
from workers.model.trace import TRACEPARENT

Headers = tuple[tuple[str, bytes], ...]

SOURCE = "groundswell"
SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
SEQUENCE_DIGITS = 6
"""The extension ``sequence`` is compared as text, so all have the same length."""


def headers_of_change(change: Change, event_id: str) -> Headers:
    """One step of an alert's life as an event.

    Args:
        change: What the event tells.
        event_id: The same whenever the same is told, so that a receiver can tell repeats.
    """
    attributes = _attributes(event_id, change.type.value, change.changed_at, change.watch.id) | {
        "ce_severity": change.severity.value,
        "ce_sequence": f"{change.sequence:0{SEQUENCE_DIGITS}}",
    }
    if change.traceparent is not None:
        attributes[f"ce_{TRACEPARENT}"] = change.traceparent
    return _encode(attributes)


def headers_of_digest(digest: Digest, event_id: str, subscription_id: str) -> Headers:
    """Several alerts at once as an event; what it is about is the subscription."""
    return _encode(_attributes(event_id, digest.type, digest.to, subscription_id))


def _attributes(event_id: str, kind: str, at: datetime, subject: str) -> dict[str, str]:
    return {
        "content-type": CONTENT_TYPE,
        "ce_specversion": SPEC_VERSION,
        "ce_id": event_id,
        "ce_source": SOURCE,
        "ce_type": kind,
        "ce_time": at.isoformat().replace("+00:00", "Z"),
        "ce_subject": subject,
    }


def _encode(attributes: dict[str, str]) -> Headers:
    return tuple((name, word.encode()) for name, word in attributes.items())
