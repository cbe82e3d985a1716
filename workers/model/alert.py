"""An alert: an episode with a life, and one step of that life as everyone receives it.

The field names are the public shape of an alert (flow, webhook, API, ``--json``).
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field


class Kind(StrEnum):
    """What an alert is about."""

    COVERAGE_SPIKE = "coverage_spike"
    COVERAGE_GAP = "coverage_gap"
    INGEST_ANOMALY = "ingest_anomaly"

    @property
    def of_watch(self) -> bool:
        """Whether it is about a watch; else it is about our own ingest."""
        return self is Kind.COVERAGE_SPIKE


class AlertState(StrEnum):
    """Where in its life an alert is."""

    OPEN = "open"
    RESOLVED = "resolved"


class Severity(StrEnum):
    """How rare; the same line for every watch."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


class ChangeType(StrEnum):
    """Which step of the life a change is."""

    OPENED = "groundswell.alert.opened"
    UPDATED = "groundswell.alert.updated"
    RESOLVED = "groundswell.alert.resolved"


class AboutWatch(Struct, frozen=True, kw_only=True):
    """The watch an alert is about."""

    id: str
    name: str
    tags: tuple[str, ...] = ()
    owner: str | None = None


class Part(Struct, frozen=True, kw_only=True):
    """One part of a watch (``split_by``), or the whole when None stands in its place."""

    by: str
    value: str
    origins: int | None = None


class Window(Struct, frozen=True, kw_only=True):
    """Seen against expected over one window."""

    window: str
    observed: int
    expected: float
    since: datetime | None = None
    """Where the window begins (UTC). It ends with the bucket that is scored, and is counted up to the `at` of `Why`."""


class Why(Struct, frozen=True, kw_only=True):
    """The numbers that decided; of an alert that has ended, those of its highest score."""

    counted: str
    window: str | None
    observed: int
    expected: float
    once_in_weeks: float
    score: float
    threshold: float
    detector: str
    windows: tuple[Window, ...]
    baseline_days: float
    past_bursts: float
    intake: float
    at: datetime | None = None
    """Up to when these numbers count (UTC): the moment of an early score, the end of a closed bucket."""
    ratio: float | None = None
    """Observed over expected; None where next to nothing was expected."""
    peak: float | None = None
    """Highest final score of the episode; None until it is ``resolved``."""


class Story(Struct, frozen=True, kw_only=True):
    """Origins about one event, as far as the alert's evidence holds them."""

    headline: str | None
    """The title of the first of them that has one."""
    origins: int
    articles: int
    """These and their copies."""
    first_fetched_at: datetime
    new: bool
    """Whether it was first fetched after the change told last; never of an alert that has just opened or has ended."""


class ArticleShown(Struct, frozen=True, kw_only=True):
    """An article that shows what the alert is about. Never its text."""

    article_id: str
    why_shown: str
    title: str | None
    source: str | None
    publisher: str | None
    language: str
    url: str | None
    published_at: datetime | None
    fetched_at: datetime
    matched: tuple[str, ...]
    in_title: bool
    copies: int
    copied_by: tuple[str, ...]
    folded_by: dict[str, int]


class Omitted(Struct, frozen=True, kw_only=True):
    """How much the lists leave out."""

    origins: int = 0
    stories: int = 0
    loose: int = 0
    """Origins that were put into no story: too many had come before the alert, or nothing is known of their words."""


class Evidence(Struct, frozen=True, kw_only=True):
    """What the alert rests on, from ``from`` to ``to``; every count can be recounted from the articles."""

    from_: datetime = field(name="from")
    to: datetime
    origins: int
    articles: int
    sources: int
    copies_folded: int
    languages: dict[str, int]
    regions: dict[str, int]
    topics: dict[str, int]
    publishers: dict[str, int]
    terms: dict[str, int]
    stories: tuple[Story, ...] = ()
    articles_shown: tuple[ArticleShown, ...] = ()
    omitted: Omitted = Omitted()


class SinceLast(Struct, frozen=True, kw_only=True):
    """What the change before this one said."""

    sequence: int
    at: datetime
    origins: int
    articles: int
    severity: Severity


class Caution(Struct, frozen=True, kw_only=True):
    """Something that makes the alert less sure than it looks."""

    code: str
    text: str


class Links(Struct, frozen=True, kw_only=True):
    """Where to look next."""

    alert: str | None
    explain: str
    mute: str


class ConfigHashes(Struct, frozen=True, kw_only=True):
    """Under which config, by which version."""

    watch: str
    all: str
    groundswell: str


class AboutNotice(Struct, frozen=True, kw_only=True):
    """For whom one copy of a change is, and why it was sent."""

    id: str
    subscription: str
    verdict: str
    attempt: int = 1


class Change(Struct, frozen=True, kw_only=True):
    """One step of an alert's life; ``alert_id`` and ``sequence`` name it, and its body never differs."""

    version: int = 1
    type: ChangeType
    alert_id: str
    sequence: int
    kind: Kind
    state: AlertState
    severity: Severity
    told_because: tuple[str, ...]
    headline: str
    watch: AboutWatch
    series: Part | None
    parts: tuple[Part, ...] = ()
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None = None
    lasted_s: float | None = None
    why: Why
    evidence: Evidence
    since_last: SinceLast | None = None
    cautions: tuple[Caution, ...] = ()
    links: Links
    config: ConfigHashes
    traceparent: str | None = None
    """The trace of the earliest article shown that came with one, and this step of it."""
