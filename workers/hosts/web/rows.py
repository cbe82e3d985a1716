"""The rows of the page: watches, alerts in short, sources, and what was held."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from workers.alert.body import instant
from workers.alert.counting import CountRules
from workers.alert.state import WatchState
from workers.detect.clock import Clock
from workers.detect.guard import source_verdicts
from workers.detect.partition import SLOT_S
from workers.detect.sources import expect, open_rows
from workers.hosts.web.past import Frame, past_of
from workers.model.alert import Change
from workers.model.fault import ALL
from workers.model.notice import Delivery
from workers.study.told import WORDS, standing_of


class Watched(Struct, frozen=True, kw_only=True):
    """One watch, as ``/api/watches`` tells of it."""

    id: str
    name: str
    tags: tuple[str, ...]
    owner: str | None
    counted: str
    """``origins``, ``articles`` or ``sources``."""
    detector: str
    threshold: float
    state: str
    """``unseen``: never mentioned; ``learning``: too young to tell anything; ``watching``."""
    hour_observed: int = 0
    """Counted in the last 60 minutes of event time."""
    hour_expected: float | None = None
    """What is usual in an hour, at this time of day."""
    days: float = 0.0
    """Known time the expectation rests on."""
    greatest_at: datetime | None = None
    """The newest article that named it (UTC)."""
    from_: datetime | None = field(name="from", default=None)
    """Where ``observed`` begins (UTC); None where nothing is known."""
    slot_s: int = 0
    observed: tuple[int | None, ...] = ()
    """As of `past.Past`; likewise ``expected``."""
    expected: tuple[float, ...] = ()


def watched(rules: CountRules, state: WatchState | None, frame: Frame | None) -> Watched:
    """One watch at one moment."""
    unseen = Watched(
        id=rules.watch_id,
        name=rules.name,
        tags=rules.tags,
        owner=rules.owner,
        counted=rules.count.value,
        detector=str(rules.detector.__struct_config__.tag),
        threshold=round(rules.threshold, 2),
        state="unseen",
    )
    if state is None or frame is None or not (state.kept or state.series):
        return unseen
    past = past_of(rules, state, frame)
    return replace(
        unseen,
        state="learning" if past.learning else "watching",
        hour_observed=past.hour_observed,
        hour_expected=past.hour_expected,
        days=past.days,
        greatest_at=state.greatest_at,
        from_=instant(frame.from_s),
        slot_s=past.slot_s,
        observed=past.observed,
        expected=past.expected,
    )


class AlertRow(Struct, frozen=True, kw_only=True):
    """One alert in short."""

    alert_id: str
    sequence: int
    kind: str
    state: str
    severity: str
    headline: str
    watch: str
    """Its watch's id; ``ingest`` where it is about our own sources."""
    name: str
    series: str | None
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None
    origins: int
    articles: int
    sources: int
    once_in_weeks: float


def alert_row(change: Change) -> AlertRow:
    """An alert as its last change tells of it."""
    return AlertRow(
        alert_id=change.alert_id,
        sequence=change.sequence,
        kind=change.kind.value,
        state=change.state.value,
        severity=change.severity.value,
        headline=change.headline,
        watch=change.watch.id,
        name=change.watch.name,
        series=change.series.value if change.series is not None else None,
        opened_at=change.opened_at,
        changed_at=change.changed_at,
        resolved_at=change.resolved_at,
        origins=change.evidence.origins,
        articles=change.evidence.articles,
        sources=change.evidence.sources,
        once_in_weeks=change.why.once_in_weeks,
    )


class SourceRow(Struct, frozen=True, kw_only=True):
    """One source, as the guard knows it."""

    name: str
    """As readers call it; empty: pages without a source; ``*`` all, ``*rest`` the rarest together."""
    verdict: str
    """``fine``, ``silent`` or ``catching_up``."""
    hour_expected: float
    """Articles usual in an hour, at this time of the week."""
    pending: int
    """Articles of the last minutes, which are not judged yet."""
    heard_at: datetime | None
    """The end of the last slot with an article (UTC); None where that is not known."""
    silent_since: datetime | None
    days: float
    """Known for so long."""


def source_rows(clock: Clock) -> Iterator[SourceRow]:
    """All sources with a seat, `ALL` and `REST` among them."""
    guard = clock.guard
    rows = open_rows(guard.rows, len(guard.names))
    slot = clock.watermark_s // SLOT_S if clock.watermark_s is not None else 0
    verdicts, usual = source_verdicts(guard), expect(rows, slot).mean.tolist()
    pending = _pending(clock)
    for at, name in enumerate(guard.names):
        heard_at, silent_at = int(rows["heard_at"][at]), int(rows["silent_at"][at])
        verdict = verdicts.get(name)
        yield SourceRow(
            name=name,
            verdict="fine" if verdict is None else verdict.value,
            hour_expected=float(f"{usual[at] * 3_600 / SLOT_S:.3g}"),
            pending=sum(pending.values()) if name == ALL else pending.get(name, 0),
            heard_at=instant((heard_at + 1) * SLOT_S) if heard_at >= 0 else None,
            silent_since=instant(silent_at * SLOT_S) if silent_at >= 0 else None,
            days=round(float(rows["seen"][at]) * SLOT_S / 86_400, 1),
        )


def _pending(clock: Clock) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for slot in clock.pending.values():
        for source, articles in slot.items():
            counts[source] = counts.get(source, 0) + articles
    return counts


class HeldRow(Struct, frozen=True, kw_only=True):
    """A change that a subscription was not told, or a notice that a channel did not take."""

    at: datetime
    alert_id: str
    sequence: int
    subscription: str
    standing: str
    """``held``, ``owed`` or ``lost``."""
    verdict: str
    because: str
    detail: str


def held_row(delivery: Delivery) -> HeldRow:
    """A delivery that was none."""
    status = f"{delivery.attempt.status} {delivery.detail}" if delivery.attempt is not None else delivery.detail
    return HeldRow(
        at=delivery.at,
        alert_id=delivery.alert_id,
        sequence=delivery.sequence,
        subscription=delivery.subscription,
        standing=standing_of(delivery).value,
        verdict=delivery.verdict.value,
        because=WORDS[delivery.verdict],
        detail=status.strip(),
    )
