"""`groundswell demo`: three weeks of example pages through the whole product, while you look on."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from time import monotonic, sleep

import click
import msgspec
from rich.console import Console
from rich.live import Live

from workers.channels.base import Carriers
from workers.cli.asking import Config, Folders, configure_log, open_config, state_of
from workers.cli.demo_rows import rows_of
from workers.cli.demo_screen import draw_next, draw_start, draw_table, draw_untold, say_change, say_summary
from workers.cli.demo_untold import Asides, gather, read_asides
from workers.cli.run import Stop, heed_signals
from workers.errors import InputError
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.pace import Pace
from workers.hosts.local.run import Host, Ran, Said, Wish, open_pages, run_local
from workers.hosts.local.showing import LocalSource, Stage
from workers.hosts.local.store import FILE, Store
from workers.hosts.local.walk import Summary
from workers.hosts.web.health import Pulsebeat
from workers.hosts.web.page import open_page
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Site
from workers.model.alert import Change, ChangeType

_BACKGROUND, _PAGES, _CONFIG = "background", "pages", "config"
_EACH = 20
"""Pages of a transaction: as many as move the table by an hour or two of event time."""
_HOLD_S = 1.2
"""An opening stays on the screen for so long before the weeks go on."""
_LOOK_S = 0.2
_WIDE = 160
_changes = msgspec.json.Decoder(Change)


@click.command()
@click.option(
    "--examples",
    type=click.Path(file_okay=False, path_type=Path),
    default="examples",
    show_default=True,
    help="The folder of the examples, as it comes with the source.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default="build/demo",
    show_default=True,
    help="Where the state is written.",
)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, help="Where the page is served."
)
def demo(*, examples: Path, into: Path, port: int) -> int:
    """Replay three weeks of example pages: what is told, and what is not, and why."""
    folders = Folders(config=_in(examples, _CONFIG), state=into / "state")
    config = open_config(folders.config)
    background, pages = (str(_in(examples, name)) for name in (_BACKGROUND, _PAGES))
    console = open_console()
    asides = read_asides(config.rules, open_pages(Said(names=(pages,)), config.rules, {}))
    wish = Wish(said=Said(names=(background, pages)), state=fresh_state(into / "state"))
    draw_start(console, config.rules, asides)
    began, stage = monotonic(), Stage()
    with ExitStack() as stack:
        stop = stack.enter_context(heed_signals())
        address = _serve(stack, stage, wish.state, port)
        console.print(f"[dim]{address or f'port {port} is taken: there is no page this time'}[/dim]\n")
        ran = _run(config, wish, console, stage, stop)
        if stop.asked:
            return 1
        console.print(f"\n[bold]{say_summary(ran.summary, monotonic() - began)}[/bold]\n")
        _tell_rest(console, config, folders, asides)
        if address is not None and console.is_terminal:
            _stay(console, address, stop)
    return 0


def _run(config: Config, wish: Wish, console: Console, stage: Stage, stop: Stop) -> Ran:
    with open_screen(console) as live:
        screen = Screen(config, console, live)
        host = Host(
            log=configure_log("error"),
            watcher=screen,
            carriers=Carriers(print_line=lambda _: None),
            stopping=stop.is_asked,
            pace=Pace(pages=_EACH),
            stage=stage,
        )
        return run_local(wish, config.rules, config.channels, host)


def _serve(stack: ExitStack, stage: Stage, state: Path, port: int) -> str | None:
    """Serve the page while the demo runs; where, or None where the port is taken."""
    beat = Pulsebeat()
    try:
        page = open_page(LocalSource(stage, state))
        server = stack.enter_context(WebServer("127.0.0.1", port, Site(beat=beat, page=page)))
    except OSError:
        return None
    return f"http://127.0.0.1:{server.port}"


def _stay(console: Console, address: str, stop: Stop) -> None:
    """Let whoever looks at the page go on looking."""
    console.print(f"\nThe page stays at [bold]{address}[/bold] until Ctrl-C.")
    while not stop.asked:
        sleep(_LOOK_S)


def _tell_rest(console: Console, config: Config, folders: Folders, asides: Asides) -> None:
    """What was not told, and what to try next."""
    with open_look(state_of(folders)) as look:
        untold = gather(look, config.rules)
        alerts = [change for change in look.alerts(AlertChoice()) if change.kind.of_watch]
    draw_untold(console, config.rules, untold, asides)
    draw_next(console, untold, alerts, folders, "groundswell" if which("groundswell") else sys.argv[0])


def _in(examples: Path, name: str) -> Path:
    """Something that the examples hold.

    Raises:
        InputError: it is not there.
    """
    if not (examples / name).exists():
        raise InputError(f"{examples}: holds no {name}; expected the folder `examples` of the source, see --examples")
    return examples / name


def fresh_state(folder: Path) -> Path:
    """Forget an earlier demo: only its own file, and what SQLite keeps beside it."""
    for path in folder.glob(f"{FILE}*"):
        path.unlink()
    return folder


def open_console() -> Console:
    """The terminal; where the lines go elsewhere, they are not broken."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


@contextmanager
def open_screen(console: Console) -> Iterator[Live | None]:
    """A part of the screen that changes in place; None where nobody looks on."""
    if not console.is_terminal:
        yield None
        return
    with Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop") as live:
        yield live


class Screen:
    """Follows the run: a table that lives, and every alert as it opens, grows and ends."""

    def __init__(self, config: Config, console: Console, live: Live | None) -> None:
        self._config, self._console, self._live = config, console, live
        self._summary = Summary()
        self._began = monotonic()
        self._told = False
        self.shown = 0

    def started(self, store: Store) -> None:
        """There is nothing yet: the state is a fresh one."""
        self._draw(store)

    def beat(self, summary: Summary) -> None:
        """Remember how far it went."""
        self._summary = summary

    def committed(self, store: Store) -> None:
        """Show what changed."""
        opened = False
        changes = [(number, _changes.decode(body)) for number, body in store.changes_after(self.shown)]
        for number, change in changes:
            self.shown = number
            if not change.kind.of_watch:
                continue  # the screen is about watches; the outage is told of at the end
            remark = "" if self._told else f"the first alert, after {monotonic() - self._began:.1f} s"
            self._told = True
            opened |= change.type is ChangeType.OPENED
            self._console.print(say_change(change, remark))
        self._draw(store)
        if opened and self._live is not None:
            sleep(_HOLD_S)

    def _draw(self, store: Store) -> None:
        if self._live is None:
            return
        rows = rows_of(self._config.rules, store.states(), store.partition(), self._summary.at)
        self._live.update(draw_table(rows, self._summary, monotonic() - self._began), refresh=True)
