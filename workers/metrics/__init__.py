"""Every metric, its labels, and what a change of it means. Only `hosts` touches them.

One file a room; a part of the product shows the rooms of the work it does. docs/metrics.md is made from them.
"""

from enum import StrEnum

from prometheus_client import ProcessCollector

from workers.metrics import consuming, counting, keeping, notifying, reading, running, steps, storing
from workers.metrics.registry import Room, Shown
from workers.metrics.steps import Step
from workers.model.alert import ChangeType, Kind, Severity
from workers.model.notice import Result, Verdict
from workers.model.rejection import Reason


class Part(StrEnum):
    """The parts of the product: one process that does everything, or those on Kafka."""

    RUN = "run"
    READ = "read"
    COUNT = "count"
    NOTIFY = "notify"


STEPS = {
    Part.RUN: tuple(Step),
    Part.READ: (Step.READ,),
    Part.COUNT: (Step.KEEP_TIME, Step.COUNT),
    Part.NOTIFY: (Step.ROUTE, Step.NOTIFY),
}
FLOWS = {
    Part.RUN: (),
    Part.READ: ("pages",),
    Part.COUNT: ("pulses", "signals"),
    Part.NOTIFY: ("alerts", "notices"),
}
"""The flows each takes from, as labels."""
TABLES: dict[Part, tuple[str, ...]] = {
    Part.RUN: ("watches",),
    Part.READ: (),
    Part.COUNT: ("watches", "clock"),
    Part.NOTIFY: ("outbox",),
}
SIZED = TABLES | {Part.RUN: ("file",)}
"""What each keeps in rows, and in bytes, as labels."""

_KAFKA = (steps.ROOM, running.ROOM, consuming.ROOM)
ROOMS: dict[Part, tuple[Room, ...]] = {
    Part.RUN: (
        *(steps.ROOM, running.ROOM, reading.ROOM, reading.REFUSING, keeping.ROOM, counting.ROOM),
        *(storing.ROOM, notifying.ROUTING, notifying.ROOM),
    ),
    Part.READ: (*_KAFKA, reading.ROOM, reading.REFUSING, consuming.READER),
    Part.COUNT: (*_KAFKA, reading.REFUSING, keeping.ROOM, counting.ROOM, storing.ROOM),
    Part.NOTIFY: (*_KAFKA, reading.REFUSING, notifying.ROUTING, notifying.ROOM, storing.ROOM),
}
ALL_ROOMS: tuple[Room, ...] = tuple(dict.fromkeys(room for rooms in ROOMS.values() for room in rooms))

REGISTRY = Shown()
REGISTRY.show(ALL_ROOMS)
ProcessCollector(registry=REGISTRY)


def show(part: Part) -> None:
    """Let `/metrics` show what a part has to say, and every series of it before its first event.

    An increase can only be seen from something; a gauge that nobody moves here would be taken for a fact.
    """
    REGISTRY.show(ROOMS[part])
    start_at_zero()
    for family in (steps.taken, steps.in_progress, steps.last_event_timestamp_seconds, steps.seconds):
        family.clear()
        for step in STEPS[part]:
            family.labels(step.value)
    for flow in FLOWS[part]:
        consuming.lag_records.labels(flow)
        consuming.lag_seconds.labels(flow)
    for table in TABLES[part]:
        storing.state_rows.labels(table)
    for table in SIZED[part]:
        storing.state_bytes.labels(table)
    keeping.intake_ratio.set(1)


def start_at_zero() -> None:
    """Make every series with a closed set of labels exist."""
    for reason in Reason:
        reading.pages_rejected.labels(reason.value)
    for verdict in Verdict:
        notifying.verdicts.labels(verdict.value)
    for type_ in ChangeType:
        for severity in Severity:
            counting.changes.labels(type_.value.rsplit(".", 1)[-1], severity.value)
    for kind in Kind:
        counting.alerts_open.labels(kind.value)


def start_channel_at_zero(channel_id: str) -> None:
    """Do the same for one channel of the config."""
    for result in Result:
        notifying.attempts.labels(channel_id, result.value)
    notifying.breaker_open.labels(channel_id)
    notifying.attempt_seconds.labels(channel_id)
    notifying.delivery_seconds.labels(channel_id)
