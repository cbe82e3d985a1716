"""A consumer that looks on: without a group, so nobody's place moves, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaConsumer
from kafka.errors import KafkaError

from workers.errors import HostError
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways


@contextmanager
def open_looker(ways: Ways, name: str) -> Iterator[KafkaConsumer]:
    """Open one; what is read with it begins at the earliest record that is kept.

    Args:
        ways: The world.
        name: What the broker's log knows it by, behind our own.

    Raises:
        HostError: the broker refused, now or while it was read.
    """
    try:
        with KafkaConsumer(
            bootstrap_servers=list(ways.brokers),
            client_id=f"groundswell-{name}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            **for_kafka_python(ways.access),
        ) as consumer:
            yield consumer
    except KafkaError as error:
        raise HostError(f"the broker at {','.join(ways.brokers)} refused: {' '.join(str(error).split())}") from error
