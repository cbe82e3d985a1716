"""Our flows (Kafka topics): their names, how many partitions each has, and how long they keep what."""

from datetime import timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict

from workers.documents.settings import SettingsFile

SHORT = timedelta(days=7)
"""What is only on its way; longer than any outage should last."""
RECORD_BYTES = 8 * 1024 * 1024
"""The largest record any part of ours writes: a page of the largest size we read, with room for its headers."""
SEGMENT_BYTES = 16 * 1024 * 1024
"""Small segments, for only closed ones are compacted, and a worker reads its changelog whole when it starts."""


class Flow(Struct, frozen=True, kw_only=True):
    """One flow as it must be."""

    name: str
    """The Kafka topic."""
    partitions: int
    kept: timedelta | None
    """How long records are kept; None: the last one of each key is kept, others go (a compacted flow)."""
    fixed: bool = True
    """Whether the number of partitions must be exactly this; else it is only what a new flow gets."""

    @property
    def policy(self) -> Literal["compact", "delete"]:
        """Kafka's ``cleanup.policy``."""
        return "compact" if self.kept is None else "delete"

    @property
    def config(self) -> dict[str, str]:
        """What the topic is created with."""
        size = {"cleanup.policy": self.policy, "max.message.bytes": str(RECORD_BYTES)}
        if self.kept is not None:
            return size | {"retention.ms": str(int(self.kept.total_seconds() * 1000))}
        return size | {"min.cleanable.dirty.ratio": "0.2", "segment.bytes": str(SEGMENT_BYTES)}


class Flows(Struct, frozen=True, kw_only=True):
    """All of them. The last three are the states of the counters and notifiers (Faust's changelogs)."""

    pages: Flow
    articles: Flow
    pulses: Flow
    signals: Flow
    alerts: Flow
    notices: Flow
    deliveries: Flow
    controls: Flow
    rejects: Flow
    clock: Flow
    watches: Flow
    outbox: Flow

    def all(self) -> tuple[Flow, ...]:
        """In the order in which a page meets them."""
        return tuple(asdict(self).values())

    def named(self, name: str) -> Flow:
        """The flow of a field's name, such as ``signals``."""
        flow: Flow = getattr(self, name)
        return flow


class Names(Struct, frozen=True, kw_only=True):
    """The names of our consumer groups and of our Faust apps, which are the same."""

    read: str
    count: str
    notify: str


CLOCK, WATCHES, OUTBOX = "clock", "watches", "outbox"
"""Names of the tables."""


def names_of(settings: SettingsFile) -> Names:
    """The consumer groups of a config."""
    prefix = settings.flows.prefix
    return Names(read=f"{prefix}read", count=f"{prefix}count", notify=f"{prefix}notify")


def flows_of(settings: SettingsFile) -> Flows:
    """The flows of a config."""
    said, names, keep = settings.flows, names_of(settings), settings.keep
    alerts, rejects = timedelta(seconds=keep.alerts.seconds), timedelta(seconds=keep.rejects.seconds)

    def flow(name: str, kept: timedelta | None, partitions: int = said.partitions) -> Flow:
        return Flow(name=f"{said.prefix}{name}", partitions=partitions, kept=kept)

    def changelog(app: str, table: str, partitions: int) -> Flow:
        return Flow(name=f"{app}-{table}-changelog", partitions=partitions, kept=None)

    return Flows(
        pages=Flow(
            name=said.pages or f"{said.prefix}pages", partitions=said.partitions, kept=timedelta(days=30), fixed=False
        ),
        articles=flow("articles", timedelta(seconds=keep.text.seconds)),
        pulses=flow("pulses", SHORT, 1),
        signals=flow("signals", SHORT),
        alerts=flow("alerts", alerts),
        notices=flow("notices", SHORT),
        deliveries=flow("deliveries", alerts),
        controls=flow("controls", None, 1),
        rejects=flow("rejects", rejects),
        clock=changelog(names.count, CLOCK, 1),
        watches=changelog(names.count, WATCHES, said.partitions),
        outbox=changelog(names.notify, OUTBOX, said.partitions),
    )
