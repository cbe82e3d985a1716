"""`groundswell explain`: why an alert fired, why there was none, and what a page is to the watches."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.cli.asking import Config, Folders, Time, ask_folders, ask_some_inputs, open_config, open_rules, state_in
from workers.cli.backtest import open_replay, troubles, with_progress
from workers.cli.read import read_payload
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.cli.watching import open_progress
from workers.detect.origins import Kept
from workers.detect.partition import PartitionClock, unknown_buckets
from workers.errors import InputError, StateError
from workers.hosts.children import PageReader
from workers.hosts.local.given import GivenPages
from workers.hosts.local.looking import Look, open_look
from workers.hosts.local.run import Said, asked_of, open_pages
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.model.signal import SlotRange
from workers.rules import Rules
from workers.study.fault import explain_fault
from workers.study.funnel import AROUND, Asked, Funnel, build_funnel, look_around
from workers.study.page import explain_page
from workers.study.recount import HISTORY_S, Compared, Recount, recount
from workers.study.replayed import Heard, Step
from workers.study.traced import of_alert, trace
from workers.study.verdicts import explain_funnel

SHOWN = 20
"""Articles listed of each change."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = timedelta(hours=22)
"""No detector's window is longer."""


@click.command()
@ask_folders
@ask_some_inputs
@click.option("--watch", help="The watch asked about, with --at or --page.")
@click.option("--at", type=Time(), help="When an alert of --watch was expected.")
@click.option("--page", help="The page asked about: a file, or FILE:LINE of a file with a page a line.")
def explain(*, folders: Folders, said: Said, watch: str | None, at: datetime | None, page: str | None) -> int:
    """Say why an alert fired; with --watch and --at, why there was none; with --page, what a page is to the watches.

    The answer comes from the state, or from INPUT, which is then replayed. The numbers of an alert are counted again
    from its articles; exit code 1 when one differs.
    """
    if page is not None:
        return _explain_page(folders, replace(said, names=(page, *said.names)), watch)
    if at is not None and watch is not None:
        return _explain_silence(folders, said, watch, at)
    if not said.names or at is not None or watch is not None:
        raise click.UsageError("expected ALERT_ID, or --watch ID --at T, or --page FILE")
    return _explain_alert(folders, replace(said, names=said.names[1:]), said.names[0])


def _explain_page(folders: Folders, said: Said, watch: str | None) -> int:
    name, line = _page_of(said.names[0])
    rules = open_rules(folders)
    if watch is not None:
        _rules_of(watch, rules, folders)
    wanted = next((one for one in rules.matcher.watches if one.watch_id == watch), None)
    shown = 0
    for arrival in GivenPages((name,), asked_of(said, rules)):
        if line is not None and arrival.payload.position.offset != line:
            continue
        shown += 1
        with closing(PageReader(rules)) as reader:
            for words in explain_page(arrival.refused or read_payload(arrival.payload, reader), wanted):
                print_line(words)
    if not shown:
        raise InputError(f"{said.names[0]}: no such page; expected a file, or FILE:LINE of a file with a page a line")
    return 0


def _page_of(name: str) -> tuple[str, int | None]:
    """Tell FILE:LINE from a file whose name has a colon."""
    file, colon, line = name.rpartition(":")
    if colon and line.isdecimal() and not Path(name).exists():
        return file, int(line)
    return name, None


def _rules_of(watch: str, rules: Rules, folders: Folders) -> CountRules:
    known = rules.watches.get(watch)
    if known is None:
        raise InputError(f"{folders.config}: has no watch {watch}; expected one of {', '.join(sorted(rules.watches))}")
    return known


def _explain_silence(folders: Folders, said: Said, watch: str, at: datetime) -> int:
    config = open_config(folders.config)
    rules = _rules_of(watch, config.rules, folders)
    if said.names:
        funnel, deliveries = _replayed(said, config.rules, rules, at), list[Delivery]()
    else:
        funnel, deliveries = _remembered(state_in(folders, config), rules, at)
    for line in explain_funnel(funnel, deliveries):
        print_line(line)
    return 0


