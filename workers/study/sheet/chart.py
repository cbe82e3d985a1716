"""A picture of counts and of what was usual, as SVG that stretches with the page. Its words stand beside it in HTML."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup
from msgspec import Struct

from workers.model.alert import Severity
from workers.study.sheet.columns import Columns

WIDTH, HEIGHT = 1_000, 160
"""Of the picture's own units. It is stretched, so nothing in it is a letter or a circle."""
STRIP = 12
"""Height of the strip of labels beneath."""
_LEAST = 2.5
"""Units that a span is wide at least, so that it can be seen."""
_MARK = {Severity.NOTICE: 4, Severity.WARNING: 7, Severity.CRITICAL: 10}
"""Heights: severity is not told by colour alone."""


class Marked(Struct, frozen=True, kw_only=True):
    """A span of time with a meaning. Unix seconds."""

    from_s: float
    to_s: float
    words: str
    severity: Severity | None = None
    """Of an alert."""
    kind: str = ""
    """Of a label: ``found``, ``missed``, ``noise`` or ``false``; of an alert, ``unconfirmed`` or nothing."""


class Chart(Struct, frozen=True, kw_only=True):
    """What is drawn."""

    id: str
    """Of the element; unlike all others on the page."""
    title: str
    description: str
    """The picture in words, for those who do not see it."""
    columns: Columns
    unknown: Sequence[tuple[int, int]] = ()
    alerts: Sequence[Marked] = ()
    labels: Sequence[Marked] = ()


def draw(chart: Chart, kind: str = "chart") -> Markup:
    """Draw it."""
    columns = chart.columns
    height = HEIGHT + (STRIP + 4 if chart.labels else 0)
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}<path class="seen" d="{}"/>'
        '<path class="usual" d="{}"/>{}<path class="base" d="M0 {}H{}"/>{}</svg>'
    ).format(
        kind,
        WIDTH,
        height,
        *[chart.id] * 3,
        chart.title,
        chart.id,
        chart.description,
        _shades(columns, chart.unknown),
        _bands(columns, chart.alerts),
        _bars(columns),
        _line(columns),
        _marks(columns, chart.alerts),
        HEIGHT,
        WIDTH,
        _strip(columns, chart.labels),
    )


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _bars(columns: Columns) -> str:
    """One path of all columns: a thousand elements are slow to lay out."""
    each, scale = WIDTH / max(len(columns.observed), 1), (HEIGHT - 14) / columns.top
    gap = 0.18 * each
    return "".join(
        f"M{_short(at * each + gap / 2)} {HEIGHT}v-{_short(count * scale)}h{_short(each - gap)}V{HEIGHT}z"
        for at, count in enumerate(columns.observed)
        if count
    )


def _line(columns: Columns) -> str:
    """Steps, as wide as the columns; none where nothing was known yet."""
    each, scale = WIDTH / max(len(columns.expected), 1), (HEIGHT - 14) / columns.top
    path, last = list[str](), 0.0
    for at, usual in enumerate((*columns.expected, 0.0)):
        if usual == last:
            continue
        across, height = _short(at * each), _short(HEIGHT - usual * scale)
        if not usual:
            path.append(f"H{across}")
        else:
            path.append(f"H{across}V{height}" if last else f"M{across} {height}")
        last = usual
    return "".join(path)


def _span(columns: Columns, from_s: float, to_s: float) -> tuple[str, str] | None:
    """Where a span begins, and how wide it is; nothing where it is not in the picture."""
    if to_s < columns.from_s or from_s > columns.end_s:
        return None
    first, end = columns.place(from_s) * WIDTH, columns.place(to_s) * WIDTH
    width = max(end - first, _LEAST)
    return _short(min(first, WIDTH - width)), _short(width)


def _shades(columns: Columns, unknown: Iterable[tuple[int, int]]) -> Markup:
    spans = [span for one in unknown if (span := _span(columns, *one))]
    path = "".join(f"M{first} 0h{width}V{HEIGHT}h-{width}z" for first, width in spans)
    return Markup('<path class="blind" d="{}"><title>Nobody knows the counts</title></path>').format(path)


def _bands(columns: Columns, alerts: Iterable[Marked]) -> Markup:
    return _rects(columns, alerts, lambda one: f"band {one.severity} {one.kind}".strip(), lambda _: (0, HEIGHT))


def _marks(columns: Columns, alerts: Iterable[Marked]) -> Markup:
    return _rects(
        columns, alerts, lambda one: f"mark {one.severity} {one.kind}".strip(), lambda one: (0, _mark_of(one))
    )


def _mark_of(alert: Marked) -> int:
    return _MARK[alert.severity] if alert.severity is not None else STRIP


def _strip(columns: Columns, labels: Iterable[Marked]) -> Markup:
    return _rects(columns, labels, lambda one: f"label {one.kind}", lambda _: (HEIGHT + 4, STRIP))


def _rects(
    columns: Columns,
    spans: Iterable[Marked],
    name: Callable[[Marked], str],
    tall: Callable[[Marked], tuple[int, int]],
) -> Markup:
    drawn = []
    for one in spans:
        if place := _span(columns, one.from_s, one.to_s):
            first, width, (top, height) = *place, tall(one)
            drawn.append(
                Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
                    name(one), first, top, width, height, one.words
                )
            )
    return Markup("").join(drawn)
