"""The flow of controls: silences that were made by command, the last word on each kept for ever."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import Struct
from msgspec.structs import replace

from workers.alert.silence import MadeSilence, Silence
from workers.errors import StateError
from workers.hosts.kafka.flows import RECORD_BYTES
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways

WAIT_MS = 500
_SILENCE = b"silence "

Silences = tuple[Silence, ...]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(MadeSilence)


def control_key(silence_id: str) -> bytes:
    """The key of a silence's record: its kind, and its id."""
    return _SILENCE + silence_id.encode()


def control_value(made: MadeSilence) -> bytes:
    """The value of a silence's record: JSON."""
    return _encoder.encode(made)


class Register(Struct, frozen=True, kw_only=True):
    """All silences that were ever made by command, by the keys of their records."""

    records: Mapping[bytes, MadeSilence] = {}

    @property
    def in_force(self) -> Silences:
        """Those that nobody ended, by id."""
        kept = (record.silence for _, record in sorted(self.records.items()) if record.expired_at is None)
        return tuple(kept)

    def after(self, key: bytes | None, value: bytes | None) -> "Register":
        """What holds after a record of the flow. Controls of other kinds are passed over.

        Raises:
            StateError: it is a silence, and cannot be read.
        """
        if key is None or not key.startswith(_SILENCE):
            return self
        others = {one: record for one, record in self.records.items() if one != key}
        if value is None:
            return replace(self, records=others)
        try:
            return replace(self, records=others | {key: _decoder.decode(value)})
        except msgspec.DecodeError as error:
            raise StateError(f"{key.decode(errors='replace')}: cannot be read: {error}") from error


class Controls:
    """Follows the flow of controls, all of it from its beginning; tells whoever listens of what is in force."""

    def __init__(self, flow: str, ways: Ways, tell: Callable[[Silences], None]) -> None:
        self._flow, self._ways, self._tell = TopicPartition(flow, 0), ways, tell
        self._kept = Register()
        self._whole = asyncio.Event()

    @property
    def in_force(self) -> Silences:
        """The silences that nobody ended."""
        return self._kept.in_force

    async def whole(self) -> None:
        """Wait until everything was read that was there at the start."""
        await self._whole.wait()

    async def run(self) -> None:
        """Follow, for as long as the process lives."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=list(self._ways.brokers),
            client_id="groundswell-controls",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=RECORD_BYTES,
            **for_kafka_python(self._ways.access),
        )
        await consumer.start()
        try:
            consumer.assign([self._flow])
            await consumer.seek_to_beginning(self._flow)
            end = (await consumer.end_offsets([self._flow]))[self._flow]
            while True:
                if not self._whole.is_set() and await consumer.position(self._flow) >= end:
                    self._whole.set()
                self._hear(await consumer.getmany(self._flow, timeout_ms=WAIT_MS))
        finally:
            await consumer.stop()

    def _hear(self, found: Mapping[Any, list[Any]]) -> None:
        before = self.in_force
        for record in _flatten(found):
            try:
                self._kept = self._kept.after(record.key, record.value)
            except StateError as error:
                # It is kept as it was: what a newer version wrote holds there, and what is broken never held.
                self._ways.log.warning("control refused", offset=record.offset, detail=str(error))
        if self.in_force != before:
            self._tell(self.in_force)


def _flatten(found: Mapping[Any, list[Any]]) -> Iterator[Any]:
    for records in found.values():
        yield from records
