"""A record for a topic of Kafka, and what the broker says to it. The client itself is the host's."""

from msgspec import Struct

from workers.channels.cloudevents import Headers
from workers.model.security import Security


class Cluster(Struct, frozen=True, kw_only=True):
    """Which brokers, and how to come in. None: as ``groundswell.yaml`` says."""

    broker: str | None = None
    """``host:port``, several with commas between."""
    security: Security | None = None


class Produce(Struct, frozen=True, kw_only=True):
    """A record that is to be written."""

    cluster: Cluster
    topic: str
    key: bytes
    """It chooses the partition, as Kafka's own clients would."""
    value: bytes
    headers: Headers = ()

    def __repr__(self) -> str:
        """Without the content."""
        return f"Produce(topic={self.topic!r}, {len(self.value)} bytes)"


class Written(Struct, frozen=True, kw_only=True):
    """All replicas that count have it."""

    partition: int
    offset: int


class NotWritten(Struct, frozen=True, kw_only=True):
    """It may not be there."""

    reason: str
    """In words that hold no secret and nothing of the record."""
    retryable: bool
    """Whether waiting, or somebody's hand, may mend it."""


async def produce_nowhere(request: Produce) -> NotWritten:
    """For a host that has no client of Kafka at hand: whatever is owed waits for one that has."""
    return NotWritten(reason=f"no client of Kafka is at hand here to write to {request.topic}", retryable=True)
