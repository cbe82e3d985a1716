"""What goes out, and the broker's word on each record of it."""

from typing import Any

from kafka import KafkaProducer

from workers.hosts.kafka.flows import RECORD_BYTES
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.kafka.rejected import Headers
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways

ROOM = 64 * 1024
"""Bytes of a record left for its headers and its frame."""
LARGEST = RECORD_BYTES - ROOM
"""Bytes of key and value together."""
LINGER_MS = 2_000
"""While there is more to send; each small batch costs a waking of the sending thread. Settling sends all at once."""
CLOSE_S = 3.0


class Outgoing:
    """A producer whose every promise is kept in sight until it is fulfilled."""

    def __init__(self, ways: Ways) -> None:
        """Make one.

        Raises:
            KafkaError: the broker is not there, or does not let us in.
        """
        outage_s = ways.pace.outage_s
        self._producer = KafkaProducer(
            bootstrap_servers=list(ways.brokers),
            client_id="groundswell-read",
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            linger_ms=LINGER_MS,
            batch_size=262_144,
            max_request_size=RECORD_BYTES,
            delivery_timeout_ms=int(outage_s * 1000),
            request_timeout_ms=10_000,
            max_block_ms=int(outage_s * 1000),
            reconnect_backoff_max_ms=1000,
            metrics_enabled=False,
            **for_kafka_python(ways.access),
        )
        self._settle_s = outage_s + 10
        self._promises: list[Any] = []
        self._partitions: dict[str, int] = {}
        self.size = 0
        """Bytes sent since the last settling."""

    def send(
        self,
        flow: str,
        value: bytes,
        key: bytes | None = None,
        partition: int | None = None,
        headers: Headers | None = None,
    ) -> None:
        """Send a record, to the partition of its key unless one is named.

        Raises:
            KafkaError: it cannot even be sent: it is too large, or the flow is not there.
        """
        if partition is None and key is not None:
            partition = partition_of(key, self.partitions_of(flow))
        self._promises.append(self._producer.send(flow, value=value, key=key, partition=partition, headers=headers))
        self.size += len(value)

    def partitions_of(self, flow: str) -> int:
        """How many partitions a flow has."""
        if flow not in self._partitions:
            self._partitions[flow] = len(self._producer.partitions_for(flow))
        return self._partitions[flow]

    def settle(self) -> None:
        """Wait until the broker has all that was sent.

        Raises:
            KafkaError: it has not, and will not: nothing of it may be taken for done.
        """
        promises, self._promises, self.size = self._promises, [], 0
        if not promises:
            return
        self._producer.flush(timeout=self._settle_s)
        for promise in promises:
            promise.get(timeout=0)

    def close(self) -> None:
        """Let go, with what is not settled."""
        self._producer.close(timeout=CLOSE_S)
