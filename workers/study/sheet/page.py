"""The page of a backtest, whole."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from workers import __version__
from workers.study.backtest import Span
from workers.study.course import Course
from workers.study.sheet.columns import columns_of
from workers.study.sheet.facts import SHOWN_WATCHES, Watched
from workers.study.sheet.section import section
from workers.study.sheet.style import STYLE
from workers.study.sheet.words import day, each_column, number
from workers.study.words import between


class Sheet(Struct, frozen=True, kw_only=True):
    """All that the page tells of."""

    span: Span
    watched: tuple[Watched, ...]
    """The most interesting first."""
    unknown: tuple[tuple[int, int], ...]
    """Spans nobody knows the counts of: (first, end) in Unix seconds."""
    labelled: bool
    """Whether there are labels to compare with."""
    config_hash: str


def render_sheet(sheet: Sheet) -> str:
    """Write the page: a table of all watches, and pictures of the most interesting."""
    span, shown = sheet.span, sheet.watched[:SHOWN_WATCHES]
    sections = Markup("").join(
        section(one, place, sheet.unknown, span, labelled=sheet.labelled) for place, one in enumerate(shown)
    )
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Backtest, {}</title><style>{}</style></head>\n<body><a class=\"skip\" href=\"#w0\">To the pictures</a>"
        "<main><h1>Backtest, {}</h1>{}{}{}{}{}</main>{}</body></html>\n"
    ).format(
        _when(span), Markup(STYLE), _when(span), _lead(sheet), _numbers(sheet), _table(sheet), _key(sheet), sections,
        _footer(sheet),
    )  # fmt: skip
    return str(page)


def _when(span: Span) -> str:
    first, last = day(span.from_), day(span.to)
    return first if first == last else f"{first} to {last}"


def _lead(sheet: Sheet) -> Markup:
    return Markup(
        '<p class="lead">Which alerts there would have been, had these pages come one after the other: {}. '
        "Nobody was told.</p>"
    ).format(between(sheet.span.from_, sheet.span.to))


def _numbers(sheet: Sheet) -> Markup:
    reports = [one.report for one in sheet.watched]
    alerts = sum(one.alerts for one in reports)
    shown = [("watches", f"{len(reports):,}", False), ("alerts", f"{alerts:,}", False)]
    if sheet.span.weeks > 0:
        shown.append(("alerts a week", number(alerts / sheet.span.weeks), False))
    if sheet.labelled:
        false, missed = (sum(getattr(one.labelled, name) for one in reports) for name in ("false", "missed"))
        found = sum(one.labelled.found for one in reports)
        shown += [
            ("news found", str(found), False),
            ("missed", str(missed), missed > 0),
            ("false", str(false), false > 0),
        ]
    rows = (
        Markup("<div{}><dt>{}</dt><dd>{}</dd></div>").format(Markup(' class="bad"') if bad else "", name, value)
        for name, value, bad in shown
    )
    return Markup('<dl id="numbers">{}</dl>').format(Markup("").join(rows))


def _table(sheet: Sheet) -> Markup:
    more = ("Missed", "False", "Found") if sheet.labelled else ()
    names = ("Alerts", "A week", "Budget", *more, "Not confirmed", "Mentions")
    heads = Markup("").join(Markup('<th class="n" scope="col">{}</th>').format(name) for name in names)
    rows = Markup("\n").join(_row(one, place, labelled=sheet.labelled) for place, one in enumerate(sheet.watched))
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="All watches"><table><caption>All watches: what is '
        "wrong first, then what is loud. Budget: alerts a week that the threshold stands for.</caption><thead><tr>"
        '<th scope="col">Watch</th>{}</tr></thead><tbody>\n{}</tbody></table></div>'
    ).format(heads, rows)


def _row(one: Watched, place: int, *, labelled: bool) -> Markup:
    report, said = one.report, one.report.labelled
    name = Markup('<a href="#w{}">{}</a>').format(place, one.name) if place < SHOWN_WATCHES else one.name
    labelled_cells = [(said.missed, said.missed > 0), (said.false, said.false > 0), (said.found, False)]
    cells = [
        (f"{report.alerts:,}", False),
        ("–" if report.per_week is None else f"{report.per_week:g}", one.over),
        ("–" if one.budget is None else f"{one.budget:g}", False),
        *[(f"{count:,}", bad) for count, bad in labelled_cells if labelled],
        (f"{report.alerts - report.confirmed:,}", False),
        (f"{report.mentions:,}", False),
    ]
    drawn = (Markup('<td class="n{}">{}</td>').format(" bad" if bad else "", text) for text, bad in cells)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, Markup("").join(drawn))


def _key(sheet: Sheet) -> Markup:
    courses: Sequence[Course] = [one.course for one in sheet.watched[:1]]
    column = each_column(columns_of(courses[0])) if courses else ""
    meanings = (
        ("k-bar", f"counted ({column})"),
        ("k-usual", "usual, by what was known as the day began"),
        ("k-band", "an alert: the taller its head, the rarer"),
        ("k-blind", "nobody knows: the scraper was silent"),
        *((("k-found", "a label: news, found"), ("k-missed", "a label: missed, or a false alert")) * sheet.labelled),
    )
    rows = (Markup('<li><i class="{}"></i>{}</li>').format(name, words) for name, words in meanings)
    return Markup('<ul class="key">{}</ul>').format(Markup("").join(rows))


def _footer(sheet: Sheet) -> Markup:
    left = len(sheet.watched) - SHOWN_WATCHES
    more = f"{left} more {'is' if left == 1 else 'are'} in the table"
    rest = f" Pictures are drawn of the first {SHOWN_WATCHES} watches; {more}." if left > 0 else ""
    return Markup("<footer>Times are UTC.{} Made by Groundswell {} with the config {}.</footer>").format(
        rest, __version__, sheet.config_hash
    )
