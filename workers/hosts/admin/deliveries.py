"""The record of who was told, as the flow of deliveries keeps it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import itemgetter

import msgspec
from msgspec.structs import replace

from workers.hosts.admin.whole import read_whole
from workers.hosts.kafka.ways import Ways
from workers.model.notice import Delivery, Verdict

_AGAIN = frozenset({Verdict.SEND_REPEAT, Verdict.HOLD_REPLACED})
"""Verdicts that may rightly be passed more than once on one change."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_decoder = msgspec.json.Decoder(Delivery)


def read_deliveries(ways: Ways, flow: str, alert: str | None, subscription: str | None) -> Iterator[Delivery]:
    """Yield every verdict and attempt, the oldest first.

    Args:
        ways: The world.
        flow: The name of the flow of deliveries.
        alert: Of this alert alone.
        subscription: For this subscription alone.

    Raises:
        HostError: the flow is not there, or the broker stopped answering.
    """
    found = [
        (record.timestamp, delivery)
        for record in read_whole(ways, flow)
        for delivery in _read(record.value)
        if alert in (None, delivery.alert_id) and subscription in (None, delivery.subscription)
    ]
    # Stable: what one subscription was told stands in one partition, and stays in its order.
    found.sort(key=itemgetter(0))
    return once(delivery for _, delivery in found)


def once(deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
    """Leave out what stands there twice: after a crash a worker records again what it may have recorded before."""
    seen: set[Delivery] = set()
    for delivery in deliveries:
        again = delivery.attempt is not None or delivery.verdict in _AGAIN
        same = delivery if again else replace(delivery, at=_NEVER)
        if same not in seen:
            seen.add(same)
            yield delivery


def _read(value: bytes | None) -> Iterator[Delivery]:
    """A record's delivery; nothing where a foreign hand wrote."""
    try:
        yield _decoder.decode(value or b"")
    except msgspec.DecodeError:
        return
