"""The notifier on Kafka with far sides around it: alerts are written to their flow as counters do."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from kafka import KafkaProducer
from msgspec.structs import replace

from tests.builders import change
from tests.deliveries.place import write_config
from tests.deliveries.side import Side
from tests.deliveries.stand import Work, list_deliveries
from tests.deliveries.town import Town, name
from tools.local.outside import lag
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.flows import flows_of, names_of
from workers.hosts.kafka.partitioning import partition_of
from workers.model.alert import AboutWatch, AlertState, Change, ChangeType
from workers.model.names import short_hash
from workers.model.notice import Delivery

PARTITIONS = 4
UPDATES = 2
"""Of each alert, between its beginning and its end."""


class KafkaStand:
    """`groundswell work notify` on flows of its own."""

    def __init__(
        self, folder: Path, town: Town, sides: Sequence[Side], bootstrap: str, prefix: str = "gw", **settings: str
    ) -> None:
        self._town, self._bootstrap = town, bootstrap
        self.config = folder / "config"
        where = {"broker": bootstrap, "flows": f"{{prefix: {prefix}., partitions: {PARTITIONS}}}"}
        write_config(self.config, town.lines(), sides, **(where | {"time": "live"} | settings))
        if groundswell(["flows", "ensure", "--config", str(self.config)]):
            raise ValueError("the flows could not be made")
        made = open_config(self.config).rules.settings
        self._flows, self._group = flows_of(made), names_of(made).notify
        self._told: list[Change] = []
        environment = {key: value for side in sides for key, value in side.environment.items()}
        self.work = Work(["work", "notify", "--config", self.config], folder, environment)

    @property
    def parts(self) -> int:
        return self._town.groups

    def tell(self, part: int) -> None:
        """One group of alerts opens, grows and ends, all of them together."""
        piers = range(self._town.piers)
        self.send(one for step in zip_longest(*(life(part, pier) for pier in piers)) for one in step)

    def send(self, changes: Iterable[Change]) -> None:
        """Write changes to the flow of alerts, each acknowledged."""
        flow, sent = self._flows.alerts, []
        with closing(KafkaProducer(bootstrap_servers=self._bootstrap, acks="all", linger_ms=5)) as producer:
            for one in changes:
                self._told.append(one)
                record = alert_record(one)
                partition = partition_of(record.key or b"", flow.partitions)
                sent.append(producer.send(flow.name, record.value, record.key, list(record.headers), partition))
            producer.flush()
            for promise in sent:
                promise.get(timeout=60)

    def all_heard(self) -> bool:
        """Whether all alerts were taken; ticks and answers follow each other all the time."""
        return not lag(self._bootstrap, self._group, self._flows.alerts.name)

    def changes(self) -> list[Change]:
        return list(self._told)

    def deliveries(self) -> list[Delivery]:
        return list_deliveries(self.config, "--kafka")


def life(group: int, pier: int, updates: int = UPDATES) -> list[Change]:
    """An alert that opens, grows, and ends: as many changes as that takes."""
    watch = AboutWatch(id=f"w{group}-{pier}", name=name(group, pier))
    now, headline = datetime.now(UTC), f"{watch.name}: 3 independent stories in the last hour"
    begun = replace(
        change(alert_id=short_hash("life", watch.id), watch=watch, headline=headline), opened_at=now, changed_at=now
    )
    grown = [replace(begun, sequence=number, type=ChangeType.UPDATED) for number in range(1, updates + 1)]
    ended = replace(begun, sequence=updates + 1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, resolved_at=now)
    return [begun, *grown, ended]
