"""Words of the page of a backtest."""

from datetime import datetime

from workers.alert.body import instant
from workers.study.replayed import Life
from workers.study.sheet.columns import Columns
from workers.study.sheet.facts import Told, Watched
from workers.study.words import between, clock, counted

UNITS = {"origins": "independent stories", "articles": "articles", "sources": "sources"}


def day(at: datetime) -> str:
    """A date, as ``3 June 2024``."""
    return f"{at.day} {at:%B %Y}"


def number(value: float) -> str:
    """A number for people: few digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}".removesuffix(".0") if value >= 1 else f"{value:.2g}"


def length(hours: int) -> str:
    """A length of time, as ``6 hours`` or ``2 days``."""
    return counted(hours // 24, "day") if hours % 24 == 0 else counted(hours, "hour")


def each_column(columns: Columns) -> str:
    """What one column stands for."""
    return "one column is an hour" if columns.hours == 1 else f"one column is {length(columns.hours)}"


def ticks(columns: Columns) -> list[str]:
    """A few moments along the picture, from its beginning to its end."""
    step = (columns.end_s - columns.from_s) / 4
    moments = [instant(round(columns.from_s + step * place)) for place in range(5)]
    if step >= 86_400:
        return [
            f"{at.day} {at:%b} {at:%Y}" if place in {0, 4} else f"{at.day} {at:%b}" for place, at in enumerate(moments)
        ]
    return [f"{at.day} {at:%b %H:%M}" for at in moments]


def description(watched: Watched, columns: Columns) -> str:
    """The picture of a watch in words."""
    most = max(columns.observed, default=0)
    if not most:
        return "Nothing was counted in this time."
    at = columns.observed.index(most)
    when = clock(instant(columns.from_s + at * columns.hours * 3_600))
    return (
        f"{each_column(columns).capitalize()}. The highest begins {when}: {most:,} {UNITS[watched.counted]}, where "
        f"{number(columns.expected[at])} were usual. {alerts_in_words(watched)}"
    )


def alerts_in_words(watched: Watched) -> str:
    """How many alerts there were, and what the labels say."""
    report, said = watched.report, watched.report.labelled
    words = [counted(report.alerts, "alert")]
    if report.alerts > report.confirmed:
        words.append(f"{report.alerts - report.confirmed} of them not confirmed")
    words += [f"{said.false} false"] if said.false else []
    words += [f"{said.missed} missed"] if said.missed else []
    return ", ".join(words) + "."


def state_of(life: Life) -> str:
    """How rare an alert was, and how it ended."""
    if not life.confirmed:
        return f"{life.severity.value}, not confirmed"
    return life.severity.value if life.resolved else f"{life.severity.value}, still open"


def alert_in_words(told: Told) -> str:
    """What a pointer over an alert in the picture is told."""
    life = told.life
    end = between(life.first.opened_at, life.last.changed_at)
    return f"{state_of(life)}: {end}{f' ({told.verdict})' if told.verdict else ''}"


def why(life: Life) -> str:
    """The numbers of the change that says most: that of the highest score."""
    loudest = max(life.changes, key=lambda one: one.why.score).why
    window = f" in {loudest.window}" if loudest.window else ""
    return f"{loudest.observed:,} {UNITS[loudest.counted]}{window}, {number(loudest.expected)} usual"
