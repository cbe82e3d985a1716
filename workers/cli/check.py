"""`groundswell check`: every mistake in the config, and what rate of alerts to expect of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from workers.alert.counting import CountRules
from workers.channels import decode_channel
from workers.channels.base import Carriers
from workers.config.load import load_folder
from workers.detect.budget import alerts_per_week
from workers.detect.surprise import Surprise
from workers.documents.files import is_config
from workers.documents.outside import Outside
from workers.documents.placed import Findings
from workers.documents.read import read_documents
from workers.hosts.config import flaws_in, in_order
from workers.rules import check_documents, compile_rules, load_shipped

MOST_SHOWN = 50
"""Watches listed one by one."""


@click.command()
@click.option(
    "--config", type=click.Path(file_okay=False, path_type=Path), default="config", show_default=True,
    help="The config folder.",
)  # fmt: skip
def check(config: Path) -> int:
    """Find every mistake in the config, and say what rate of alerts to expect."""
    documents, read = read_documents(str(config), load_folder(config, is_config), decode_channel)
    shipped, flaws = load_shipped(), flaws_in(documents.channels, Carriers(print_line=click.echo))
    found = read + check_documents(documents, shipped, _outside()) + Findings(mistakes=tuple(flaws))
    for mistake in in_order(found.mistakes):
        click.echo(str(mistake))
    for warning in in_order(found.warnings):
        click.echo(f"warning: {warning}")
    if found.mistakes:
        click.echo(f"{_counted(len(found.mistakes), 'mistake')}; nothing would start")
        return 1
    for line in _expectation(tuple(compile_rules(documents, shipped).watches.values())):
        click.echo(line)
    return 0


def _outside() -> Outside:
    return Outside(
        environment=os.environ,
        is_file=lambda path: Path(path).is_file(),
    )


def _expectation(watches: tuple[CountRules, ...]) -> Iterator[str]:
    """What rate of alerts to expect: a table, or only its sum where it would be too long to read."""
    yield f"No mistakes in {_counted(len(watches), 'watch', 'watches')}. Alerts to expect, true news counted in:"
    rows = [_row(watch) for watch in watches]
    shown = rows if len(rows) <= MOST_SHOWN else []
    width = max([5, *(len(name) for name, _, _ in shown)])
    if shown:
        yield f"  {'watch':{width}}  threshold  alerts a week"
    for name, threshold, rate in shown:
        yield f"  {name:{width}}  {threshold:9.2f}  {'not known for its detector' if rate is None else f'{rate:13.2f}'}"
    known = [rate for _, _, rate in rows if rate is not None]
    yield f"  {_counted(len(known), 'watch', 'watches')} together: about {sum(known):.1f} a week (give or take 40 %)"


def _row(watch: CountRules) -> tuple[str, float, float | None]:
    """A watch's id, its threshold, and alerts a week where its detector's scores can be told in them."""
    known = isinstance(watch.detector, Surprise)
    return watch.watch_id, watch.threshold, alerts_per_week(watch.threshold) if known else None


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
