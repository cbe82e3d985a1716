"""An alert on its flow: a CloudEvent in Kafka's binary mode. Its value is the JSON that every receiver gets.

The attributes stand in headers, by the Kafka protocol binding of CloudEvents 1.0; ``ce_id`` names one change, so a
receiver that sees it again has it already.
"""

import msgspec

from workers.errors import StateError
from workers.hosts.kafka.engine.sending import Record
from workers.model.alert import Change

SOURCE = "groundswell"
CONTENT_TYPE = "application/json"

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Change)


def alert_record(change: Change) -> Record:
    """One change, as it goes to the flow ``alerts``; its key is the watch."""
    attributes = {
        "content-type": CONTENT_TYPE,
        "ce_specversion": "1.0",
        "ce_id": f"{change.alert_id}.{change.sequence}",
        "ce_source": SOURCE,
        "ce_type": change.type.value,
        "ce_time": change.changed_at.isoformat().replace("+00:00", "Z"),
        "ce_subject": change.watch.id,
    }
    headers = tuple((name, word.encode()) for name, word in attributes.items())
    return Record(key=change.watch.id.encode(), value=_encoder.encode(change), headers=headers)


def decode_alert(value: bytes) -> Change:
    """Read the value of a record of the flow ``alerts``.

    Raises:
        StateError: it is no alert of ours.
    """
    try:
        return _decoder.decode(value)
    except msgspec.DecodeError as error:
        raise StateError(f"alert: cannot be read: {error}") from error
