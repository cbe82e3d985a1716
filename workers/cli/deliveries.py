"""`groundswell deliveries`: who was told, who was not, and why."""

import click
import msgspec

from workers.cli.asking import Folders, ask_folders, state_of
from workers.cli.run import print_line
from workers.cli.tables import print_table
from workers.hosts.local.looking import open_look
from workers.model.notice import Delivery

HEADINGS = ("at (UTC)", "alert", "change", "subscription", "verdict", "detail", "attempt", "next (UTC)")


@click.group()
def deliveries() -> None:
    """Look at who was told, who was not, and why."""


@deliveries.command("list")
@ask_folders
@click.option("--alert", help="Only of this alert.")
@click.option("--subscription", help="Only for this subscription.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a verdict or attempt.")
def list_deliveries(*, folders: Folders, alert: str | None, subscription: str | None, as_json: bool) -> None:
    """List every verdict, and every attempt that followed one, the oldest first."""
    with open_look(state_of(folders)) as look:
        found = look.all_deliveries(alert, subscription)
        if as_json:
            for one in found:
                print_line(msgspec.json.encode(one).decode())
        else:
            print_table(HEADINGS, map(_row, found))


def _row(delivery: Delivery) -> tuple[object, ...]:
    attempt = delivery.attempt
    answer = f"{attempt.n}: {attempt.outcome.value} ({attempt.status}), {attempt.ms} ms" if attempt else ""
    again = f"{attempt.next_at:%Y-%m-%d %H:%M:%S}" if attempt and attempt.next_at else ""
    at = f"{delivery.at:%Y-%m-%d %H:%M:%S}"
    what = (delivery.alert_id, delivery.sequence, delivery.subscription, delivery.verdict.value, delivery.detail)
    return at, *what, answer, again
