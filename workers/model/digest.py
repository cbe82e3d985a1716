"""A digest: what many changes said, in a few lines each. Its field names are public, like those of an alert."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from workers.model.alert import AboutWatch, AlertState, Kind, Part, Severity


class DigestReason(StrEnum):
    """Why it is told at once and not one by one."""

    SCHEDULE = "schedule"
    """The subscription asks for it at this time."""
    OVERFLOW = "overflow"
    """More was owed than is kept for one subscription: nobody took it for so long."""


class DigestEntry(Struct, frozen=True, kw_only=True):
    """One alert in a digest, as of its last change."""

    alert_id: str
    sequence: int
    kind: Kind
    state: AlertState
    severity: Severity
    headline: str
    watch: AboutWatch
    series: Part | None = None
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None = None
    origins: int
    articles: int
    sources: int
    title: str | None = None
    """Of the article to read first, as it was."""
    source: str | None = None
    url: str | None = None
    link: str | None = None
    """The alert's own page."""


class DigestOmitted(Struct, frozen=True, kw_only=True):
    """What the list leaves out."""

    alerts: int = 0
    changes: int = 0
    """Changes of alerts that are not listed, or that a later one of the same alert replaced."""


class Digest(Struct, frozen=True, kw_only=True):
    """Several alerts, the rarest first."""

    version: int = 1
    type: str = "groundswell.digest"
    digest_id: str
    because: DigestReason
    headline: str
    from_: datetime = field(name="from")
    """The time of the oldest change in it (UTC)."""
    to: datetime
    """When it was put together (UTC)."""
    alerts: tuple[DigestEntry, ...]
    omitted: DigestOmitted = DigestOmitted()
