"""`groundswell run`: the whole product in one process."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from types import FrameType

import click
from msgspec import Struct
from structlog.typing import FilteringBoundLogger

from workers import __version__
from workers.channels import flaws_of
from workers.channels.base import Carriers
from workers.cli.asking import Config, Folders, ask_folders, ask_inputs, configure_log, open_config, state_in
from workers.cli.carriers import open_carriers
from workers.cli.reloading import open_reloading
from workers.cli.watching import Watching, last_line, open_progress
from workers.errors import InputError
from workers.hosts.config import flaws_in
from workers.hosts.local.learn import learn_some
from workers.hosts.local.run import Host, Ran, Said, Wish, run_local
from workers.hosts.local.showing import LocalSource, Stage
from workers.hosts.overheard import overhear
from workers.hosts.reload import FIXED, Asking
from workers.hosts.reloading import Reloading
from workers.hosts.web.boards import Source
from workers.hosts.web.bound import bound_by
from workers.hosts.web.entrance import Entrance
from workers.hosts.web.health import Beat, Pulsebeat
from workers.hosts.web.page import open_page
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Reload, Site


class Stop:
    """Whether the process was asked to end: the first signal asks, a second one ends it at once."""

    def __init__(self) -> None:
        self.asked = False

    def is_asked(self) -> bool:
        """Whether it was."""
        return self.asked

    def ask(self, number: int, _: FrameType | None) -> None:
        """Hear a signal."""
        self.asked = True
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def heed_signals() -> Iterator[Stop]:
    """SIGTERM and SIGINT ask the run to finish what it holds."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, heeder in before.items():
            signal.signal(number, heeder)


@click.command()
@ask_folders
@ask_inputs
@click.option("--follow", is_flag=True, help="Go on for ever: files grow, folders fill.")
@click.option("--tell", is_flag=True, help="Tell through every channel; files alone tell `log` only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change on standard output.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a page was refused.")
def run(*, folders: Folders, said: Said, follow: bool, tell: bool, as_json: bool, strict: bool) -> int:
    """Read pages, count mentions, tell of spikes: everything in this process, its state in a folder.

    INPUT: JSON Lines (.jsonl, .gz, .zst), one page a line; .txt or .html, one page; a folder of these; - for
    standard input. A run that was stopped, or killed, goes on where it was.
    """
    config = open_config(folders.config)
    wish = Wish(said=said, state=state_in(folders, config), follow=follow, tell=tell)
    return go(config, wish, as_json=as_json, strict=strict)


def go(config: Config, wish: Wish, *, as_json: bool = False, strict: bool = False) -> int:
    """Set a run going and see it through. Returns the exit code."""
    log = configure_log("info" if wish.grows else "warning")
    overhear(log)
    beat = Pulsebeat()
    with ExitStack() as stack:
        carriers = stack.enter_context(open_carriers(config, warn if as_json else print_line))
        if wish.tell or wish.grows:
            _refuse_flaws(config, carriers)
        stage = Stage()
        source = None if wish.only else LocalSource(stage, wish.state)
        reloading = _reloading(config, wish, carriers, log, stack)
        served = Served(source=source, reload=None if reloading is None else reloading.reload)
        serve_health(config, config.rules.settings.http.port, beat, stack, log, served)
        progress = stack.enter_context(open_progress())
        stop = stack.enter_context(heed_signals())
        began = monotonic()
        log.info("started", part="run", version=__version__, config=config.rules.config_hash, follow=wish.follow)
        host = Host(
            log=log,
            watcher=Watching(beat, print_line if as_json else None, progress),
            carriers=carriers,
            stopping=stop.is_asked,
            stage=stage,
            reloading=reloading,
        )
        run_it = learn_some if wish.only else run_local
        ran = run_it(wish, config.rules, config.channels, host)
    if wish.grows:
        log_end(log, ran)
    else:
        _say_end(ran, monotonic() - began)
    return 1 if ran.broken or (strict and ran.summary.rejected) else 0


def log_end(log: FilteringBoundLogger, ran: Ran) -> None:
    """Say what a run did that goes on for ever, until it is stopped: whoever gathers its lines gets no other."""
    for what in ran.broken:
        log.error("input unreadable", why=what)
    if ran.owed:
        due = None if ran.next_due is None else ran.next_due.isoformat()
        log.warning("notices owed", notices=ran.owed, next_due=due)
    done = ran.summary
    log.info(
        "ended", part="run", pages=done.pages, refused=done.rejected, articles=done.articles, mentions=done.mentions,
        late=done.late, alerts=done.opened, changes=done.changes,
    )  # fmt: skip


def _say_end(ran: Ran, seconds: float) -> None:
    """The same in words, where a person waits for it."""
    warn(last_line(ran.summary, seconds))
    for what in ran.broken:
        warn(f"groundswell: {what}")
    if ran.owed:
        when = f", the next attempt is due {ran.next_due:%Y-%m-%d %H:%M:%S} UTC" if ran.next_due else ""
        warn(f"{ran.owed} notices are owed{when}; the next run on this state goes on with them")


def _reloading(
    config: Config, wish: Wish, carriers: Carriers, log: FilteringBoundLogger, stack: ExitStack
) -> Reloading | None:
    """A run that goes on for ever may change its config; one over files has an end, and keeps to one."""
    if not wish.grows or wish.muted:
        return None
    asking = Asking(fixed=(*FIXED, "input"), flaws=lambda other: tuple(flaws_in(other.ways, carriers)))
    return stack.enter_context(open_reloading(config, asking, log))


def _refuse_flaws(config: Config, carriers: Carriers) -> None:
    """Find now what would keep every notice from its channel.

    Raises:
        InputError: a secret is none.
    """
    for channel in config.channels.values():
        for key, found, expected in flaws_of(channel, carriers):
            raise InputError(f"channel {channel.id}: {key}: found {found}; expected {expected}")


class Served(Struct, frozen=True, kw_only=True):
    """What is served beside health and metrics."""

    source: Source | None = None
    """What the page shows."""
    reload: Reload | None = None
    """What loads the config anew."""


HEALTH = Served()


def serve_health(
    config: Config, port: int, beat: Beat, stack: ExitStack, log: FilteringBoundLogger, more: Served = HEALTH
) -> None:
    """Serve health, metrics and, where there is something to show, the page; and reload when asked.

    A port in use costs these, never the news: a probe will notice.
    """
    http = bound_by(config.rules.settings.http, os.environ)
    token = None if http.token_env is None else _token_in(http.token_env)
    try:
        page = None if more.source is None else open_page(more.source, config.words.names)
        entrance = Entrance(token, config.rules.settings.link_base)
        site = Site(beat=beat, entrance=entrance, reload=more.reload, page=page)
        server = stack.enter_context(WebServer(http.bind, port, site))
        log.info("health and metrics are served", bind=http.bind, port=server.port, page=page is not None)
    except OSError as error:
        why = error.strerror  # the trace of it is no news
        log.error("health and metrics are not served", bind=http.bind, port=port, why=why)  # noqa: TRY400


def _token_in(variable: str) -> str:
    """The token that callers must show.

    Raises:
        InputError: the variable is not set: nobody is let in by mistake.
    """
    token = os.environ.get(variable, "").strip()
    if not token:
        raise InputError(f"http.token_env: the variable {variable} is not set; expected the token that callers show")
    return token


def print_line(line: str) -> None:
    """Write a line to standard output, at once."""
    print(line, flush=True)


def warn(line: str) -> None:
    """Write a line to standard error."""
    print(line, file=sys.stderr, flush=True)
