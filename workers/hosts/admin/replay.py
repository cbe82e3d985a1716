"""Feed what was refused to the readers again."""

from collections.abc import Iterable

from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.future import Future

from workers.errors import HostError
from workers.hosts.admin.rejects import Reject
from workers.hosts.kafka.flows import RECORD_BYTES
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.kafka.rejected import REPLAYED
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways

PAGES = "read"
"""The part that refuses pages; what others refuse is no page."""
AT_ONCE = 5_000
"""Pages sent before all of them are waited for."""


def why_not(reject: Reject) -> str | None:
    """Why this cannot be fed again; None when it can."""
    if not reject.whole:
        return f"only {len(reject.value):,} of its {reject.size:,} bytes were kept; feed it from where it came"
    if reject.part != PAGES:
        return f"it is no page: refused by {reject.part}"
    return None


def replay(ways: Ways, rejects: Iterable[Reject], pages: str) -> int:
    """Feed pages to the readers again: their own bytes, key, headers and time, and where they were refused.

    Twice is harmless: an article's id follows from what it says.

    Args:
        ways: The world.
        rejects: Those that can be fed; see `why_not`.
        pages: The flow of pages.

    Returns:
        How many: all of them.

    Raises:
        HostError: the broker did not take all of them.
    """
    outbound = _Outbound(ways, pages)
    try:
        for reject in rejects:
            outbound.send(reject)
        outbound.settle()
    except KafkaError as error:
        raise HostError(
            f"the broker took {outbound.taken} pages, then refused: {' '.join(str(error).split())}; "
            "run this again, no page counts twice"
        ) from error
    finally:
        outbound.close()
    return outbound.taken


class _Outbound:
    """Pages on their way back, some thousands at a time."""

    def __init__(self, ways: Ways, pages: str) -> None:
        self._producer = KafkaProducer(
            bootstrap_servers=list(ways.brokers),
            client_id="groundswell-rejects",
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            max_request_size=RECORD_BYTES,
            linger_ms=5,
            **for_kafka_python(ways.access),
        )
        self._pages, self._patience_s = pages, ways.pace.outage_s
        self._promises: list[Future] = []
        self.taken = 0
        """How many the broker has."""

    def send(self, reject: Reject) -> None:
        partitions = len(self._producer.partitions_for(self._pages))
        headers = [(name, value or b"") for name, value in reject.headers if name != REPLAYED]
        promise = self._producer.send(
            self._pages,
            value=reject.value,
            key=reject.key,
            partition=None if reject.key is None else partition_of(reject.key, partitions),
            headers=[*headers, (REPLAYED, reject.where.encode("utf-8"))],
            timestamp_ms=int(reject.at.timestamp() * 1000),
        )
        self._promises.append(promise)
        if len(self._promises) >= AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Wait until the broker has all that was sent."""
        promises, self._promises = self._promises, []
        self._producer.flush(timeout=self._patience_s)
        for promise in promises:
            promise.get(timeout=0)
            self.taken += 1

    def close(self) -> None:
        self._producer.close(timeout=5)
