"""The notifier on Kafka with far sides around it: alerts are written to their flow as counters do."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kafka import KafkaProducer

from tests.builders import change
from tests.deliveries.place import write_config
from tests.deliveries.side import Side
from tests.deliveries.stand import STEPS, Work, list_deliveries
from tests.deliveries.town import Town
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


class KafkaStand:
    """`groundswell work notify` on flows of its own. Its news is that of the first town."""

    def __init__(
        self, folder: Path, towns: Sequence[Town], sides: Sequence[Side], bootstrap: str, prefix: str = "gw"
    ) -> None:
        self._town, self._bootstrap = towns[0], bootstrap
        self.config = folder / "config"
        where = {"broker": bootstrap, "flows": f"{{prefix: {prefix}., partitions: {PARTITIONS}}}"}
        write_config(self.config, towns, sides, **(where | {"time": "live"}))
        if groundswell(["flows", "ensure", "--config", str(self.config)]):
            raise ValueError("the flows could not be made")
        made = open_config(self.config).rules.settings
        self._flows, self._group = flows_of(made), names_of(made).notify
        self._producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
        self._told: list[Change] = []
        self._opened_at: dict[int, datetime] = {}
        environment = {key: value for side in sides for key, value in side.environment.items()}
        self.work = Work(["work", "notify", "--config", self.config], folder, environment, '"ready"')

    @property
    def outbox(self) -> str:
        """The flow that keeps the outboxes."""
        return self._flows.outbox.name

    @property
    def parts(self) -> int:
        return self._town.groups * STEPS

    def tell(self, part: int) -> None:
        """One step in the lives of a group of alerts."""
        group, step = divmod(part, STEPS)
        self._opened_at.setdefault(group, datetime.now(UTC))
        self.send(step_of(self._town, group, pier, step, self._opened_at[group]) for pier in range(self._town.piers))

    def send(self, changes: Iterable[Change]) -> None:
        """Write changes to the flow of alerts, each acknowledged."""
        flow, sent = self._flows.alerts, []
        for one in changes:
            self._told.append(one)
            record = alert_record(one)
            partition = partition_of(record.key or b"", flow.partitions)
            sent.append(self._producer.send(flow.name, record.value, record.key, list(record.headers), partition))
        self._producer.flush()
        for promise in sent:
            promise.get(timeout=60)

    def close(self) -> None:
        """Write no more."""
        self._producer.close()

    def all_heard(self) -> bool:
        """Whether all alerts were taken; ticks and answers follow each other all the time."""
        return not lag(self._bootstrap, self._group, self._flows.alerts.name)

    def changes(self) -> list[Change]:
        return list(self._told)

    def deliveries(self) -> list[Delivery]:
        return list_deliveries(self.config, "--kafka")


def step_of(town: Town, group: int, pier: int, step: int, opened_at: datetime) -> Change:
    """An alert opens, grows twice, and ends."""
    watch, now = (
        AboutWatch(id=town.id(group, pier), name=town.name(group, pier), tags=(town.called,)),
        datetime.now(UTC),
    )
    last = step == STEPS - 1
    return change(
        alert_id=short_hash("life", watch.id),
        watch=watch,
        headline=f"{watch.name}: 3 independent stories in the last hour",
        sequence=step,
        type=ChangeType.RESOLVED if last else ChangeType.UPDATED if step else ChangeType.OPENED,
        state=AlertState.RESOLVED if last else AlertState.OPEN,
        opened_at=opened_at,
        changed_at=now,
        resolved_at=now if last else None,
    )
