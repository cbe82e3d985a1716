"""`groundswell backtest`: would it have alerted, how often, and was it news?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

import click
import msgspec

from workers.alert.render import render_line
from workers.cli.asking import DEFAULT, Time, ask_inputs, open_config
from workers.cli.labels import load_labels
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.cli.watching import REFRESH_S, Show, last_line, open_progress, progress_line
from workers.errors import InputError
from workers.hosts.local.files import STANDARD_INPUT
from workers.hosts.local.replay import Replay
from workers.hosts.local.run import Said, open_pages
from workers.hosts.local.sides import Pages
from workers.rules import Rules
from workers.study.backtest import Found, Label, WatchReport, gather, report, told_of
from workers.study.course import Courses
from workers.study.replayed import Step
from workers.study.sheet.facts import watched_of
from workers.study.sheet.page import Sheet, render_sheet
from workers.study.words import counted


def writable(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a place that cannot be written to before hours are spent on what shall stand there.

    Raises:
        BadParameter: it is none.
    """
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"{path.parent} is no folder")
    return path


@click.command()
@ask_inputs
@click.option(
    "--config", type=click.Path(file_okay=False, path_type=Path), default=DEFAULT, show_default=True,
    help="The config folder.",
)  # fmt: skip
@click.option("--from", "from_", type=Time(), help="Judge from here on; what comes before only teaches.")
@click.option("--to", type=Time(), help="Read no page from here on.")
@click.option("--labels", type=click.Path(dir_okay=False, path_type=Path), help="What was news: JSON Lines.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=writable,
    help="Write a page with a picture of each watch.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change, then one a watch.")
def backtest(  # noqa: PLR0913 - one for each option
    *,
    said: Said,
    config: Path,
    from_: datetime | None,
    to: datetime | None,
    labels: Path | None,
    html: Path | None,
    as_json: bool,
) -> int:
    """Replay pages and say which alerts there would have been; nobody is told, and nothing is written.

    The pages alone move the clock. After the last one it ticks once more, four hours later, so that what was open
    ends, or is said to be open.
    """
    if from_ is not None and to is not None and from_ >= to:
        raise InputError(f"--from {from_:%Y-%m-%dT%H:%M:%SZ}: expected a time before --to")
    known = load_labels(labels) if labels is not None else ()
    rules = open_config(config).rules
    replay, pages, began = open_replay(said, rules), open_pages(said, rules, {}), monotonic()
    courses = Courses(rules.watches if html is not None else {}, lateness_of(said, rules))
    with open_progress() as progress:
        steps = courses.follow(with_progress(replay, replay.steps(pages, until=to), progress))
        found = gather(_printed(told_of(steps, from_), as_json=as_json), from_, to)
    reports = report(found, rules.watches, known)
    _print_reports(reports, as_json=as_json, labelled=bool(known))
    if found.span is None:
        warn("groundswell: no page could be read")
    elif html is not None:
        html.write_text(_sheet(found, reports, courses, rules, known), encoding="utf-8")
        warn(f"groundswell: the pictures are in {html}")
    for line in troubles(replay, pages):
        warn(f"groundswell: {line}")
    warn(last_line(replay.summary, monotonic() - began))
    return 1 if pages.broken() or replay.bugs else 0


def open_replay(said: Said, rules: Rules) -> Replay:
    """Make a replay: files come sorted, standard input does not."""
    return Replay(rules, lateness_of(said, rules))


def lateness_of(said: Said, rules: Rules) -> int:
    """How much later than another a page before it may come, in seconds."""
    return rules.settings.lateness.seconds if STANDARD_INPUT in said.names else 0


def _sheet(
    found: Found, reports: Sequence[WatchReport], courses: Courses, rules: Rules, labels: Sequence[Label]
) -> str:
    assert found.span is not None
    return render_sheet(
        Sheet(
            span=found.span,
            watched=watched_of(found, reports, courses.within(found.span), rules.watches, labels),
            unknown=courses.unknown,
            labelled=bool(labels),
            config_hash=rules.config_hash,
        )
    )


def with_progress(replay: Replay, steps: Iterator[Step], progress: Show | None) -> Iterator[Step]:
    """Let a person see how far a replay is."""
    began = shown = monotonic()
    for step in steps:
        yield step
        now = monotonic()
        if progress is not None and now - shown >= REFRESH_S:
            shown = now
            progress(progress_line(replay.summary, now - began))


def troubles(replay: Replay, pages: Pages) -> Iterator[str]:
    """What went wrong in a replay, in words."""
    if replay.summary.late:
        yield f"{counted(replay.summary.late, 'mention')} came too late to count: the pages are out of order (--sort)"
    yield from pages.broken()
    yield from (f"a bug: {bug}" for bug in replay.bugs)


def _printed(steps: Iterator[Step], *, as_json: bool) -> Iterator[Step]:
    for step in steps:
        for change in step.changes:
            line = (
                msgspec.json.encode(change).decode()
                if as_json
                else f"{_clock(change.changed_at)}  {render_line(change)}"
            )
            print_line(line)
        yield step


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _print_reports(reports: Sequence[WatchReport], *, as_json: bool, labelled: bool) -> None:
    if as_json:
        for one in reports:
            print_line(msgspec.json.encode(one).decode())
        return
    more = ("found", "missed", "false") if labelled else ()
    print_table(
        ("watch", "mentions", "alerts", "a week", "confirmed", "open", *more),
        [_row(one, labelled=labelled) for one in reports],
    )


def _row(one: WatchReport, *, labelled: bool) -> tuple[object, ...]:
    against = one.labelled
    week = "-" if one.per_week is None else f"{one.per_week:.2f}"
    more = (against.found, against.missed, against.false) if labelled else ()
    return (one.watch, f"{one.mentions:,}", one.alerts, week, one.confirmed, one.open, *more)
