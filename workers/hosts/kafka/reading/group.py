"""Our place in the group of readers: which inputs are ours, what was fetched of them, and how far we are."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from msgspec import Struct

from workers.hosts.kafka.reading.noted import Noted, decode_noted, encode_noted
from workers.hosts.kafka.reading.outages import Outages
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways

MOVED = (CommitFailedError, RebalanceInProgressError, IllegalGenerationError, UnknownMemberIdError)
"""The inputs are, or may be, another's: what was read and not committed is read again by whom they belong to."""
POLL_RECORDS = 500
FETCH_BYTES = 16 * 1024 * 1024
COMMIT_MS = 15_000
ASK_MS = 10_000
CLOSE_MS = 3_000


class Delivered(Struct, frozen=True, kw_only=True):
    """One record of the flow of pages."""

    partition: int
    offset: int
    timestamp_ms: int
    """Unix milliseconds; negative where the record has none."""
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Place(Struct, frozen=True, kw_only=True):
    """How far an input is committed."""

    offset: int
    noted: Noted


class _Moves(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    """Notes what is taken from us and given to us. Called in the client's own thread: it must not ask it anything."""

    def __init__(self) -> None:
        self.lost: set[int] = set()
        self.gained: set[int] = set()
        self.joined = False

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        """Hear what is taken, in good order."""
        gone = {one.partition for one in revoked}
        self.lost |= gone
        self.gained -= gone

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        """Hear what was taken while we were not heard of."""
        self.on_partitions_revoked(lost)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        """Hear what is given: nothing, where there are more readers than inputs."""
        self.joined = True
        self.gained |= {one.partition for one in assigned}


class Group:
    """A member of the group. Inputs are named by their partition's number."""

    def __init__(self, group: str, flow: str, ways: Ways, outages: Outages) -> None:
        """Join, as soon as records are fetched.

        Raises:
            KafkaError: the broker is not there, or does not let us in.
        """
        self._flow, self._outages = flow, outages
        self._moves = _Moves()
        pace = ways.pace
        self._consumer = KafkaConsumer(
            bootstrap_servers=list(ways.brokers),
            group_id=group,
            group_instance_id=ways.instance,
            client_id="groundswell-read",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            partition_assignment_strategy=[RangePartitionAssignor],  # a cooperative one stops everybody for 2 s
            session_timeout_ms=int(pace.session_s * 1000),
            heartbeat_interval_ms=int(pace.heartbeat_s * 1000),
            max_poll_records=POLL_RECORDS,
            max_poll_interval_ms=120_000,
            fetch_max_bytes=FETCH_BYTES,
            request_timeout_ms=10_000,
            reconnect_backoff_max_ms=1000,
            metrics_enabled=False,
            **for_kafka_python(ways.access),
        )
        self._consumer.subscribe([flow], listener=self._moves)
        # Who joins first shares the inputs out; one that does not know of them gives nobody any.
        self._consumer.partitions_for_topic(flow)

    def fetch(self, wait_s: float, full: Collection[str]) -> dict[str, list[Delivered]]:
        """Take part in the group, and fetch what there is.

        Args:
            wait_s: How long to wait for a first record.
            full: Inputs of which nothing more is wanted now.
        """
        mine = self._consumer.assignment()
        paused = {one for one in mine if str(one.partition) in full}
        now = self._consumer.paused()
        if paused - now:
            self._consumer.pause(*(paused - now))
        if freed := (now & mine) - paused:
            self._consumer.resume(*freed)
        self._unpark()
        found = self._outages.ride(lambda: self._consumer.poll(timeout_ms=int(wait_s * 1000)))
        return {str(where.partition): [_delivered(one) for one in some] for where, some in found.items()}

    def _unpark(self) -> None:
        """Let what was fetched of an input before it was paused be found again.

        kafka-python 3.0.12 lays it aside, and takes it up only when it has nothing in hand, for which it also takes
        the empty rest of another input. If no other input brings more, it waits for ever, and fetches nothing.
        """
        fetcher = self._consumer._fetcher
        if not fetcher._next_partition_records:
            fetcher._next_partition_records = None

    def moves(self) -> tuple[set[str], set[str]]:
        """Return which inputs were taken from us, and then which were given to us, since this was last asked."""
        lost, gained = self._moves.lost, self._moves.gained
        self._moves.lost, self._moves.gained = set(), set()
        return {str(one) for one in lost}, {str(one) for one in gained}

    @property
    def joined(self) -> bool:
        """Whether the group ever told us what is ours."""
        return self._moves.joined

    @property
    def is_idle(self) -> bool:
        """Whether nothing is ours, by the group's word."""
        return self.joined and not self._consumer.assignment()

    @property
    def inputs(self) -> frozenset[str]:
        """All inputs there are, whoever reads them."""
        return frozenset(str(one) for one in self._consumer.partitions_for_topic(self._flow) or ())

    def places(self, inputs: Collection[str]) -> dict[str, Place]:
        """How far inputs are committed, ours or others'; those that never were are left out."""
        asked = {self._where(name) for name in inputs}
        # `committed` asks for one at a time; this is what it asks.
        ask = self._consumer._coordinator.fetch_committed_offsets
        found = self._outages.ride(lambda: ask(asked, timeout_ms=ASK_MS))
        return {
            str(where.partition): Place(offset=one.offset, noted=decode_noted(one.metadata))
            for where, one in found.items()
        }

    def begins(self, inputs: Collection[str]) -> dict[str, int]:
        """The first offset there is of each input."""
        asked = [self._where(name) for name in inputs]
        found = self._outages.ride(lambda: self._consumer.beginning_offsets(asked, timeout_ms=ASK_MS))
        return {str(where.partition): offset for where, offset in found.items()}

    def ends(self, inputs: Collection[str]) -> dict[str, int]:
        """The offset the next page of each input will have."""
        if not inputs:
            return {}
        asked = [self._where(name) for name in inputs]
        found = self._outages.ride(lambda: self._consumer.end_offsets(asked, timeout_ms=ASK_MS))
        return {str(where.partition): offset for where, offset in found.items()}

    def known_end(self, name: str) -> int | None:
        """The same of one input of ours, as the last fetch said it; None before the first. Nobody is asked."""
        where = self._where(name)
        end: int | None = self._consumer.highwater(where) if where in self._consumer.assignment() else None
        return end

    def next_of(self, name: str) -> int:
        """The offset that is fetched next of an input of ours: beyond records that are no pages, too."""
        offset: int = self._outages.ride(lambda: self._consumer.position(self._where(name), timeout_ms=ASK_MS))
        return offset

    def go_to(self, name: str, offset: int) -> None:
        """Fetch from an offset on. A client that keeps an input over a rebalance would go on where it was."""
        self._consumer.seek(self._where(name), offset)

    def commit(self, places: Mapping[str, Place]) -> bool:
        """Say how far inputs are read; False when the inputs are not ours any more.

        Raises:
            KafkaError: the broker refuses for another reason, or is away too long.
        """
        offsets = {
            self._where(name): OffsetAndMetadata(place.offset, encode_noted(place.noted), -1)
            for name, place in places.items()
        }
        try:
            self._outages.ride(lambda: self._consumer.commit(offsets, timeout_ms=COMMIT_MS))
        except MOVED:
            return False
        return True

    def close(self) -> None:
        """Leave the group; under an instance the place is kept."""
        self._consumer.close(autocommit=False, timeout_ms=CLOSE_MS)

    def _where(self, name: str) -> Any:
        return TopicPartition(self._flow, int(name))


def _delivered(record: Any) -> Delivered:
    return Delivered(
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )


def time_of(timestamp_ms: int) -> datetime | None:
    """A record's time (UTC); None where it has none that can be."""
    try:
        return datetime.fromtimestamp(timestamp_ms / 1000, tz=UTC) if timestamp_ms >= 0 else None
    except (OverflowError, ValueError, OSError):
        return None
