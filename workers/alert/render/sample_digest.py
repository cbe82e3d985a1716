"""A digest for templates to be tried on: what waited for the morning."""

from datetime import UTC, datetime

from workers.alert.render.sample_story import ALERT_ID, ASKED, OPENED_AT, READER, ZONE, at, links, shown
from workers.model.alert import AboutWatch, AlertState, Kind, Severity
from workers.model.digest import Digest, DigestEntry, DigestReason
from workers.model.notice import DigestNotice


def digest() -> DigestNotice:
    """Two alerts, one of them over."""
    told = Digest(
        digest_id="d-2b90c47aa1e6",
        because=DigestReason.SCHEDULE,
        headline="2 alerts since 11 March 05:26 UTC, 1 of them open",
        from_=OPENED_AT,
        to=datetime(2030, 3, 12, 4, 0, tzinfo=UTC),
        alerts=(_strait(), _volcano()),
    )
    return DigestNotice(
        id=f"{told.digest_id}.0.{READER}", subscription_id=READER, digest=told, time_zone=ZONE, asked=ASKED
    )


def _strait() -> DigestEntry:
    first = shown()[0]
    return DigestEntry(
        alert_id=ALERT_ID,
        sequence=2,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.RESOLVED,
        severity=Severity.WARNING,
        headline="Bosphorus: back to usual; 57 independent stories since 11 March 04:30 UTC",
        watch=AboutWatch(id="bosphorus", name="Bosphorus", tags=("shipping",), owner=READER),
        opened_at=OPENED_AT,
        changed_at=at("16:10"),
        resolved_at=at("16:10"),
        origins=57,
        articles=96,
        sources=48,
        title=first.title,
        source=first.source,
        url=first.url,
        link=links().alert,
    )


def _volcano() -> DigestEntry:
    return DigestEntry(
        alert_id="c04d1177ab5e",
        sequence=1,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.OPEN,
        severity=Severity.NOTICE,
        headline="Mount Etna: 6 independent stories in the last 4 hours, 0.9 is usual at this time",
        watch=AboutWatch(id="etna", name="Mount Etna"),
        opened_at=at("20:05"),
        changed_at=at("20:50"),
        origins=6,
        articles=7,
        sources=6,
        title="رماد بركان إتنا يغلق مطار كاتانيا لساعات",
        source="alfajr.example",
        url="https://alfajr.example/world/etna",
    )
