"""Pages of backtests for tests."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

from msgspec.structs import replace

from tests.builders import NOON
from tests.unit.alert.feed import RULES
from tests.unit.study.steps import page, told
from workers.model.alert import Change
from workers.study.backtest import Label, Span, gather, report
from workers.study.course import Course
from workers.study.sheet.facts import Watched, watched_of
from workers.study.sheet.page import Sheet, render_sheet

START = NOON - timedelta(hours=12)
EMPTY = {"meta", "link", "br", "img", "hr", "input"}


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def course(watch: str, observed: Sequence[int], usual: float = 1.0) -> Course:
    return Course(
        watch=watch,
        from_s=int(START.timestamp()),
        observed=tuple(observed),
        expected=(usual,) * len(observed),
    )


def watched(
    *changes: Change,
    names: Sequence[str] = ("pier",),
    labels: Sequence[Label] = (),
    length: int = 72,
) -> tuple[Watched, ...]:
    rules = {name: replace(RULES, watch_id=name, name=name.title()) for name in names}
    found = gather([page(at=-720), told(*changes)], START, hours(length - 1))
    courses = [course(name, [0, 2, 1] * (length // 3)) for name in names]
    return watched_of(found, report(found, rules, labels), courses, rules, labels)


def sheet(*changes: Change, labels: Sequence[Label] = (), length: int = 72, **fields: object) -> Sheet:
    made = Sheet(
        span=Span(from_=START, to=hours(length - 1)),
        watched=watched(*changes, labels=labels, length=length),
        unknown=((int(hours(20).timestamp()), int(hours(26).timestamp())),),
        labelled=bool(labels),
        config_hash="sha256:0123abcd",
    )
    return replace(made, **fields)


class Parsed(HTMLParser):
    """A page's elements, and whether each that opens is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.astray: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.astray.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


def parsed(made: Sheet) -> Parsed:
    return Parsed(render_sheet(made))


def pictures(made: Sheet) -> list[ElementTree.Element]:
    """Its SVG, as XML reads it."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", render_sheet(made), re.DOTALL)]
