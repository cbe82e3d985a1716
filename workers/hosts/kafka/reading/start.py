"""A reader from its start to its end."""

from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime

from kafka.errors import KafkaError

from workers.hosts.children import PageReader
from workers.hosts.kafka.flows import flows_of, names_of
from workers.hosts.kafka.preflight import preflight
from workers.hosts.kafka.reading.group import Group
from workers.hosts.kafka.reading.in_step import lead_in
from workers.hosts.kafka.reading.others import Others
from workers.hosts.kafka.reading.outages import Outages
from workers.hosts.kafka.reading.outgoing import Outgoing
from workers.hosts.kafka.reading.reader import PagesReader, Parts
from workers.hosts.kafka.reading.taking import Taking, Tools
from workers.hosts.kafka.reading.telling import Telling
from workers.hosts.kafka.ways import Ways
from workers.hosts.observe import Observer
from workers.hosts.overheard import overhear
from workers.hosts.reloading import Reloading
from workers.hosts.spans import Spans
from workers.hosts.web.health import Pulsebeat
from workers.metrics import Part
from workers.rules import Rules

CRASHED = 70
"""The exit code where the broker refused, or was away too long."""


def run_reader(
    rules: Rules, ways: Ways, stopping: Callable[[], bool], beat: Pulsebeat, reloading: Reloading | None = None
) -> int:
    """Read pages until asked to stop. Returns the exit code: 0 after an orderly end.

    Raises:
        HostError: the broker cannot be used, flows are not as they must be, or nothing is ours for too long.
    """
    preflight(rules.settings, ways, "read")
    overhear(ways.log)
    ways.log.info("started", part="read", group=names_of(rules.settings).read, instance=ways.instance)
    try:
        with ExitStack() as stack:
            _build(rules, ways, stopping, beat, stack, reloading).run()
    except KafkaError as error:
        return _leave(ways, error)
    ways.log.info("ended", part="read")
    return 0


def _build(
    rules: Rules,
    ways: Ways,
    stopping: Callable[[], bool],
    beat: Pulsebeat,
    stack: ExitStack,
    reloading: Reloading | None,
) -> PagesReader:
    """Put the reader together; what must be closed is left to the stack."""
    flows, observer = flows_of(rules.settings), Observer(ways.log)
    observer.started(Part.READ, rules, (), live=rules.settings.time != "pages")
    outages = Outages(ways.pace.outage_s, stopping, beat.beat)
    outgoing = outages.ride(lambda: Outgoing(ways))
    stack.callback(_close, outgoing)
    group = outages.ride(lambda: Group(names_of(rules.settings).read, flows.pages.name, ways, outages))
    stack.callback(_close, group)
    reader = stack.enter_context(closing(PageReader(rules)))
    spans = Spans({}, {})
    tools = Tools(
        reader=reader, max_bytes=rules.input.max_bytes, flows=flows, outgoing=outgoing, spans=spans, observer=observer
    )
    parts = Parts(
        group=group,
        outgoing=outgoing,
        spans=spans,
        taking=Taking(tools),
        telling=Telling(group, outgoing, flows, observer),
        others=Others(group, datetime.now(UTC)),
        observer=observer,
        lead=lead_in(rules),
        patience_s=ways.pace.outage_s,
        reloading=reloading,
    )
    return PagesReader(parts, stopping, lambda joined: _hear(beat, joined))


def _leave(ways: Ways, error: KafkaError) -> int:
    """Say in one line why. Returns the exit code."""
    words = " ".join(str(error).split())[:500]
    ways.log.error("left", part="read", why=words, error=type(error).__name__, code=CRASHED)
    return CRASHED


def _hear(beat: Pulsebeat, joined: bool) -> None:
    """The loop went round."""
    beat.beat()
    beat.ready = joined


def _close(client: Group | Outgoing) -> None:
    """Close; a client that cannot say goodbye is left alone, for what was not committed is read again."""
    with suppress(KafkaError):
        client.close()
