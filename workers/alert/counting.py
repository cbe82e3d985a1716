"""What counting one watch needs to know of its config."""

from enum import StrEnum

from msgspec import Struct

from workers.detect import AnyDetector
from workers.detect.budget import LEAST_PER_WEEK, alerts_per_week, threshold_for
from workers.model.alert import Severity
from workers.model.watch import Minimum, SeverityLine


class Counted(StrEnum):
    """What a watch counts."""

    ORIGINS = "origins"
    ARTICLES = "articles"
    SOURCES = "sources"


class CountRules(Struct, frozen=True, kw_only=True):
    """One watch, compiled for counting. Times in seconds."""

    watch_id: str
    name: str
    tags: tuple[str, ...] = ()
    owner: str | None = None
    counted_hash: str
    """Changes when what is counted changes; then the series learns anew."""
    watch_hash: str
    """``sha256:`` and eight digits of the whole watch."""
    config_hash: str
    """The same of the whole config."""
    detector: AnyDetector
    threshold: float
    width_s: int = 300
    fold_s: int = 86_400
    count: Counted = Counted.ORIGINS
    minimum: Minimum = Minimum()
    severity: SeverityLine = SeverityLine()
    split_by: str | None = None
    """``region``, ``language``, ``topic`` or ``source``."""
    split_values: tuple[str, ...] = ()
    """The parts that are counted apart; empty with `split_by`: any."""
    link_base: str | None = None


UPDATE_EVERY_S = 600
"""An alert is updated at most this often, by the watch's own event time."""
CALM_S = 3 * 3_600
"""An episode is over after this much known time below half the threshold."""
CRITICAL_ORIGINS = 10
ANY_PARTS = 8
"""Parts that a watch split by `any` is budgeted for: more have rarely anything to tell at once."""


def threshold_of(rules: CountRules, *, whole: bool) -> float:
    """The line of one series: the watch's budget is shared, half to the whole and half to its parts."""
    if rules.split_by is None:
        return rules.threshold
    share = 2 if whole else 2 * (len(rules.split_values) or ANY_PARTS)
    allowed = max(alerts_per_week(rules.threshold) / share, LEAST_PER_WEEK)
    return max(rules.threshold, threshold_for(allowed))


def severity_of(rules: CountRules, score: float, origins: int) -> Severity:
    """How rare, on the one line that serves every watch."""
    if score >= rules.severity.critical and origins >= CRITICAL_ORIGINS:
        return Severity.CRITICAL
    return Severity.WARNING if score >= rules.severity.warning else Severity.NOTICE


def rank(severity: Severity) -> int:
    """0 for a notice, 2 for critical."""
    return tuple(Severity).index(severity)
