"""A Faust app that loses nothing: what Faust 0.15 needs so that a crash, a rebalance or an outage costs no record.

Each rule here mends something that was seen to lose messages or to stand still in silence; see docs/decisions.md.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from time import monotonic
from typing import Any

import faust
import mode
from faust.exceptions import ConsumerNotStarted
from faust.transport.drivers import aiokafka as driver
from structlog.typing import FilteringBoundLogger

from workers.hosts.kafka.engine.seeking import SafeSeekConsumer
from workers.hosts.kafka.flows import RECORD_BYTES, Flow
from workers.hosts.kafka.security import Access
from workers.hosts.kafka.ways import Ways

CRASHED, STALLED, LOGGED, STOOD, SLOW_END = 70, 71, 72, 73, 75
"""Exit codes: a bug; no progress; a failure the libraries only log; a process that was stopped; an end too slow."""
CRASH_S, STOP_S = 3.0, 25.0
"""How long Faust's own way out may take after a crash, and when it was asked to stop: it was seen to hang a minute."""
FATAL = ("Error in recovery", "Unexpected error in coordinator routine", "Ignoring missing topic")
"""What the libraries log and then live on with, doing nothing."""
FATAL_LOGS = ("faust.tables.recovery", "aiokafka.consumer.group_coordinator", "faust.assignor.partition_assignor")
BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The clock that goes on while the machine sleeps, where there is one."""
BUFFERED = 20_000
"""Records the producer may hold; with Faust's 100 each batch sleeps."""


class LeasedProducer(driver.Producer):
    """Asks, before anything goes out, whether it still may.

    Kafka lets everybody write. A process that was stopped for longer than its session has lost its partitions; what it
    still held would go over the rows of who has them now.
    """

    async def on_start(self) -> None:
        """Put the question before the way out."""
        await super().on_start()
        client: Any = self._ensure_producer().client
        send, lease = client.send, self.app.lease  # type: ignore[attr-defined]

        def send_leased(*args: Any, **named: Any) -> Any:
            lease.check()
            return send(*args, **named)

        client.send = send_leased


class SafeTransport(driver.Transport):
    """Kafka, read safely, and written to only by who may."""

    Consumer = SafeSeekConsumer
    Producer = LeasedProducer


class AckTable(faust.Table[bytes, bytes]):
    """A table whose writer names the partition, and can wait until the broker has the record."""

    _partition: int | None = None
    _written: Any = None

    def partition_for_key(self, key: object) -> int | None:
        """The partition that was named."""
        partition: int | None = super().partition_for_key(key) if self._partition is None else self._partition
        return partition

    def send_changelog(self, *args: Any, **named: Any) -> Any:
        """Send, and remember what to wait for."""
        self._written = super().send_changelog(*args, **named)
        return self._written

    def put(self, key: bytes, value: bytes | None, partition: int) -> Any:
        """Write a row, or drop it (None). Returns what to await: the broker's word that it has the record."""
        self._partition = partition
        try:
            if value is not None:
                self[key] = value
            elif key in self.data:
                del self[key]
            else:
                self.on_key_del(key)
        finally:
            self._partition = None
        return self._written


class SteadyApp(faust.App):
    """Leaves at once when something breaks: what was not acknowledged is then done again by who comes next."""

    steady_log: FilteringBoundLogger
    lease: "Lease"

    def _new_transport(self) -> driver.Transport:
        return SafeTransport(self.conf.broker_consumer, self)

    async def _on_agent_error(self, agent: Any, error: BaseException) -> None:
        leave(self, CRASHED, f"{agent.name}: {error!r}")

    async def crash(self, reason: BaseException) -> None:
        """Leave, whatever Faust does about it."""
        _leave_in(self, CRASH_S, CRASHED, f"crashed: {reason!r}")
        await super().crash(reason)

    async def stop(self) -> None:
        """End in an orderly way, but not for ever."""
        _leave_in(self, STOP_S, SLOW_END, "the orderly end took too long")
        await super().stop()


