"""`groundswell deliveries`: who was told, who was not, and why."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click
import msgspec

from workers.cli.asking import Folders, ask_folders, state_of
from workers.cli.broker import ask_kafka, stand_outside
from workers.cli.run import print_line
from workers.cli.tables import print_table
from workers.hosts.admin.deliveries import read_deliveries
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.reach import reach
from workers.hosts.local.looking import open_look
from workers.model.notice import Delivery

HEADINGS = ("at (UTC)", "alert", "change", "subscription", "verdict", "detail", "attempt", "next (UTC)")


@click.group()
def deliveries() -> None:
    """Look at who was told, who was not, and why."""


@deliveries.command("list")
@ask_folders
@ask_kafka
@click.option("--alert", help="Only of this alert.")
@click.option("--subscription", help="Only for this subscription.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a verdict or attempt.")
def list_deliveries(
    *, folders: Folders, kafka: bool, alert: str | None, subscription: str | None, as_json: bool
) -> None:
    """List every verdict, and every attempt that followed one, the oldest first."""
    with _open_deliveries(folders, alert, subscription, kafka=kafka) as found:
        if as_json:
            for one in found:
                print_line(msgspec.json.encode(one).decode())
        else:
            print_table(HEADINGS, map(_row, found))


@contextmanager
def _open_deliveries(
    folders: Folders, alert: str | None, subscription: str | None, *, kafka: bool
) -> Iterator[Iterable[Delivery]]:
    if kafka:
        outside = stand_outside(folders.config)
        reach(outside.settings, outside.ways)
        yield read_deliveries(outside.ways, flows_of(outside.settings).deliveries.name, alert, subscription)
        return
    with open_look(state_of(folders)) as look:
        yield look.all_deliveries(alert, subscription)


def _row(delivery: Delivery) -> tuple[object, ...]:
    attempt = delivery.attempt
    answer = f"{attempt.n}: {attempt.outcome.value} ({attempt.status}), {attempt.ms} ms" if attempt else ""
    again = f"{attempt.next_at:%Y-%m-%d %H:%M:%S}" if attempt and attempt.next_at else ""
    at = f"{delivery.at:%Y-%m-%d %H:%M:%S}"
    what = (delivery.alert_id, delivery.sequence, delivery.subscription, delivery.verdict.value, delivery.detail)
    return at, *what, answer, again
