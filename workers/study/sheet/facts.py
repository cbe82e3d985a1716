"""What the page of a backtest says of each watch, as values: its numbers, its alerts, and what labels say of them."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.detect.budget import alerts_per_week
from workers.detect.surprise import Surprise
from workers.study.backtest import Found, Label, WatchReport, meet
from workers.study.course import Course
from workers.study.replayed import Life

SHOWN_WATCHES = 200
"""Watches with pictures; all are in the table."""
SHOWN_ALERTS = 12
"""Alerts of a watch with a picture each."""


class Told(Struct, frozen=True, kw_only=True):
    """One alert, and what the labels say of it."""

    life: Life
    verdict: str
    """``news``, ``false``, or nothing where no label says."""


class Watched(Struct, frozen=True, kw_only=True):
    """One watch."""

    report: WatchReport
    name: str
    counted: str
    """What it counts."""
    budget: float | None
    """Alerts a week that its threshold stands for; None where its detector's scores do not say."""
    course: Course
    told: tuple[Told, ...]
    """Its alerts, the earliest first."""
    labels: tuple[tuple[Label, str], ...]
    """Its labels within the span, each with ``found``, ``missed``, ``noise`` or ``false``."""

    @property
    def over(self) -> bool:
        """Whether it alerts more often than it may, by one alert at least."""
        rate, budget = self.report.per_week, self.budget
        return rate is not None and budget is not None and self.report.alerts > 1 and rate > budget

    @property
    def interest(self) -> tuple[float, ...]:
        """What is wrong stands first, then what is loud."""
        report = self.report
        wrong = report.labelled.missed + report.labelled.false
        return -wrong, -float(self.over), -report.alerts, -report.mentions


def watched_of(
    found: Found,
    reports: Sequence[WatchReport],
    courses: Iterable[Course],
    rules: Mapping[str, CountRules],
    labels: Sequence[Label],
) -> tuple[Watched, ...]:
    """Put together what is known of each watch; the most interesting first."""
    by_watch = {course.watch: course for course in courses}
    made = [_watched(found, report, by_watch[report.watch], rules[report.watch], labels) for report in reports]
    return tuple(sorted(made, key=lambda one: (one.interest, one.report.watch)))


def _watched(found: Found, report: WatchReport, course: Course, rules: CountRules, labels: Sequence[Label]) -> Watched:
    lives = [life for life in found.lives if life.watch_id == report.watch]
    span = found.span
    own = [one for one in labels if one.watch == report.watch]
    within = [one for one in own if span is not None and one.from_ <= span.to and one.to >= span.from_]
    told = tuple(Told(life=life, verdict=verdict_of(life, within)) for life in lives)
    return Watched(
        report=report,
        name=rules.name,
        counted=rules.count.value,
        budget=round(alerts_per_week(rules.threshold), 2) if isinstance(rules.detector, Surprise) else None,
        course=course,
        told=told,
        labels=tuple((one, _kind_of(one, told)) for one in within),
    )


def verdict_of(life: Life, labels: Iterable[Label]) -> str:
    """What the labels that an alert meets say of it; news wins."""
    said = {one.news for one in labels if meet(life, one)}
    if not said:
        return ""
    return "news" if True in said else "false"


def _kind_of(label: Label, told: Iterable[Told]) -> str:
    met = [one for one in told if meet(one.life, label)]
    if label.news:
        return "found" if met else "missed"
    return "false" if any(one.verdict == "false" for one in met) else "noise"
