"""One alert as a digest lists it."""

from bisect import insort
from collections.abc import Iterable

from workers.alert.counting import rank
from workers.model.alert import Change
from workers.model.digest import DigestEntry

MOST_ENTRIES = 50
"""Listed in one digest."""


def entry_of(change: Change) -> DigestEntry:
    """An alert in a few lines, as of one of its changes."""
    first = next(iter(change.evidence.articles_shown), None)
    return DigestEntry(
        alert_id=change.alert_id,
        sequence=change.sequence,
        kind=change.kind,
        state=change.state,
        severity=change.severity,
        headline=change.headline,
        watch=change.watch,
        series=change.series,
        opened_at=change.opened_at,
        changed_at=change.changed_at,
        resolved_at=change.resolved_at,
        origins=change.evidence.origins,
        articles=change.evidence.articles,
        sources=change.evidence.sources,
        title=first.title if first else None,
        source=first.source if first else None,
        url=first.url if first else None,
        link=change.links.alert,
    )


def rarest(entries: Iterable[DigestEntry]) -> tuple[DigestEntry, ...]:
    """The entries that are listed: by severity, then by origins, then the latest first."""
    return tuple(sorted(entries, key=_place)[:MOST_ENTRIES])


def put_in(entries: tuple[DigestEntry, ...], entry: DigestEntry) -> tuple[DigestEntry, ...]:
    """What `rarest` lists of its own answer and one more: in the place of the same alert, where that is listed."""
    others = [one for one in entries if one.alert_id != entry.alert_id]
    insort(others, entry, key=_place)
    return tuple(others[:MOST_ENTRIES])


def _place(entry: DigestEntry) -> tuple[int, int, float, str]:
    return -rank(entry.severity), -entry.origins, -entry.changed_at.timestamp(), entry.alert_id
