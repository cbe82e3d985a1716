"""Keep time on Kafka: pulses in, ticks to every partition of the counters out."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.ingest import IngestRules
from workers.detect.clock import Clock, TimeRules
from workers.detect.guard import Guard
from workers.errors import StateError
from workers.hosts.contain import Bug, contain
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.codecs import ClockRow
from workers.hosts.kafka.engine.kept import Kept, Row
from workers.hosts.kafka.engine.refusing import refuse
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import SteadyApp
from workers.hosts.kafka.flows import CLOCK, Flows
from workers.hosts.observe import Observer
from workers.metrics.steps import Step
from workers.model.alert import Change
from workers.model.pulse import Pulse
from workers.model.rejection import Reason
from workers.model.signal import Tick
from workers.pipeline import ingest_change, keep_time

KEY = b"clock"
GUARDS = (b"guard 0", b"guard 1")


class Heard(Struct, frozen=True, kw_only=True):
    """What a batch of pulses led to."""

    clock: Clock
    ticks: tuple[Tick, ...]
    changes: tuple[Change, ...]
    """Of alerts about our own ingest."""
    rejects: tuple[Record, ...]
    refused: tuple[Reason, ...] = ()
    """Why, of each."""


class Timekeeper:
    """Holds the one clock while its partition is ours."""

    def __init__(self, app: SteadyApp, flows: Flows, rules: TimeRules, ingest: IngestRules, observer: Observer) -> None:
        self._app, self._flows, self._rules, self._ingest = app, flows, rules, ingest
        self._observer = observer
        self._kept = Kept(app, CLOCK, flows.clock.partitions)
        self._row: ClockRow | None = None

    def reload(self, ingest: IngestRules) -> None:
        """Tell of our own ingest by another config."""
        self._ingest = ingest

    def assigned(self, partitions: Sequence[int]) -> None:
        """Hear which partitions of the clock's table are ours now; others may have written since."""
        self._kept.keep_only(partitions)
        self._row = None

    async def hear(self, events: Sequence[Any]) -> None:
        """Keep time by a batch of pulses: alerts about ingest are out, and every tick in every partition, before the
        clock is written.

        A crash between the two repeats them, under the same ids; the other way round would skip them.
        """
        self._row = before = self._row or self._load()
        began = perf_counter()
        heard = hear_pulses(before.clock, events, self._rules, self._ingest)
        self._observer.stepped(Step.KEEP_TIME, perf_counter() - began, heard.clock.sent_at, len(events))
        self._observer.pulsed(before.clock, heard.clock)
        for reason in heard.refused:
            self._observer.refused(reason)
        for tick in heard.ticks:
            self._observer.ticked(tick)
        for change in heard.changes:
            self._observer.changed(change)
        await send_all(self._app, self._flows.alerts, map(alert_record, heard.changes))
        await send_all(self._app, self._flows.signals, spread(heard.ticks, self._flows.signals.partitions))
        await send_all(self._app, self._flows.rejects, heard.rejects)
        after, rows = clock_rows(heard.clock, before)
        for row in rows:
            await self._kept.write([row])
        self._observer.keeps_rows(CLOCK, self._kept.held)
        self._observer.keeps_bytes(CLOCK, self._kept.size)
        if self._row is before:  # else the clock was given away meanwhile
            self._row = after

    def _load(self) -> ClockRow:
        try:
            return read_clock(self._kept.rows(0))
        except StateError as error:
            raise StateError(f"{self._flows.clock.name}: {error}") from error


def hear_pulses(clock: Clock, events: Sequence[Any], rules: TimeRules, ingest: IngestRules) -> Heard:
    """Hear the pulses of a batch, one after the other; what cannot be read or meets a bug is refused."""
    ticks: list[Tick] = []
    changes: list[Change] = []
    rejects: list[Record] = []
    refused: list[Reason] = []
    for event in events:
        try:
            pulse = codecs.pulses.decode(event.value)
        except StateError as error:
            rejects.append(refuse(event.message, "count", Reason.WRONG_TYPE, str(error)))
            refused.append(Reason.WRONG_TYPE)
            continue
        kept = _keep(clock, pulse, rules, ingest)
        if isinstance(kept, Bug):
            rejects.append(refuse(event.message, "count", Reason.BUG, kept.detail))
            refused.append(Reason.BUG)
        else:
            clock = kept.clock
            ticks += kept.ticks
            changes += kept.changes
    return Heard(
        clock=clock, ticks=tuple(ticks), changes=tuple(changes), rejects=tuple(rejects), refused=tuple(refused)
    )


def _keep(clock: Clock, pulse: Pulse, rules: TimeRules, ingest: IngestRules) -> Heard | Bug:
    def step() -> Heard:
        after, ticks = keep_time(clock, pulse, rules)
        changes = tuple(ingest_change(one, ingest) for tick in ticks for one in tick.faults)
        return Heard(clock=after, ticks=ticks, changes=changes, rejects=())

    return contain(step)


def spread(ticks: Sequence[Tick], partitions: int) -> list[Record]:
    """Every tick for every partition, in the order of the ticks; without what it says of sources, told already."""
    values = [codecs.signals.encode(replace(tick, faults=())) for tick in ticks]
    return [Record(value=value, partition=number) for value in values for number in range(partitions)]


def clock_rows(clock: Clock, before: ClockRow) -> tuple[ClockRow, tuple[Row, ...]]:
    """What is to be written of a clock, in this order, each acknowledged before the next goes out.

    The guard knows a thousand sources by 600 bytes each, and changes only when a slot is decided; so it has rows of
    its own, two in turns: the clock's row says which one holds, and until it is written the other does.
    """
    turn = before.turn
    rows: list[Row] = []
    if clock.guard != before.clock.guard:
        turn = 1 - turn
        rows.append(Row(partition=0, key=GUARDS[turn], value=codecs.guards.encode(clock.guard)))
    row = ClockRow(clock=clock, turn=turn)
    rows.append(Row(partition=0, key=KEY, value=codecs.clock_rows.encode(_without_guard(row))))
    return row, tuple(rows)


def _without_guard(row: ClockRow) -> ClockRow:
    return replace(row, clock=replace(row.clock, guard=Guard()))


def read_clock(rows: Mapping[bytes, bytes]) -> ClockRow:
    """Put the clock together from the rows of its table; a new one where there is none.

    Raises:
        StateError: they were written by a newer version, or are nothing of ours.
    """
    if KEY not in rows:
        return ClockRow(clock=Clock())
    row = codecs.clock_rows.decode(rows[KEY])
    guard = rows.get(GUARDS[row.turn])
    if guard is None:
        return row
    return replace(row, clock=replace(row.clock, guard=codecs.guards.decode(guard)))
