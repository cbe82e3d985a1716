"""Keep time and count on Kafka: one Faust app with two agents. Any number of workers may run it."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from workers.detect.clock import TimeRules
from workers.hosts.config import Config
from workers.hosts.counter import ingest_rules
from workers.hosts.kafka.counting.shares import Shares
from workers.hosts.kafka.counting.timekeeper import Timekeeper
from workers.hosts.kafka.engine.lag import Taking, measure_lag
from workers.hosts.kafka.engine.renewing import follow_config
from workers.hosts.kafka.engine.steady import Progress, SteadyApp, build_app, raw_topic
from workers.hosts.kafka.engine.worker import Health, run_app
from workers.hosts.kafka.flows import flows_of, names_of
from workers.hosts.kafka.ways import Ways
from workers.hosts.observe import Observer
from workers.hosts.reloading import Reloading
from workers.metrics import Part
from workers.metrics.steps import Step
from workers.rules import Rules


class Counting(Struct, frozen=True, kw_only=True):
    """A counter, ready to run."""

    app: SteadyApp
    progress: Progress
    sources: tuple[str, ...]
    """Names of the flows it reads."""


def run_counter(rules: Rules, ways: Ways, health: Health, reloading: Reloading | None = None) -> int:
    """Keep time and count until SIGTERM; see `run_app` for the exit code.

    Args:
        rules: The config, compiled.
        ways: The world.
        health: Where to serve it.
        reloading: Where another config comes from; None where the one from the start holds to the end.
    """
    counting = build_counter(rules, ways, reloading)
    return run_app(counting.app, ways, counting.progress, counting.sources, health)


def build_counter(rules: Rules, ways: Ways, reloading: Reloading | None = None) -> Counting:
    """Put the app together; see `run_counter`."""
    settings = rules.settings
    flows, progress, observer = flows_of(settings), Progress(), Observer(ways.log)
    observer.started(Part.COUNT, rules, (), live=settings.time != "pages")
    app = build_app(names_of(settings).count, ways, flows.signals.partitions)
    time = TimeRules(live=settings.time != "pages", lateness_s=settings.lateness.seconds)
    timekeeper = Timekeeper(app, flows, time, ingest_rules(rules), observer)
    shares = Shares(app, flows, rules, observer)
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

    async def renew(config: Config, _: Collection[str]) -> None:
        await shares.reload(config.rules)
        timekeeper.reload(ingest_rules(config.rules))

    app.task(measure)
    follow_config(app, reloading, renew)
    app.agent(raw_topic(app, flows.pulses), name="keep_time")(hear_pulses)
    app.agent(raw_topic(app, flows.signals), name="count")(count_signals)
    app.on_partitions_assigned.connect(take_over, weak=False)
    return Counting(app=app, progress=progress, sources=(flows.pulses.name, flows.signals.name))


async def _acknowledge(stream: Any, events: Sequence[Any], progress: Progress) -> None:
    for event in events:
        await stream.ack(event)
    progress.moved()