def build_app(name: str, ways: Ways, partitions: int) -> SteadyApp:
    """Make an app that declares no flow, serves no page, and keeps its tables in memory.

    Args:
        name: Its consumer group, and what the names of its changelogs begin with.
        ways: The world.
        partitions: Of its tables, unless they say otherwise.
    """
    pace = ways.pace
    app = SteadyApp(
        name,
        broker=[f"kafka://{one}" for one in ways.brokers],
        broker_credentials=credentials_of(ways.access),
        env_prefix="GROUNDSWELL_FAUST_",  # without one, WEB_PORT and its like from the environment change settings
        autodiscover=False,
        store="memory://",
        datadir=f"{ways.folder}-{ways.place}",
        Table=AckTable,
        topic_partitions=partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        web_enabled=False,
        web_bind="127.0.0.1",
        web_host="127.0.0.1",
        web_port=ways.place,
        broker_session_timeout=pace.session_s,
        broker_heartbeat_interval=pace.heartbeat_s,
        broker_rebalance_timeout=max(pace.rebalance_s, pace.session_s),
        broker_request_timeout=max(15.0, pace.session_s),
        broker_commit_interval=0.5,
        broker_max_poll_interval=120.0,
        consumer_group_instance_id=ways.instance,
        consumer_max_fetch_size=RECORD_BYTES,
        producer_request_timeout=pace.outage_s,
        producer_linger=pace.linger_s,
        producer_max_batch_size=262_144,
        producer_max_request_size=RECORD_BYTES,
        stream_buffer_maxsize=1024,
        worker_redirect_stdouts=False,
        agent_supervisor=mode.CrashingSupervisor,
    )
    app.steady_log = ways.log
    app.lease = Lease(app, pace.session_s - pace.heartbeat_s)
    return app


def credentials_of(access: Access) -> Any:
    """The credentials of a Faust app; None where the broker asks for none."""
    if access.mechanism is not None:
        return faust.SASLCredentials(
            username=access.username,
            password=None if access.password is None else access.password.word,
            mechanism=access.mechanism,
            ssl_context=access.tls,
        )
    return None if access.tls is None else faust.SSLCredentials(context=access.tls)


def raw_topic(app: SteadyApp, flow: Flow) -> Any:
    """A flow as bytes in and out: what cannot be decoded is refused by us, not by Faust."""
    return app.topic(flow.name, key_serializer="raw", value_serializer="raw")


def leave(app: SteadyApp, code: int, why: str) -> None:
    """End the process now, without a word to the broker."""
    app.steady_log.error("left", why=why[:500], code=code)
    logging.shutdown()
    os._exit(code)


def _boot_s() -> float:
    return time.clock_gettime(BOOT_CLOCK)


class Lease:
    """Whether this process may still write: it was never stopped for so long that others have its partitions."""

    def __init__(self, app: SteadyApp, limit_s: float, clock: Callable[[], float] = _boot_s) -> None:
        self._app, self.limit_s, self._clock = app, limit_s, clock
        self._renewed_at: float | None = None

    def renew(self) -> None:
        """Go on; called every second by a thread, which stands still only when the process does."""
        self.check()
        self._renewed_at = self._clock()

    def check(self) -> None:
        """End the process if it stood still for too long. Before the first renewal there is nothing to lose."""
        if self._renewed_at is not None and self._clock() - self._renewed_at > self.limit_s:
            leave(self._app, STOOD, f"stood still for {self._clock() - self._renewed_at:.0f} s")


def _leave_in(app: SteadyApp, seconds: float, code: int, why: str) -> None:
    timer = threading.Timer(seconds, leave, [app, code, why])
    timer.daemon = True
    timer.start()


class FatalLog(logging.Handler):
    """Ends the process when a library logs what it should have raised."""

    def __init__(self, app: SteadyApp) -> None:
        super().__init__()
        self._app = app

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one line."""
        line = record.getMessage()
        if any(phrase in line for phrase in FATAL):
            leave(self._app, LOGGED, line)


def heed_fatal_logs(app: SteadyApp) -> None:
    """Let the libraries' worst lines end the process."""
    for name in FATAL_LOGS:
        logging.getLogger(name).addHandler(FatalLog(app))


def is_ready(app: SteadyApp) -> bool:
    """Whether the worker has what it needs: its partitions, and the rows of its tables. May be asked by any thread.

    Faust makes its consumer and its recovery when they are first asked for, without a lock: a thread that asked before
    the loop did would leave two of them, of which one is started and the other is waited for.
    """
    tables: Any = app.tables
    if app._consumer is None or tables._recovery is None:
        return False
    settled = app.started and not app.rebalancing and not tables.recovery.in_recovery
    try:
        return bool(settled and (app.unassigned or app.consumer.assignment()))
    except ConsumerNotStarted:
        return False


class Progress:
    """When something was last acknowledged; told by the agents."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self.at = clock()

    @property
    def idle_s(self) -> float:
        """Seconds since."""
        return self._clock() - self.at

    def moved(self) -> None:
        """Something was."""
        self.at = self._clock()
