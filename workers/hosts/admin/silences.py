"""Silences that are made by command where the product runs on Kafka: written to the flow of controls."""

from collections.abc import Collection
from contextlib import closing
from datetime import datetime

from kafka import KafkaProducer
from kafka.errors import KafkaError
from msgspec import Struct
from msgspec.structs import replace

from workers.alert.silence import MadeSilence, Silence
from workers.errors import HostError, StateError
from workers.hosts.admin.whole import read_whole
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.notifying.controls import Register, control_key, control_value
from workers.hosts.kafka.security import for_kafka_python
from workers.hosts.kafka.ways import Ways
from workers.model.alert import AlertState

SEND_S = 20.0


class FlowBook(Struct, frozen=True, kw_only=True):
    """The silences of a flow of controls. The notifiers follow it; nobody else writes it."""

    ways: Ways
    flows: Flows

    def all(self) -> list[MadeSilence]:
        """Return every silence that was ever made, by id.

        Raises:
            HostError: the flow cannot be read.
            StateError: a newer version wrote it.
        """
        return [made for _, made in sorted(self._register().records.items())]

    def add(self, silence: Silence) -> None:
        """Make a silence.

        Raises:
            HostError: the broker did not take it.
        """
        self._write(MadeSilence(silence=silence))

    def expire(self, silence_id: str, at: datetime) -> bool:
        """End a silence before its time; return whether there is one of this id.

        Raises:
            HostError: the flow cannot be read, or written.
        """
        made = self._register().records.get(control_key(silence_id))
        if made is not None and made.expired_at is None:
            self._write(replace(made, expired_at=at))
        return made is not None

    def ended(self, alerts: Collection[str]) -> set[str]:
        """Those of some alerts that are over. Read from the flow of alerts, as far back as it goes.

        Raises:
            HostError: the flow cannot be read.
        """
        last = {one: AlertState.OPEN for one in alerts}
        for record in read_whole(self.ways, self.flows.alerts.name) if alerts else ():
            try:
                change = decode_alert(record.value or b"")
            except StateError:
                continue  # the notifier refused it, and said so
            if change.alert_id in last:
                last[change.alert_id] = change.state
        return {alert for alert, state in last.items() if state is AlertState.RESOLVED}

    def _register(self) -> Register:
        register = Register()
        for record in read_whole(self.ways, self.flows.controls.name):
            register = register.after(record.key, record.value)
        return register

    def _write(self, made: MadeSilence) -> None:
        try:
            with closing(
                KafkaProducer(
                    bootstrap_servers=list(self.ways.brokers),
                    client_id="groundswell-admin",
                    acks="all",
                    allow_auto_create_topics=False,
                    **for_kafka_python(self.ways.access),
                )
            ) as producer:
                key, value = control_key(made.silence.id), control_value(made)
                producer.send(self.flows.controls.name, value, key, partition=0).get(timeout=SEND_S)
        except KafkaError as error:
            words = " ".join(str(error).split())
            raise HostError(f"the broker at {','.join(self.ways.brokers)} did not take the silence: {words}") from error
