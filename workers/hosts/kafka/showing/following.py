"""Follows the flows that the page is made of, without a group: nobody's place moves, and nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic, time

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from msgspec import Struct

from workers.documents.settings import SettingsFile
from workers.hosts.kafka.flows import Flows, flows_of
from workers.hosts.kafka.looker import open_looker
from workers.hosts.kafka.preflight import preflight
from workers.hosts.kafka.showing.source import KafkaSource
from workers.hosts.kafka.ways import Ways
from workers.hosts.overheard import overhear
from workers.hosts.reloading import Reloading
from workers.hosts.web.health import Pulsebeat

POLL_MS = 250
RECORDS = 2_000
ASKED_S = 10.0
"""The broker is asked that often where its flows end: so that it is noticed when it is away."""
DELIVERIES_S = 7 * 86_400
"""What was told longer ago is not looked at."""
_Records = Mapping[TopicPartition, Sequence[ConsumerRecord]]


class Host(Struct, frozen=True, kw_only=True):
    """What a page borrows from the process around it."""

    ways: Ways
    stopping: Callable[[], bool]
    beat: Pulsebeat
    reloading: Reloading
    """Where another config comes from."""


def run_page(settings: SettingsFile, source: KafkaSource, host: Host) -> int:
    """Follow until asked to stop. Returns the exit code: 0.

    Raises:
        HostError: the broker cannot be used, or the flows are not as they must be.
    """
    ways = host.ways
    preflight(settings, ways, "page")
    overhear(ways.log)
    ways.log.info("started", part="page")
    with open_looker(ways, "page") as consumer:
        _Follower(consumer, flows_of(settings), source).run(host)
    ways.log.info("ended", part="page")
    return 0


class _Follower:
    """Reads the five flows, each from where the page needs it."""

    def __init__(self, consumer: KafkaConsumer, flows: Flows, source: KafkaSource) -> None:
        self._consumer, self._flows, self._source = consumer, flows, source
        self._places = [
            TopicPartition(flow.name, number)
            for flow in (flows.clock, flows.watches, flows.alerts, flows.deliveries, flows.controls)
            for number in sorted(consumer.partitions_for_topic(flow.name) or range(flow.partitions))
        ]
        consumer.assign(self._places)
        consumer.seek_to_beginning(*self._places)
        self._skip_old_deliveries()
        self._ends: Mapping[TopicPartition, int] = consumer.end_offsets(self._places)
        self._whole, self._away = False, ""
        self._asked_at = monotonic()

    def _skip_old_deliveries(self) -> None:
        told = [place for place in self._places if place.topic == self._flows.deliveries.name]
        since_ms = int((time() - DELIVERIES_S) * 1000)
        for place, found in self._consumer.offsets_for_times(dict.fromkeys(told, since_ms)).items():
            if found is not None:
                self._consumer.seek(place, found.offset)
            else:
                self._consumer.seek_to_end(place)

    def run(self, host: Host) -> None:
        """Follow until asked to stop."""
        while not host.stopping():
            self._renew(host.reloading)
            self._hear(self._consumer.poll(timeout_ms=POLL_MS, max_records=RECORDS))
            self._whole = self._whole or self._is_whole()
            self._ask()
            self._source.standing(whole=self._whole, away=self._away)
            host.beat.ready = self._whole
            host.beat.beat()

    def _renew(self, reloading: Reloading) -> None:
        config, _ = reloading.take()
        if config is not None:
            self._source.hear_config(config.rules, config.channels)
            reloading.done(config)

    def _is_whole(self) -> bool:
        return all(self._consumer.position(place) >= end for place, end in self._ends.items())

    def _ask(self) -> None:
        """Notice a broker that is away: polling alone only finds nothing."""
        if monotonic() - self._asked_at < ASKED_S:
            return
        try:
            self._consumer.end_offsets(self._places)
            self._away = ""
        except KafkaError as error:
            self._away = f"the broker does not answer ({type(error).__name__})"
        self._asked_at = monotonic()

    def _hear(self, found: _Records) -> None:
        clock: dict[bytes, bytes | None] = {}
        for place, records in found.items():
            for record in records:
                if place.topic == self._flows.clock.name:
                    clock[record.key] = record.value
                else:
                    self._hear_record(place, record)
        if clock:
            self._source.hear_clock(clock)

    def _hear_record(self, place: TopicPartition, record: ConsumerRecord) -> None:
        if place.topic == self._flows.watches.name and record.key is not None:
            self._source.hear_row(place.partition, record.key, record.value)
        elif place.topic == self._flows.controls.name:
            self._source.hear_control(record.key, record.value)
        elif place.topic == self._flows.alerts.name and record.value is not None:
            self._source.hear_alert(record.value)
        elif place.topic == self._flows.deliveries.name and record.value is not None:
            self._source.hear_delivery(record.value)
