"""Records to topics of the user's: what the channel `kafka` is handed to reach a broker with.

A producer that keeps the order and writes nothing twice remembers a failure: whatever it is given next fails with the
words of the record that failed before. So each topic has a producer of its own, which takes one record at a time and is
given up with the first that fails. The next record opens another.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)
from kafka.net import KafkaNetClient
from msgspec import Struct
from structlog.typing import FilteringBoundLogger

from workers.channels.producing import Cluster, NotWritten, Produce, Written
from workers.documents.settings import SettingsFile
from workers.errors import HostError
from workers.hosts.kafka.flows import RECORD_BYTES
from workers.hosts.kafka.reach import reach
from workers.hosts.kafka.security import for_kafka_python, open_access
from workers.hosts.kafka.ways import Ways, brokers_of

FIND_S = 5.0
"""How long it may take to learn who leads a topic: a topic that is not there takes as long."""
ANSWER_S = 15.0
CLOSE_S = 1.0
LONGEST = 300
"""Characters of a reason."""

_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
_NO_RIGHT = (TopicAuthorizationFailedError, ClusterAuthorizationFailedError)


class Surroundings(Struct, frozen=True, kw_only=True):
    """Where brokers and secrets are found."""

    settings: SettingsFile
    """Its broker and security hold where a channel names none."""
    environment: Mapping[str, str]
    read_text: Callable[[str], str]
    log: FilteringBoundLogger


class Producers:
    """One writer for each topic, made when it is first written to."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._writers: dict[tuple[Cluster, str], _Writer] = {}

    async def produce(self, request: Produce) -> Written | NotWritten:
        """Write one record, after those that were asked for before in the same topic."""
        place = (request.cluster, request.topic)
        writer = self._writers.get(place)
        if writer is None:
            writer = self._writers[place] = _Writer(request.cluster, self._surroundings)
        return await writer.write(request)

    def close(self) -> None:
        """Let go. What is not acknowledged may have been written or not."""
        for writer in self._writers.values():
            writer.close()


class _Writer:
    """Writes to one topic, in a thread of its own: one that is away keeps nobody else waiting."""

    def __init__(self, cluster: Cluster, surroundings: Surroundings) -> None:
        self._cluster, self._surroundings = cluster, surroundings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka")
        self._producer: KafkaProducer | None = None
        self._closed = False

    async def write(self, request: Produce) -> Written | NotWritten:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, request)

    def close(self) -> None:
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._give_up()

    def _write(self, request: Produce) -> Written | NotWritten:
        try:
            producer = self._producer = self._producer or self._open()
        except (HostError, KafkaError) as error:
            return NotWritten(reason=_on_one_line(error), retryable=True)
        try:
            answer = _send(producer, request)
        except KafkaError as error:
            answer = _refusal(error, request.topic)
        if self._closed or isinstance(answer, NotWritten):
            self._give_up()
        return answer

    def _open(self) -> KafkaProducer:
        """Come in.

        Raises:
            HostError: a secret is not there, or the broker is not, or does not let us in.
            KafkaError: it went away meanwhile.
        """
        around = self._surroundings
        said = self._cluster.security or around.settings.security
        access = open_access(said, around.environment, around.read_text)
        named = self._cluster.broker
        brokers = (
            brokers_of(around.settings, around.environment)
            if named is None
            else tuple(one.strip() for one in named.split(","))
        )
        ways = Ways(brokers=brokers, access=access, log=around.log)
        reach(SettingsFile(security=said), ways)
        return open_producer(ways)

    def _give_up(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=CLOSE_S)


def open_producer(ways: Ways) -> KafkaProducer:
    """A producer that writes each record once and in order, and makes no topic.

    Raises:
        KafkaError: the broker is not there, or does not let us in.
    """
    return KafkaProducer(
        bootstrap_servers=list(ways.brokers),
        client_id="groundswell-notify",
        acks="all",
        enable_idempotence=True,
        kafka_client=_open_client,
        linger_ms=0,
        max_request_size=RECORD_BYTES,
        max_block_ms=int(FIND_S * 1000),
        delivery_timeout_ms=int(ANSWER_S * 1000),
        request_timeout_ms=int(ANSWER_S * 1000) - 1,
        reconnect_backoff_max_ms=1000,
        metrics_enabled=False,
        **for_kafka_python(ways.access),
    )


def _open_client(**settings: Any) -> KafkaNetClient:
    """A client that makes no topic by asking for it: the producer forgets to hand the setting on (3.0.12)."""
    client = KafkaNetClient(**settings)
    client.cluster.config["allow_auto_create_topics"] = False
    return client


def _send(producer: KafkaProducer, request: Produce) -> Written | NotWritten:
    """Send a record and wait for the broker's word.

    Raises:
        KafkaError: there is none, or it is no.
    """
    try:
        promise = producer.send(request.topic, key=request.key, value=request.value, headers=list(request.headers))
    except KafkaTimeoutError:
        reason = f"there is no topic {request.topic}, or nobody leads it"
        return NotWritten(reason=reason, retryable=True)
    written = promise.get(timeout=ANSWER_S + FIND_S)
    return Written(partition=written.partition, offset=written.offset)


def _refusal(error: KafkaError, topic: str) -> NotWritten:
    """An error in words that say what to mend. Another size or name would be another record, all else may be mended."""
    if isinstance(error, _TOO_LARGE):
        return NotWritten(reason=f"larger than {topic} takes (max.message.bytes)", retryable=False)
    if isinstance(error, InvalidTopicError):
        return NotWritten(reason=f"{topic} cannot be a topic's name", retryable=False)
    # A right that is missing before the first record comes as an error without a name.
    if isinstance(error, _NO_RIGHT) or "AuthorizationFailed" in str(error):
        return NotWritten(reason=f"no right to write to {topic}", retryable=True)
    if isinstance(error, KafkaTimeoutError):
        return NotWritten(reason=f"no word from the broker on {topic} in time", retryable=True)
    return NotWritten(reason=_on_one_line(error), retryable=True)


def _on_one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:LONGEST] or type(error).__name__