def _replayed(said: Said, rules: Rules, watch: CountRules, at: datetime) -> Funnel:
    traced = trace(_steps(said, rules, until=at + AROUND), watch.watch_id, at - LONGEST - AROUND)
    asked = Asked(rules=watch, at=at, heard=traced.heard, unknown=traced.unknown)
    view = look_around(asked)
    return build_funnel(view, traced.read(view.from_, view.to), traced.lives)


def _remembered(state: Path, watch: CountRules, at: datetime) -> tuple[Funnel, list[Delivery]]:
    with open_look(state) as look:
        heard = look.mentions(watch.watch_id, EPOCH, at + AROUND)
        asked = Asked(rules=watch, at=at, heard=heard, unknown=look.unknown(at + AROUND))
        view = look_around(asked)
        funnel = build_funnel(view, look.read(watch.watch_id, view.from_, view.to), look.lives(watch.watch_id))
        told = [one for life in funnel.alerts for one in look.deliveries(life.first.alert_id)]
    return funnel, told


def _steps(said: Said, rules: Rules, until: datetime | None = None) -> Iterator[Step]:
    """Replay the inputs; what went wrong in it is told at the end."""
    replay, pages = open_replay(said, rules), open_pages(said, rules, {})
    with open_progress() as progress:
        yield from with_progress(replay, replay.steps(pages, until=until), progress)
    for line in troubles(replay, pages):
        warn(f"groundswell: {line}")


def _explain_alert(folders: Folders, said: Said, alert_id: str) -> int:
    config = open_config(folders.config)
    if said.names:
        changes, heard, unknown = of_alert(_steps(said, config.rules), alert_id)
        if not changes:
            raise StateError(f"no alert {alert_id} in a replay of these pages; `groundswell backtest` lists them")
        if not changes[0].kind.of_watch:
            return _explain_fault(changes)
        rules = _watch_of(changes[0], config, folders)
        counted = [_recount(change, heard, unknown, rules) for change in changes]
    else:
        with open_look(state_in(folders, config)) as look:
            changes = look.changes(alert_id)
            if not changes[0].kind.of_watch:
                return _explain_fault(changes)
            rules = _watch_of(changes[0], config, folders)
            counted = [recount_change(look, change, rules) for change in changes]
    for change, again in zip(changes, counted, strict=True):
        for line in lines_of(change, again, rules):
            print_line(line)
    _print_articles(counted[-1])
    return 0 if all(again.same for again in counted) else 1


def _explain_fault(changes: Sequence[Change]) -> int:
    for change in changes:
        for line in explain_fault(change):
            print_line(line)
    return 0


def _watch_of(change: Change, config: Config, folders: Folders) -> CountRules:
    rules = config.rules.watches.get(change.watch.id)
    if rules is None:
        raise StateError(
            f"alert {change.alert_id} is of the watch {change.watch.id}, which {folders.config} does not have"
        )
    return rules


def recount_change(look: Look, change: Change, rules: CountRules) -> Recount:
    """Count a change again from the mentions in the state."""
    first = change.evidence.from_ - timedelta(seconds=HISTORY_S)
    end = change.evidence.to + timedelta(seconds=rules.width_s)
    heard = look.mentions(change.watch.id, first, end)
    return _recount(change, heard, look.unknown(change.evidence.to), rules)


def _recount(change: Change, heard: Sequence[Heard], unknown: tuple[SlotRange, ...], rules: CountRules) -> Recount:
    first = change.evidence.from_ - timedelta(seconds=HISTORY_S)
    end_s = (int(change.evidence.to.timestamp()) // rules.width_s + 1) * rules.width_s
    in_time = [one.mention for one in heard if not one.late]
    near = [one for one in in_time if first <= one.at and one.at.timestamp() < end_s]
    return recount(change, near, rules, unknown_buckets(PartitionClock(unknown=unknown), rules.width_s, end_s))


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
    print_line(f"articles of the last change, first {SHOWN}:")
    print_table(("fetched (UTC)", "adds", "source", "title"), map(_article, again.kept[:SHOWN]))


def _article(kept: Kept) -> tuple[object, ...]:
    mention = kept.mention
    at = f"{mention.at:%Y-%m-%d %H:%M:%S}"
    return at, kept.fold.value, mention.source or "-", mention.title or mention.article_id
