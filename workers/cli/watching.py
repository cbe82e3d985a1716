"""What a person, or a program at the other end of the pipe, sees of a run."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from workers.hosts.local.store import Store
from workers.hosts.local.walk import Summary
from workers.hosts.web.health import Pulsebeat

REFRESH_S = 0.2

Show = Callable[[str], None]


class Watching:
    """Follows a run: prints changes as JSON where asked, moves the progress line, tells the health page."""

    def __init__(self, beat: Pulsebeat, print_change: Show | None, progress: Show | None) -> None:
        self._beat, self._print, self._progress = beat, print_change, progress
        self._shown = 0
        self._refreshed = self._began = monotonic()

    @property
    def shown(self) -> int:
        """The number of the last change that was shown."""
        return self._shown

    def started(self, store: Store) -> None:
        """Show what a run that was killed had written and not shown."""
        self._shown = store.shown()
        self._show(store)
        self._beat.ready = True

    def beat(self, summary: Summary) -> None:
        """Move on."""
        self._beat.beat()
        now = monotonic()
        if self._progress is not None and now - self._refreshed >= REFRESH_S:
            self._refreshed = now
            self._progress(progress_line(summary, now - self._began))

    def committed(self, store: Store) -> None:
        """Show the changes that are written now."""
        self._show(store)

    def _show(self, store: Store) -> None:
        for number, body in store.changes_after(self._shown):
            self._shown = number
            if self._print is not None:
                self._print(body.decode())


def progress_line(summary: Summary, seconds: float) -> str:
    """Pages, pages a second, event time, alerts."""
    at = f"{summary.at:%Y-%m-%d %H:%M}" if summary.at else "-"
    speed = summary.pages / seconds if seconds else 0.0
    return f"{summary.pages:,} pages  {speed:,.0f}/s  {at}  {summary.opened} alerts"


def last_line(summary: Summary, seconds: float) -> str:
    """What a run did."""
    speed = summary.pages / seconds if seconds else 0.0
    parts = [
        f"{summary.pages:,} pages ({summary.rejected:,} refused), {summary.articles:,} articles",
        f"{summary.mentions:,} mentions ({summary.late:,} late)",
        f"{_counted(summary.opened, 'alert')} in {_counted(summary.changes, 'change')}",
        f"{speed:,.0f} pages/s",
    ]
    if summary.stale:
        parts.insert(1, f"{summary.stale:,} articles too old to count")
    if summary.at is not None:
        parts.append(f"event time {summary.at:%Y-%m-%d %H:%M} UTC")
    return "; ".join(parts)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else f'{what}s'}"


@contextmanager
def open_progress() -> Iterator[Show | None]:
    """A progress line on a terminal; nothing where nobody looks on."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    # What goes into a pipe must not be drawn above the progress line instead.
    shown_here = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=shown_here) as progress:
        task = progress.add_task("starting")
        yield lambda line: progress.update(task, description=line)
