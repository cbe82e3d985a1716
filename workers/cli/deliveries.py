"""`groundswell deliveries`: who was told, who was not, and why."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click
import msgspec
from msgspec import Struct

from workers.cli.asking import Folders, Time, ask_folders, state_of
from workers.cli.broker import ask_kafka, stand_outside
from workers.cli.run import print_line
from workers.cli.tables import print_table
from workers.hosts.admin.deliveries import read_deliveries
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.reach import reach
from workers.hosts.local.looking import open_look
from workers.model.notice import Delivery
from workers.study.told import WORDS, Account, Standing, accounts_of, standing_of

HEADINGS = (
    *("at (UTC)", "alert", "change", "subscription", "became", "because"),
    *("channel", "attempts", "last answer", "next try (UTC)"),
)
EVERY = ("at (UTC)", "alert", "change", "subscription", "verdict", "in words", "detail", "attempt", "next try (UTC)")


class Wanted(Struct, frozen=True, kw_only=True):
    """Which deliveries to list."""

    alert: str | None
    subscription: str | None
    since: datetime | None
    """UTC."""
    standings: Collection[Standing]
    """Empty: whatever became of it."""


@click.group()
def deliveries() -> None:
    """Look at who was told, who was not, and why."""


@deliveries.command("list")
@ask_folders
@ask_kafka
@click.option("--alert", help="Only of this alert.")
@click.option("--subscription", help="Only for this subscription.")
@click.option("--since", type=Time(), help="Only what happened at this time or later.")
@click.option("--told", is_flag=True, help="Only what a channel took.")
@click.option("--held", is_flag=True, help="Only what was not sent.")
@click.option("--owed", is_flag=True, help="Only what is still tried.")
@click.option("--lost", is_flag=True, help="Only what was given up.")
@click.option("--every", is_flag=True, help="Every verdict and every attempt, one after the other.")
@click.option("--json", "as_json", is_flag=True, help="The same as --every: one JSON object each.")
def list_deliveries(  # noqa: PLR0913  # an option each
    *,
    folders: Folders,
    kafka: bool,
    alert: str | None,
    subscription: str | None,
    since: datetime | None,
    told: bool,
    held: bool,
    owed: bool,
    lost: bool,
    every: bool,
    as_json: bool,
) -> None:
    """List what became of each change for each subscription and channel; the oldest first.

    With --told, --held, --owed or --lost only these; they may be put together.
    """
    asked = {Standing.TOLD: told, Standing.HELD: held, Standing.OWED: owed, Standing.LOST: lost}
    standings = frozenset(one for one, wanted in asked.items() if wanted)
    wanted = Wanted(alert=alert, subscription=subscription, since=since, standings=standings)
    # A change that was told in a digest fares as the digest does, whose own record has another alert's place.
    alone = alert if as_json or every else None
    with _open_deliveries(folders, alone, subscription, kafka=kafka) as found:
        if as_json:
            for one in _chosen(found, wanted):
                print_line(msgspec.json.encode(one).decode())
        elif every:
            print_table(EVERY, map(_row, _chosen(found, wanted)))
        else:
            print_table(HEADINGS, (_line(one) for one in accounts_of(found) if _is_wanted(one, wanted)))


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


def _chosen(found: Iterable[Delivery], wanted: Wanted) -> Iterator[Delivery]:
    """Single verdicts and attempts."""
    for one in found:
        since = wanted.since is None or one.at >= wanted.since
        standing = not wanted.standings or standing_of(one) in wanted.standings
        if wanted.alert in (None, one.alert_id) and since and standing:
            yield one


def _is_wanted(account: Account, wanted: Wanted) -> bool:
    since = wanted.since is None or account.at >= wanted.since
    standing = not wanted.standings or account.standing in wanted.standings
    return wanted.alert in (None, account.alert_id) and since and standing


def _line(one: Account) -> tuple[object, ...]:
    answer = f"{one.status}, {one.ms:,} ms" if one.attempts else ""
    what = (one.alert_id, one.sequence, one.subscription, one.standing.value, one.because)
    return _clock(one.at), *what, one.channel, one.attempts or "", answer, _clock(one.next_at)


def _row(one: Delivery) -> tuple[object, ...]:
    attempt = one.attempt
    answer = f"{attempt.n}: {attempt.outcome.value} ({attempt.status}), {attempt.ms:,} ms" if attempt else ""
    what = (one.alert_id, one.sequence, one.subscription, one.verdict.value, WORDS[one.verdict], one.detail)
    return _clock(one.at), *what, answer, _clock(attempt.next_at if attempt else None)


def _clock(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""
