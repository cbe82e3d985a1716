"""One watch on the page of a backtest: its picture, and its alerts beside it in words."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup

from workers.model.alert import ArticleShown
from workers.study.backtest import Label, Span, label_of, loud_until
from workers.study.replayed import Life
from workers.study.sheet.chart import Chart, Marked, draw
from workers.study.sheet.columns import Columns, around, columns_of
from workers.study.sheet.facts import SHOWN_ALERTS, Told, Watched
from workers.study.sheet.words import UNITS, alert_in_words, alerts_in_words, description, state_of, ticks, why
from workers.study.words import between, clock, counted

Unknown = tuple[tuple[int, int], ...]
_TITLE = 160
_LABELS = {"found": "news, found", "missed": "news, missed", "noise": "no news", "false": "no news, and yet an alert"}


def section(one: Watched, place: int, unknown: Unknown, span: Span, *, labelled: bool) -> Markup:
    """The picture, and what stands under it."""
    columns = columns_of(one.course)
    chart = Chart(
        id=f"c{place}",
        title=one.name,
        description=description(one, columns),
        columns=columns,
        unknown=unknown,
        alerts=[_marked(told) for told in one.told],
        labels=[_label(label, kind) for label, kind in one.labels],
    )
    return Markup(
        '\n<section id="w{}" aria-labelledby="h{}"><h2 id="h{}">{}</h2><p class="quiet">{}</p>'
        '<p class="top">up to {:,} {}</p>{}{}{}{}</section>'
    ).format(
        *[place] * 3, one.name, alerts_in_words(one), round(columns.top), UNITS[one.counted], draw(chart),
        _axis(columns), _missed(one) if labelled else "", _alerts(one, place, unknown),
    )  # fmt: skip


def _axis(columns: Columns) -> Markup:
    words = ticks(columns)
    inside = Markup("").join(
        Markup("<span{}>{}</span>").format(Markup(' class="mid"') if 0 < at < len(words) - 1 else "", word)
        for at, word in enumerate(words)
    )
    return Markup('<div class="axis" aria-hidden="true">{}</div>').format(inside)


def _marked(told: Told) -> Marked:
    life = told.life
    return Marked(
        from_s=life.first.opened_at.timestamp(),
        to_s=loud_until(life).timestamp(),
        words=alert_in_words(told),
        severity=life.severity,
        kind="" if life.confirmed else "unconfirmed",
    )


def _label(label: Label, kind: str) -> Marked:
    words = f"{_LABELS[kind]}: {between(label.from_, label.to)}{f', {label.because}' if label.because else ''}"
    return Marked(from_s=label.from_.timestamp(), to_s=label.to.timestamp(), words=words, kind=kind)


def _missed(one: Watched) -> Markup:
    missed = [label for label, kind in one.labels if kind == "missed"]
    items = Markup("").join(
        Markup("<li>{}{}</li>").format(between(label.from_, label.to), f": {label.because}" if label.because else "")
        for label in missed[:SHOWN_ALERTS]
    )
    return Markup('<h3 class="bad">Missed</h3><ul class="missed">{}</ul>').format(items) if missed else Markup("")


def _alerts(one: Watched, place: int, unknown: Unknown) -> Markup:
    if not one.told:
        return Markup("")
    ranked = sorted(one.told, key=lambda told: (told.verdict != "false", -_score(told.life)))[:SHOWN_ALERTS]
    shown = sorted(ranked, key=lambda told: told.life.first.opened_at)
    items = Markup("").join(_alert(one, told, f"a{place}-{at}", unknown) for at, told in enumerate(shown))
    left = len(one.told) - len(shown)
    rest = Markup('<p class="quiet">and {} less telling</p>').format(counted(left, "alert")) if left else Markup("")
    return Markup('<ol class="alerts">{}</ol>{}').format(items, rest)


def _score(life: Life) -> float:
    return max(change.why.score for change in life.changes)


def _alert(one: Watched, told: Told, name: str, unknown: Unknown) -> Markup:
    life = told.life
    columns = around(one.course, int(life.first.opened_at.timestamp()))
    chart = Chart(
        id=name,
        title=f"{one.name}, around {clock(life.first.opened_at)}",
        description=f"Hour by hour from a day and a half before the alert. {why(life)}.",
        columns=columns,
        unknown=unknown,
        alerts=[_marked(told)],
    )
    return Markup("<li><figure>{}</figure><div>{}</div></li>").format(
        draw(chart, "close"), Markup("").join(_facts(told))
    )


def _facts(told: Told) -> Iterator[Markup]:
    life = told.life
    kind = f"{life.severity.value}{'' if life.confirmed else ' unconfirmed'}"
    yield Markup('<p><span class="severity {}">{}</span> {} {}</p>').format(
        kind, state_of(life), between(life.first.opened_at, loud_until(life)), _verdict(told)
    )
    part = life.first.series
    yield Markup("<p>{}{}</p>").format(f"{part.value}: " if part else "", why(life))
    evidence = life.last.evidence
    words = f"{evidence.origins:,} stories, {evidence.articles:,} articles, {evidence.sources:,} sources in all"
    yield Markup('<p class="facts">{}</p>').format(words)
    if evidence.articles_shown:
        yield Markup('<p class="facts">Read first: {}</p>').format(_article(evidence.articles_shown[0]))
    if not told.verdict:
        line = msgspec.json.encode(label_of(life, news=False, because="")).decode()
        yield Markup("<details><summary>As a label</summary><code>{}</code></details>").format(line)


def _verdict(told: Told) -> Markup:
    match told.verdict:
        case "news":
            return Markup('<span class="verdict good">news</span>')
        case "false":
            return Markup('<span class="verdict bad">false</span>')
    return Markup("")


def _article(shown: ArticleShown) -> Markup:
    title = (shown.title or "without a title")[:_TITLE]
    words = Markup('<bdi lang="{}">{}</bdi>').format(shown.language, title)
    link = Markup('<a href="{}" rel="noreferrer">{}</a>').format(shown.url, words) if _is_web(shown.url) else words
    return Markup("{} ({})").format(link, shown.source or "source unknown")


def _is_web(url: str | None) -> bool:
    """Whether it is an address that may be followed: nothing that runs."""
    if url is None:
        return False
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False
