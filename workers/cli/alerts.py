"""`groundswell alerts`: the alerts there are, and one of them whole."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec

from workers.alert.render import render_line
from workers.alert.render.filters import counted
from workers.alert.telling import title_of
from workers.cli.asking import Folders, Time, ask_folders, state_of
from workers.cli.labels import LABELS, add_label
from workers.cli.run import print_line
from workers.cli.tables import print_table
from workers.hosts.local.looking import AlertChoice, open_look
from workers.model.alert import Change
from workers.study.backtest import label_of
from workers.study.replayed import lives_of

HEADINGS = ("alert", "watch", "state", "severity", "opened (UTC)", "origins", "headline")


@click.group()
def alerts() -> None:
    """Look at the alerts in the state."""


@alerts.command("list")
@ask_folders
@click.option("--open", "only_open", is_flag=True, help="Only those that are open.")
@click.option("--watch", help="Only those of this watch.")
@click.option("--since", type=Time(), help="Only those that changed at or after this time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alert: its last change.")
def list_alerts(
    *, folders: Folders, only_open: bool, watch: str | None, since: datetime | None, as_json: bool
) -> None:  # fmt: skip
    """List alerts as they stand now, the latest first."""
    with open_look(state_of(folders)) as look:
        found = look.alerts(AlertChoice(open=only_open, watch=watch, since=since))
    if as_json:
        for change in found:
            print_line(msgspec.json.encode(change).decode())
        return
    print_table(HEADINGS, map(_row, found))


def _row(change: Change) -> tuple[object, ...]:
    opened = f"{change.opened_at:%Y-%m-%d %H:%M}"
    life = (change.alert_id, change.watch.id, change.state.value, change.severity.value, opened)
    return *life, change.evidence.origins, change.headline


@alerts.command("show")
@ask_folders
@click.argument("alert_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change, the last one last.")
def show_alert(*, folders: Folders, alert_id: str, as_json: bool) -> None:
    """Show every change of an alert, and who was told."""
    with open_look(state_of(folders)) as look:
        changes, deliveries = look.changes(alert_id), look.deliveries(alert_id)
    if as_json:
        for change in changes:
            print_line(msgspec.json.encode(change).decode())
        return
    for change in changes:
        print_line(f"{change.sequence}  {change.changed_at:%Y-%m-%d %H:%M:%S} UTC  {render_line(change)}")
        for line in _stories(change):
            print_line(f"     {line}")
        for delivery in (one for one in deliveries if one.sequence == change.sequence):
            attempt = delivery.attempt
            answer = f", attempt {attempt.n}: {attempt.outcome.value} ({attempt.status})" if attempt else ""
            print_line(f"     {delivery.subscription}: {delivery.verdict.value} {delivery.detail}{answer}")


def _stories(change: Change) -> Iterator[str]:
    """What it is about, one line a story."""
    for story in change.evidence.stories:
        new = ", new" if story.new else ""
        yield f"{title_of(story)}: {counted(story.origins, 'report')}, {counted(story.articles, 'article')}{new}"
    if change.evidence.omitted.stories:
        yield f"and {counted(change.evidence.omitted.stories, 'story', 'stories')} more"


@alerts.command("label")
@ask_folders
@click.argument("alert_id")
@click.option("--news/--not-news", required=True, help="Whether it told of something.")
@click.option("--because", required=True, help="Why you say so.")
@click.option("--labels", type=click.Path(dir_okay=False, path_type=Path), help="The file; else the config's own.")
def label_alert(*, folders: Folders, alert_id: str, news: bool, because: str, labels: Path | None) -> None:
    """Say whether an alert was news, so that `backtest --labels` can tell right alerts from wrong ones.

    The label is written at the end of a file of JSON Lines: labels.jsonl in the config folder.
    """
    with open_look(state_of(folders)) as look:
        life = lives_of(look.changes(alert_id))[-1]
    path, label = labels or folders.config / LABELS, label_of(life, news=news, because=because)
    add_label(path, label)
    print_line(f"{path}: {msgspec.json.encode(label).decode()}")
