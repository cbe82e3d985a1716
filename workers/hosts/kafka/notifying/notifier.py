"""Route and notify on Kafka: changes come in, notices go out, and nothing that is owed is forgotten."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from typing import Any

from workers.channels.base import Carriers
from workers.hosts.config import Config
from workers.hosts.desk import terms_of
from workers.hosts.kafka.codecs import notice_events
from workers.hosts.kafka.engine.kept import Kept
from workers.hosts.kafka.engine.lag import Taking, measure_lag
from workers.hosts.kafka.engine.renewing import follow_config
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import Progress, SteadyApp, build_app, is_ready, raw_topic
from workers.hosts.kafka.engine.worker import Health, run_app
from workers.hosts.kafka.flows import OUTBOX, Flow, Flows, flows_of, names_of
from workers.hosts.kafka.notifying.carrying import Carrying, Outbound, Report
from workers.hosts.kafka.notifying.clerk import Branches, Clerk
from workers.hosts.kafka.notifying.controls import Controls
from workers.hosts.kafka.notifying.desks import Desks
from workers.hosts.kafka.notifying.router import Router
from workers.hosts.kafka.ways import Ways
from workers.hosts.lines import Lines
from workers.hosts.observe import Observer
from workers.hosts.reloading import Reloading
from workers.hosts.senders import Senders
from workers.metrics import Part
from workers.metrics.steps import Step
from workers.model.names import parts_of_notice
from workers.model.notice import Outcome
from workers.rules import Rules

TICK_S = 1.0
MOVE_S = 2.0
"""Before partitions move, so long is waited for answers: whoever has them next need not ask again."""
END_S = 5.0
"""The same before the process ends."""


def run_notifier(
    config: Config, carriers: Carriers, ways: Ways, health: Health, reloading: Reloading | None = None
) -> int:
    """Route and notify until SIGTERM or SIGINT. Returns the exit code: 0 after an orderly end.

    Args:
        config: At the start.
        carriers: What channels reach the outside with.
        ways: The world.
        health: Where to serve it.
        reloading: Where another config comes from; None where the one from the start holds to the end.

    Raises:
        OSError: the port for health and metrics is in use, or not ours to take.
    """
    rules, channels = config.rules, config.channels
    flows, progress = flows_of(rules.settings), Progress()
    observer = Observer(ways.log)
    observer.started(Part.NOTIFY, rules, channels, live=rules.settings.time != "pages")
    lines = Lines({name: channel.needs for name, channel in channels.items()}, terms_of(rules.settings).schedule)
    with closing(Senders(channels, carriers)) as senders:
        outbound = Outbound(senders=senders, lines=lines, carriers=carriers)
        app = build_notifier(rules, outbound, ways, progress, observer, reloading)
        return run_app(app, ways, progress, (flows.alerts.name, flows.notices.name), health)


def build_notifier(
    rules: Rules,
    outbound: Outbound,
    ways: Ways,
    progress: Progress,
    observer: Observer,
    reloading: Reloading | None = None,
) -> SteadyApp:
    """Put the app together: the two agents, the table of outboxes, and what carries attempts out.

    Args:
        rules: The config, compiled.
        outbound: Makes the attempts.
        ways: The world.
        progress: Hears when something was acknowledged.
        observer: Hears of every verdict and answer.
        reloading: Where another config comes from; None where the one from the start holds to the end.
    """
    settings = rules.settings
    flows, live = flows_of(settings), settings.time != "pages"
    app = build_app(names_of(settings).notify, ways, flows.notices.partitions)
    kept = Kept(app, OUTBOX, flows.outbox.partitions)
    desks = Desks(rules, flows.outbox.partitions, outbound.lines, live=live)
    branches = Branches(kept, lambda partition: desks.open(partition, kept.rows(partition)))
    carrying = Carrying(outbound, _reporting(app, flows.notices))
    controls = Controls(flows.controls.name, ways, branches.silence)
    router = Router(app, flows, desks.routes, progress, observer, live=live)
    clerk = Clerk(app, flows, branches, carrying, progress, observer)

    @app.agent(raw_topic(app, flows.alerts), name="groundswell.route")
    async def route(stream: Any) -> None:
        await router.run(stream, ways.pace)

    @app.agent(raw_topic(app, flows.notices), name="groundswell.notify")
    async def notify(stream: Any) -> None:
        await clerk.run(stream, ways.pace, controls)

    async def renew(config: Config, changed: Collection[str]) -> None:
        desks.reload(config.rules)
        outbound.reload(config, changed)
        router.reload(desks.routes)
        branches.reload(desks.reopen)

    follow_config(app, reloading, renew)
    _measure(app, flows, observer)
    app.task(controls.run)
    app.task(carrying.run)
    _keep_time(app, clerk, flows.notices)
    _follow_moves(app, clerk, carrying, flows.outbox)
    return app


def _measure(app: SteadyApp, flows: Flows, observer: Observer) -> None:
    """Say how far we are behind."""

    async def measure() -> None:
        alerts = Taking(flow=flows.alerts.name, label="alerts", step=Step.ROUTE)
        notices = Taking(flow=flows.notices.name, label="notices", step=Step.NOTIFY)
        await measure_lag(app, (alerts, notices), observer)

    app.task(measure)


def _reporting(app: SteadyApp, notices: Flow) -> Report:
    """How outcomes come back: to the partition of the outbox they are about."""

    async def report(outcomes: Sequence[Outcome]) -> None:
        records = [
            Record(key=parts_of_notice(one.notice_id)[1].encode(), value=notice_events.encode(one)) for one in outcomes
        ]
        await send_all(app, notices, records)

    return report


def _keep_time(app: SteadyApp, clerk: Clerk, notices: Flow) -> None:
    """Time reaches the outboxes as an event: only while an event is heard may a table be written."""

    async def keep_time() -> None:
        while not app.should_stop:
            if is_ready(app):
                await clerk.tick(_partitions(app.consumer.assignment(), notices))
            await asyncio.sleep(TICK_S)

    app.task(keep_time)


def _follow_moves(app: SteadyApp, clerk: Clerk, carrying: Carrying, outbox: Flow) -> None:
    """Let go of partitions in good order, and take them up as others left them."""

    async def move_out(*_: Any, **__: Any) -> None:
        await clerk.move_out(MOVE_S)

    async def move_in(_: Any, /, *moved: Any, **__: Any) -> None:
        clerk.move_in(_partitions(moved[0], outbox))

    async def end(*_: Any, **__: Any) -> None:
        await carrying.pause(END_S)

    app.on_partitions_revoked.connect(move_out)
    app.on_partitions_assigned.connect(move_in)
    app.on_before_shutdown.connect(end)


def _partitions(assigned: Iterable[Any], flow: Flow) -> list[int]:
    return sorted(one.partition for one in assigned if one.topic == flow.name)
