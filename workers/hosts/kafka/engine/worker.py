"""Runs a Faust app from start to end in the main thread, watched, and seen from outside."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from time import monotonic

import faust
from faust.worker import Worker
from msgspec import Struct

from workers.documents.settings import SettingsFile
from workers.errors import HostError
from workers.hosts.kafka.engine.steady import BUFFERED, CRASHED, Progress, SteadyApp, heed_fatal_logs, is_ready
from workers.hosts.kafka.engine.watchdog import Watchdog
from workers.hosts.kafka.security import Secret
from workers.hosts.kafka.ways import Ways
from workers.hosts.overheard import overhear
from workers.hosts.web.bound import bound_by
from workers.hosts.web.entrance import Entrance
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Reload, Site

BEAT_S = 0.5
"""Seconds between two beats of the loop."""


class Health(Struct, frozen=True, kw_only=True):
    """Where health and metrics are served."""

    bind: str
    port: int
    """0: any free one."""
    token: Secret | None = None
    """What callers must show for the metrics; None: nothing."""
    reload: Reload | None = None
    """What loads the config anew; None: nothing does."""


def health_of(settings: SettingsFile, environment: Mapping[str, str], port: int) -> Health:
    """Where a config says it is to be served, but for the port.

    Raises:
        HostError: the variable with the token is not set: nobody is let in by mistake.
    """
    http = bound_by(settings.http, environment)
    variable = http.token_env
    token = environment.get(variable, "").strip() if variable is not None else None
    if token == "":
        raise HostError(f"http.token_env: the variable {variable} is not set; expected the token that callers show")
    return Health(bind=http.bind, port=port, token=None if token is None else Secret(token))


class AppBeat:
    """What the health page asks of an app: whether its loop goes round, and whether it has what it needs."""

    def __init__(self, app: SteadyApp) -> None:
        self._app = app
        self._beat_at = monotonic()
        self._told = False

    @property
    def ready(self) -> bool:
        """Whether it has its partitions and their rows."""
        return is_ready(self._app)

    @property
    def age_s(self) -> float:
        """Seconds since the loop last went round."""
        return monotonic() - self._beat_at

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Beat for as long as the loop runs."""
        self._beat_at = monotonic()
        self._tell()
        loop.call_later(BEAT_S, self.start, loop)

    def _tell(self) -> None:
        ready = self.ready
        if ready != self._told:
            self._told = ready
            self._app.steady_log.info("ready" if ready else "not ready")


class QuietWorker(Worker):
    """Faust's own, without a name of its own for the process, and without doors for debuggers."""

    def _setproctitle(self, info: str, *, ident: str = "") -> None:
        """The process stays what it was started as."""

    def _on_sigusr1(self) -> None:
        """No dump of all stacks to standard error."""

    def _on_sigusr2(self) -> None:
        """No debugger."""


def run_app(app: SteadyApp, ways: Ways, progress: Progress, sources: tuple[str, ...], health: Health) -> int:
    """Run until SIGTERM or SIGINT. Returns the exit code: 0 after an orderly end.

    A crash, a stall and an end that takes too long end the process itself: see `steady` for their codes.

    Args:
        app: With its agents and tables.
        ways: The world.
        progress: What the agents tell of what they acknowledged.
        sources: The names of the flows the agents read: behind on these, and without progress, is a stall.
        health: Where to serve it.

    Raises:
        OSError: the port is in use, or not ours to take.
    """
    overhear(ways.log)
    heed_fatal_logs(app)
    beat = AppBeat(app)
    worker = QuietWorker(
        app, loglevel=None, logfile=None, override_logging=False, redirect_stdouts=False, quiet=True, loop=app.loop
    )
    worker.spinner = None  # it would write to the terminal
    beat.start(app.loop)
    _enlarge(app)
    with ExitStack() as stack:
        entrance = Entrance(None if health.token is None else health.token.word)
        site = Site(beat=beat, entrance=entrance, reload=health.reload)
        server = stack.enter_context(WebServer(health.bind, health.port, site))
        ways.log.info("started", app=app.conf.id, health=f"http://{health.bind}:{server.port}")
        Watchdog(app, ways, progress, sources).start()
        code = _run(worker)
    ways.log.info("ended", app=app.conf.id, code=code)
    return code


def _enlarge(app: SteadyApp) -> None:
    """Let the producer hold more: at Faust's limit each batch sleeps."""
    app.producer.buffer.max_messages = BUFFERED


def _run(worker: faust.Worker) -> int:
    try:
        worker.execute_from_commandline()
    except SystemExit as ended:
        return 0 if ended.code in (None, 0) else CRASHED
