"""An alert on its flow: a CloudEvent whose ``ce_id`` names one change: who sees it again has it already."""

import msgspec

from workers.channels.cloudevents import headers_of_change
from workers.errors import StateError
from workers.hosts.kafka.engine.sending import Record
from workers.model.alert import Change
from workers.model.trace import TRACEPARENT

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Change)


def alert_record(change: Change) -> Record:
    """One change, as it goes to the flow ``alerts``; its key is the watch.

    The trace stands there twice: as the event's own, and as what any reader of a record's headers goes on with.
    """
    headers = headers_of_change(change, f"{change.alert_id}.{change.sequence}")
    if change.traceparent is not None:
        headers = (*headers, (TRACEPARENT, change.traceparent.encode()))
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
