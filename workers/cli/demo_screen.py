"""What the demo shows: the watches as they stand, each alert as it opens, and what was not told. Times in UTC."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from workers.cli.asking import Folders
from workers.cli.demo_rows import Row
from workers.cli.demo_untold import Asides, Blind, Folded, Untold
from workers.hosts.local.walk import Summary
from workers.model.alert import ArticleShown, Change, ChangeType, Severity
from workers.rules import Rules
from workers.study.words import NEAR, counted
from workers.watch.weigh import Because

_COLOUR = {Severity.NOTICE: "yellow", Severity.WARNING: "dark_orange", Severity.CRITICAL: "bold red"}
_WORDS = {"hold_too_weak": "not rare enough for it", "hold_replaced": "a newer change came before it was sent"}
_MARK = {ChangeType.OPENED: "ALERT", ChangeType.UPDATED: "more", ChangeType.RESOLVED: "over"}
_FEW = 3
_LANGUAGES = 10


def draw_start(console: Console, rules: Rules, asides: Asides) -> None:
    """Say what is going to be seen."""
    spoken = " ".join((*asides.languages[:_LANGUAGES], *["..."][: len(asides.languages) > _LANGUAGES]))
    console.print(Rule("Groundswell: three weeks of news, replayed", style="dim"))
    console.print(
        f"{counted(len(rules.watches), 'watch', 'watches')} over weeks of quiet pages made by a machine, and "
        f"{counted(asides.pages, 'page')} written by hand: {counted(asides.articles, 'article')} in "
        f"{counted(len(asides.languages), 'language')} ({spoken}), as dirty as scrapers deliver them. "
        "Nothing in them happened. All times UTC.\n",
        style="dim",
    )


def draw_table(rows: Iterable[Row], summary: Summary, seconds: float) -> RenderableType:
    """The watches as they stand."""
    at = f"{summary.at:%a %d %B %Y %H:%M}" if summary.at else "-"
    head = f"{at}   {say_summary(summary, seconds)}"
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("watch", min_width=24)
    table.add_column("last hour", justify="right")
    table.add_column("usual", justify="right")
    table.add_column("", min_width=20)
    table.add_column("state", min_width=16)
    for row in rows:
        table.add_row(*_cells(row), style=_style(row))
    return Group("", Text(head, style="bold"), table)


def say_summary(summary: Summary, seconds: float) -> str:
    """How far it went, and how fast."""
    speed = f"   {summary.pages / seconds:,.0f} pages/s" if seconds > 1 else ""
    alerts = counted(summary.opened - summary.faults, "alert")
    return f"{counted(summary.pages, 'page')}   {counted(summary.mentions, 'mention')}   {alerts}{speed}"


def _cells(row: Row) -> tuple[str, ...]:
    usual = f"{row.usual:.1f}" if row.usual >= 0.05 else "-" if not row.usual else "< 0.1"
    return row.name, str(row.origins or "-"), usual, "▇" * min(row.origins, 20), _state(row)


def _state(row: Row) -> str:
    if row.alert is not None:
        return f"ALERT, {row.alert.value}"
    if row.blind:
        return "nobody knows"
    return "learning" if row.learning else "quiet"


def _style(row: Row) -> str:
    if row.alert is not None:
        return _COLOUR[row.alert]
    return "dim" if row.learning or row.blind else ""


def say_change(change: Change, remark: str) -> RenderableType:
    """One change, told as it comes: an opening at length, the rest more shortly."""
    colour, opening = _COLOUR[change.severity], change.type is ChangeType.OPENED
    line = Table.grid(padding=(0, 1))
    line.add_column(width=12, style="dim")
    line.add_column(width=5, style=colour)
    line.add_column()
    lines = [Text(change.headline, style="bold" if opening else ""), *(Text(one, style="dim") for one in _more(change))]
    if remark:
        lines.append(Text(remark, style="dim"))
    line.add_row(f"{change.changed_at:%d %b %H:%M}", _MARK[change.type], Group(*lines))
    return Group("", line) if opening else line


def _more(change: Change) -> Iterator[str]:
    """What stands below a headline."""
    if change.type is ChangeType.RESOLVED:
        yield f"in all {_basis(change)}"
        return
    yield ", ".join((change.severity.value, *_rarity(change), _basis(change)))
    if change.type is ChangeType.OPENED:
        yield from (f"read first: {_article(one)}" for one in change.evidence.articles_shown[:1] if one.title)


def _rarity(change: Change) -> Iterator[str]:
    weeks = round(change.why.once_in_weeks)
    if weeks >= 1:
        yield "about once in a week" if weeks == 1 else f"about once in {weeks} weeks"


def _basis(change: Change) -> str:
    evidence = change.evidence
    said = f"{counted(evidence.origins, 'story', 'stories')}, {counted(evidence.articles, 'article')}"
    codes = tuple(evidence.languages)
    more = f" +{len(codes) - _FEW}" if len(codes) > _FEW else ""
    return f"{said}, {counted(evidence.sources, 'source')} ({' '.join(codes[:_FEW])}{more})"


def _article(shown: ArticleShown) -> str:
    return f'"{shown.title}"' + (f", {shown.source}" if shown.source else "")


def draw_untold(console: Console, rules: Rules, untold: Untold, asides: Asides) -> None:
    """What was not told, and why."""
    console.print(Rule("What was not told, and why", style="dim"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    names = {watch: counting.name for watch, counting in rules.watches.items()}
    for what, said in _reasons(names, untold, asides):
        table.add_row(what, escape(said))
    console.print(table)
    console.print()


def _reasons(names: dict[str, str], untold: Untold, asides: Asides) -> Iterator[tuple[str, str]]:
    for day in untold.folded[:1]:
        yield "copies", _copies(names, day)
    for blind in untold.blind:
        yield "outage", _outage(names, blind)
    for watch, number in untold.stale.most_common(_FEW):
        yield "old news", f"{names[watch]}: {counted(number, 'article')} too old when fetched"
    for (watch, why), number in untold.near.most_common(_FEW):
        yield "near miss", f"{names[watch]}: {counted(number, 'article')}, since {NEAR[Because(why)]}"
    if asides.teased:
        told = ", ".join(
            f"{names[watch]} on {counted(number, 'page')}" for watch, number in asides.teased.most_common()
        )
        yield "teasers", f"named beside the articles only: {told}"
    if asides.refused:
        reasons = ", ".join(f"{number} {why}" for why, number in asides.refused.most_common())
        yield "refused", f"{counted(asides.refused.total(), 'page')} with no article on it ({reasons})"
    for (wish, verdict), number in untold.held.most_common(_FEW):
        yield "held", f"{counted(number, 'change')} from the subscription {wish}: {_WORDS.get(verdict, verdict)}"


def _copies(names: dict[str, str], day: Folded) -> str:
    return (
        f"{names[day.watch]}, {day.day:%d %B}: {day.pages} pages are {day.pages - day.repeats} articles, and those "
        f"{counted(day.origins, 'report')}: {day.copies} copies folded, {day.repeats} pages read again"
    )


def _outage(names: dict[str, str], blind: Blind) -> str:
    heard = ", ".join(f"{names[watch]} {number}" for watch, number in blind.mentions.most_common(_FEW))
    said = f"{blind.first:%d %B %H:%M} to {blind.end:%H:%M}: nothing came in, and then too much at once"
    return f"{said}; what was named meanwhile is not counted ({heard})" if heard else said


def draw_next(console: Console, untold: Untold, alerts: Sequence[Change], folders: Folders, program: str) -> None:
    """Three commands to try.

    Args:
        console: Where to.
        untold: What was not told.
        alerts: What was, the latest first.
        folders: Of the demo.
        program: What to type for `groundswell`.
    """
    console.print(Rule("Next", style="dim"))
    for command, note in _commands(untold, alerts, f"--config {folders.config} --state {folders.state}"):
        console.print(f"[dim]# {note}[/dim]\n[bold]{escape(f'{program} {command}')}[/bold]", soft_wrap=True)


def _commands(untold: Untold, alerts: Sequence[Change], where: str) -> Iterator[tuple[str, str]]:
    for change in alerts[-1:]:
        yield f"explain {change.alert_id} {where}", "why it fired, in numbers"
    for day in untold.folded[:1]:
        yield f"explain --watch {day.watch} --at {_typed(day.at)} {where}", "why there was no alert then"
    yield "init my-config", "your own watches; docs/tutorial.md goes on from here"


def _typed(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%MZ}"
