"""`groundswell explain`: why an alert fired, in numbers that are counted again from the articles."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from workers.alert.counting import CountRules
from workers.cli.asking import Folders, ask_folders, open_config, state_of
from workers.cli.run import print_line
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.errors import StateError
from workers.hosts.local.looking import Look, open_look
from workers.model.alert import Change
from workers.model.count import UnknownRange
from workers.study.recount import HISTORY_S, Compared, Recount, recount

SHOWN = 20
"""Articles listed of each change."""


@click.command()
@ask_folders
@click.argument("alert_id")
def explain(*, folders: Folders, alert_id: str) -> int:
    """Say why an alert fired: what was counted, what was expected, which articles it rests on.

    Every number is counted again from the articles in the state; exit code 1 when one differs.
    """
    watches = open_config(folders.config).rules.watches
    with open_look(state_of(folders)) as look:
        changes = look.changes(alert_id)
        rules = watches.get(changes[0].watch.id)
        if rules is None:
            raise StateError(
                f"alert {alert_id} is of the watch {changes[0].watch.id}, which {folders.config} does not have"
            )
        counted = [recount_change(look, change, rules) for change in changes]
    for change, again in zip(changes, counted, strict=True):
        for line in lines_of(change, again, rules):
            print_line(line)
    _print_articles(counted[-1])
    return 0 if all(again.same for again in counted) else 1


def recount_change(look: Look, change: Change, rules: CountRules) -> Recount:
    """Count a change again from the mentions in the state."""
    first = change.evidence.from_ - timedelta(seconds=HISTORY_S)
    end = change.evidence.to + timedelta(seconds=rules.width_s)
    heard = look.mentions(change.watch.id, first, end)
    return recount(change, [one.mention for one in heard if not one.late], rules, _unknown(look, change, rules))


def _unknown(look: Look, change: Change, rules: CountRules) -> Sequence[UnknownRange]:
    end_s = (int(change.evidence.to.timestamp()) // rules.width_s + 1) * rules.width_s
    verdicts = PartitionClock(unknown=look.unknown(change.evidence.to))
    return unknown_buckets(verdicts, rules.width_s, end_s)


def lines_of(change: Change, again: Recount, rules: CountRules) -> Iterator[str]:
    """Explain one change."""
    why, evidence = change.why, change.evidence
    yield f"{change.alert_id} change {change.sequence}: {change.headline}"
    because = ", ".join(change.told_because)
    yield f"  at {change.changed_at:%Y-%m-%d %H:%M:%S} UTC, {change.severity.value}, because {because}"
    yield f"  score {why.score:.2f}, the watch's line {why.threshold:.2f} ({why.detector}, counting {why.counted})"
    yield f"  so rare a score comes about once in {why.once_in_weeks:g} weeks; {why.past_bursts:g} past bursts"
    yield f"  baseline {why.baseline_days:g} days; {why.intake:.0%} of the usual intake was speaking"
    expected = {window.window: window.expected for window in why.windows}
    for window in again.windows:
        yield f"  {window.name:>4}: {window.told} seen, {expected[window.name]:g} expected{_doubt(window)}"
    yield f"  evidence from {evidence.from_:%Y-%m-%d %H:%M:%S} to {evidence.to:%Y-%m-%d %H:%M:%S} UTC:"
    for number in again.numbers:
        yield f"    {number.told} {number.name}{_doubt(number)}"
    for caution in change.cautions:
        yield f"  caution: {caution.text}"
    same = "the same" if again.same else "NOT the same: mentions came late, were forgotten, or the config has changed"
    yield f"  counted again from {len(again.kept)} mentions: {same}"
    if change.config.watch != rules.watch_hash:
        yield f"  the watch was {change.config.watch} then and is {rules.watch_hash} now"


def _doubt(number: Compared) -> str:
    return "" if number.same else f" (counted again: {number.recounted})"


def _print_articles(again: Recount) -> None:
    table = Table("fetched (UTC)", "adds", "source", "title", title=f"articles of the last change, first {SHOWN}")
    for one in again.kept[:SHOWN]:
        mention = one.mention
        at = f"{mention.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(at, one.fold.value, mention.source or "-", mention.title or mention.article_id)
    Console().print(table)
