"""Keep time and count on Kafka: one Faust app with two agents. Any number of workers may run it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from time import monotonic, perf_counter
from typing import Any

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.hour import most_observed
from workers.detect.clock import TimeRules
from workers.errors import StateError
from workers.hosts.counter import ingest_rules
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.counting.share import Share
from workers.hosts.kafka.counting.timekeeper import Timekeeper
from workers.hosts.kafka.engine.kept import Kept, Row
from workers.hosts.kafka.engine.lag import Taking, measure_lag
from workers.hosts.kafka.engine.refusing import refuse
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import Progress, SteadyApp, build_app, raw_topic
from workers.hosts.kafka.engine.worker import Health, run_app
from workers.hosts.kafka.flows import WATCHES, Flows, flows_of, names_of
from workers.hosts.kafka.ways import Ways
from workers.hosts.observe import BUSIEST_S, Observer
from workers.metrics import Part
from workers.metrics.steps import Step
from workers.model.alert import Change
from workers.model.rejection import Reason
from workers.model.signal import Mention
from workers.rules import Rules

TOGETHER = 500
"""Rows that are encoded and on their way at once: a tick may close every watch there is."""


class Counting(Struct, frozen=True, kw_only=True):
    """A counter, ready to run."""

    app: SteadyApp
    progress: Progress
    sources: tuple[str, ...]
    """Names of the flows it reads."""


def run_counter(rules: Rules, ways: Ways, health: Health) -> int:
    """Keep time and count until SIGTERM; see `run_app` for the exit code."""
    counting = build_counter(rules, ways)
    return run_app(counting.app, ways, counting.progress, counting.sources, health)


def build_counter(rules: Rules, ways: Ways) -> Counting:
    """Put the app together."""
    settings = rules.settings
    flows, progress, observer = flows_of(settings), Progress(), Observer(ways.log)
    observer.started(Part.COUNT, rules, (), live=settings.time != "pages")
    app = build_app(names_of(settings).count, ways, flows.signals.partitions)
    time = TimeRules(live=settings.time != "pages", lateness_s=settings.lateness.seconds)
    timekeeper = Timekeeper(app, flows, time, ingest_rules(rules), observer)
    shares = Shares(app, flows, rules.watches, observer, settings.metrics.top_watches)
    pace = ways.pace

    async def hear_pulses(stream: Any) -> None:
        async for events in stream.noack_take(pace.batch, within=pace.within_s):
            await timekeeper.hear(events)
            await _acknowledge(stream, events, progress)

    async def count_signals(stream: Any) -> None:
        async for events in stream.noack_take(pace.batch, within=pace.within_s):
            await shares.count(events)
            await _acknowledge(stream, events, progress)

    async def take_over(_: Any, /, *told: Any, **__: Any) -> None:
        ours = sorted(told[0])
        timekeeper.assigned([tp.partition for tp in ours if tp.topic == flows.clock.name])
        shares.assigned([tp.partition for tp in ours if tp.topic == flows.watches.name])

    async def measure() -> None:
        pulses = Taking(flow=flows.pulses.name, label="pulses", step=Step.KEEP_TIME)
        signals = Taking(flow=flows.signals.name, label="signals", step=Step.COUNT)
        await measure_lag(app, (pulses, signals), observer)

    app.task(measure)
    app.agent(raw_topic(app, flows.pulses), name="keep_time")(hear_pulses)
    app.agent(raw_topic(app, flows.signals), name="count")(count_signals)
    app.on_partitions_assigned.connect(take_over, weak=False)
    return Counting(app=app, progress=progress, sources=(flows.pulses.name, flows.signals.name))


async def _acknowledge(stream: Any, events: Sequence[Any], progress: Progress) -> None:
    for event in events:
        await stream.ack(event)
    progress.moved()


class Counted(Struct, frozen=True, kw_only=True):
    """What a batch of signals led to, beside what the shares hold."""

    changes: tuple[Change, ...]
    rejects: tuple[Record, ...]
    shares: tuple[Share, ...]
    """Those that were touched, by partition."""
    at: datetime | None
    """Event time of the last signal (UTC); None where none could be read."""


class Shares:
    """The shares of all partitions that are ours; made at the first event after each assignment."""

    def __init__(
        self, app: SteadyApp, flows: Flows, watches: Mapping[str, CountRules], observer: Observer, top_watches: int
    ) -> None:
        self._app, self._flows, self._watches, self._observer = app, flows, watches, observer
        self._top_watches, self._looked_s = top_watches, monotonic() - BUSIEST_S
        self._kept = Kept(app, WATCHES, flows.watches.partitions)
        self._shares: dict[int, Share] = {}

    def assigned(self, partitions: Sequence[int]) -> None:
        """Hear which partitions of the watches' table are ours now. All are taken up anew from their rows."""
        self._kept.keep_only(partitions)
        self._shares.clear()

    async def count(self, events: Sequence[Any]) -> None:
        """Count a batch: alerts, then states, then clocks, each acknowledged by the broker before the next goes out.

        A crash after an alert sends it again under its id; one before it finds the state that has not told it yet. A
        clock written before a state would judge a mention that comes again late.
        """
        began = perf_counter()
        counted = self._hear(events)
        self._observer.stepped(Step.COUNT, perf_counter() - began, counted.at, len(events))
        for change in counted.changes:
            self._observer.changed(change)
        await send_all(self._app, self._flows.rejects, counted.rejects)
        await send_all(self._app, self._flows.alerts, map(alert_record, counted.changes))
        await self._write(row for share in counted.shares for row in share.rows())
        await self._write(row for share in counted.shares for row in share.clock_rows())
        self._observer.committed(perf_counter() - began)
        self._tell_state()

    def _tell_state(self) -> None:
        shares, observer = self._shares.values(), self._observer
        observer.spikes_open(sum(share.open_alerts for share in shares))
        observer.keeps_rows(WATCHES, self._kept.held)
        observer.keeps_bytes(WATCHES, self._kept.size)
        if self._top_watches and monotonic() - self._looked_s >= BUSIEST_S:
            self._looked_s = monotonic()
            hours = {watch: hour for share in shares for watch, hour in share.busiest(self._top_watches).items()}
            observer.busiest(most_observed(hours, self._top_watches))

    async def _write(self, rows: Iterator[Row]) -> None:
        while some := list(islice(rows, TOGETHER)):
            await self._kept.write(some)

    def _hear(self, events: Sequence[Any]) -> Counted:
        changes: list[Change] = []
        rejects: list[Record] = []
        touched: dict[int, Share] = {}
        at: datetime | None = None
        for event in events:
            number = event.message.partition
            touched[number] = share = self._share(number)
            try:
                signal = codecs.signals.decode(event.value)
            except StateError as error:
                rejects.append(self._refuse(event, Reason.WRONG_TYPE, str(error)))
                continue
            at = signal.at if isinstance(signal, Mention) else signal.watermark
            if not isinstance(signal, Mention):
                changes += share.tick(signal)
            elif share.knows(signal):
                told, late = share.count(signal)
                changes += told
                self._observer.counted(late)
            else:
                self._observer.unknown(signal)
            for bug, watch, _ in share.bugs():
                self._observer.bug(bug, f"count {watch}")
                rejects.append(self._refuse(event, Reason.BUG, f"{watch}: {bug.detail}"))
        return Counted(
            changes=tuple(changes),
            rejects=tuple(rejects),
            shares=tuple(touched[number] for number in sorted(touched)),
            at=at,
        )

    def _share(self, number: int) -> Share:
        share = self._shares.get(number)
        if share is None:
            try:
                share = Share(number, self._kept.rows(number), self._watches)
            except StateError as error:
                raise StateError(f"{self._flows.watches.name}, partition {number}: {error}") from error
            self._shares[number] = share
        return share

    def _refuse(self, event: Any, reason: Reason, detail: str) -> Record:
        self._observer.refused(reason)
        return refuse(event.message, "count", reason, detail)
