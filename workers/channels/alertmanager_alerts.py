"""An alert of ours as Alertmanager has it: labels say which one it is, annotations what there is to read.

Its rules, each of which costs an afternoon to find: an alert is its labels, so these come from a bounded set. It ends
by itself at ``endsAt``, so whoever keeps it open says it again in time. The end of one that it never knew is told all
the same where another alert of its group is open.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from workers.model.alert import AlertState, Change, Kind, Severity
from workers.model.notice import Notice, Verdict

OURS = frozenset({"alertname", "watch", "severity", "owner", "part"})
"""Labels that an operator cannot give."""
LIVES = 4
"""An alert lives so many times the span between two posts of it."""

_RANKS = tuple(Severity)


class Posted(Struct, frozen=True, kw_only=True, rename="camel"):
    """One alert in the body of a post."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime
    """UTC."""
    ends_at: datetime
    """UTC. Not after the moment it arrives: it is over."""
    generator_url: str = field(name="generatorURL", default="")
    """Where a reader finds more; empty where there is no such page."""


def alerts_for(
    notice: Notice,
    words: str,
    labels: Mapping[str, str],
    now: datetime,
    repost_every: timedelta,
    *,
    again: bool = False,
) -> tuple[Posted, ...]:
    """What one post brings: the alert, and where its severity rose, the end of it under the one it had.

    Args:
        notice: What is told.
        words: The same for people, in lines of which the first is the headline.
        labels: The operator's own.
        now: The time of this very post (UTC); a retry is another.
        repost_every: After so long it is posted again, if it is still open.
        again: Whether it was told before, and is only kept open by this.
    """
    change = notice.change
    is_open = change.state is AlertState.OPEN
    told = Posted(
        labels=_labels(change, change.severity, labels),
        annotations=dict(_annotations(change, words)),
        starts_at=min(change.opened_at, now),  # one that begins after its end is refused
        ends_at=now + LIVES * repost_every if is_open else now,
        generator_url=change.links.alert or "",
    )
    before = _risen_from(notice) if is_open and not again else None
    return (told,) if before is None else (told, _outgrown(told, change, before, labels, now))


def _risen_from(notice: Notice) -> Severity | None:
    """The severity that the alert was told with until now, if this notice raises it.

    What was told with an older one still, and never ended since its notice was merged into this one, ends by itself.
    """
    change, before = notice.change, notice.change.since_last
    if notice.verdict is not Verdict.SEND_UPDATE or before is None:
        return None
    return before.severity if _RANKS.index(before.severity) < _RANKS.index(change.severity) else None


def _outgrown(told: Posted, change: Change, before: Severity, labels: Mapping[str, str], now: datetime) -> Posted:
    """The end of an alert under a severity that it has no more."""
    return Posted(
        labels=_labels(change, before, labels),
        annotations={"summary": change.headline, "description": f"Not over: it goes on as {change.severity.value}."},
        starts_at=told.starts_at,
        ends_at=now,
        generator_url=told.generator_url,
    )


def _labels(change: Change, severity: Severity, labels: Mapping[str, str]) -> dict[str, str]:
    own = {"alertname": alert_name(change.kind), "watch": change.watch.id, "severity": severity.value}
    if change.watch.owner:
        own["owner"] = change.watch.owner
    if change.series is not None:
        own["part"] = f"{change.series.by}={change.series.value}"
    return {**labels, **own}


def alert_name(kind: Kind) -> str:
    """As ``GroundswellCoverageSpike``."""
    return "Groundswell" + "".join(word.capitalize() for word in kind.value.split("_"))


def _annotations(change: Change, words: str) -> Iterator[tuple[str, str]]:
    """Yield what there is to read; what there is not is left out."""
    yield "summary", change.headline
    yield "description", words.partition("\n")[2].strip() or words.strip()
    yield "watch_name", change.watch.name
    for article in change.evidence.articles_shown[:1]:
        if article.title:
            yield "read_first", f"{article.title} ({article.source})" if article.source else article.title
        if article.url:
            yield "read_first_url", article.url
    if change.cautions:
        yield "cautions", " ".join(caution.text for caution in change.cautions)
    if change.links.alert:
        yield "link", change.links.alert
    yield "explain", change.links.explain
    yield "mute", change.links.mute
    yield "alert_id", change.alert_id
