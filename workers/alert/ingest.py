"""Alerts about our own ingest: what the guard saw of sources, as a change that everyone receives like any other."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from workers import __version__
from workers.alert.body import YOUNG_DAYS, instant
from workers.alert.links import links_of
from workers.detect.partition import SLOT_S
from workers.model.alert import (
    AboutWatch,
    AlertState,
    Caution,
    Change,
    ChangeType,
    ConfigHashes,
    Evidence,
    Kind,
    Part,
    SinceLast,
    Why,
    Window,
)
from workers.model.fault import ALL, MORE, REST, Fault, FaultStep
from workers.model.names import short_hash

INGEST = "ingest"
"""Stands where other alerts have the id of their watch."""
_NAMES = {
    ALL: "All sources",
    REST: "The rarest sources, taken together",
    MORE: "Further sources",
    "": "Pages without a source",
}
_UNNAMED = "unknown"
_LOW_INTAKE = 0.8
_SLOTS_AN_HOUR = 12


class IngestRules(Struct, frozen=True, kw_only=True):
    """What such an alert says of the config it came under."""

    config_hash: str = ""
    """``sha256:`` and eight digits; empty where nobody is told."""
    link_base: str | None = None


def ingest_change(step: FaultStep, rules: IngestRules) -> Change:
    """Put one step of a fault's life into the shape of all alerts; the same step always gives the same change."""
    fault, ended = step.fault, step.type is ChangeType.RESOLVED
    identity = short_hash(fault.kind.value, fault.source, str(fault.since))
    opened_at, changed_at = _end_of(fault.opened), _end_of(fault.told)
    return Change(
        type=step.type,
        alert_id=identity,
        sequence=fault.sequence,
        kind=fault.kind,
        state=AlertState.RESOLVED if ended else AlertState.OPEN,
        severity=fault.severity,
        told_because=step.because,
        headline=_headline(step),
        watch=AboutWatch(id=INGEST, name=_NAMES.get(fault.source, fault.source)),
        series=None if fault.source == ALL else Part(by="source", value=fault.source or _UNNAMED),
        opened_at=opened_at,
        changed_at=changed_at,
        resolved_at=changed_at if ended else None,
        lasted_s=(changed_at - opened_at).total_seconds() if ended else None,
        why=_why(fault),
        evidence=evidence_of_intake(_start_of(fault), _end_of(fault.at), fault.observed),
        since_last=_since_last(step.last) if step.last is not None else None,
        cautions=tuple(_cautions(step)),
        links=links_of(rules.link_base, identity),
        config=ConfigHashes(watch=rules.config_hash, all=rules.config_hash, groundswell=__version__),
    )


def _end_of(slot: int) -> datetime:
    return instant((slot + 1) * SLOT_S)


def _start_of(fault: Fault) -> datetime:
    """Where its numbers begin to count."""
    return instant((fault.at + 1 - fault.slots) * SLOT_S)


# ---- in words


def _headline(step: FaultStep) -> str:
    fault = step.fault
    name = _subject(fault)
    if step.type is ChangeType.RESOLVED:
        return f"{name}: {_end_in_words(step)}"
    if fault.kind is Kind.INGEST_ANOMALY:
        held = "; nothing can alert until this is over" if fault.blind and fault.source == ALL else ""
        return f"{name}: {_articles(fault.observed)} in five minutes, {_usual(fault.expected, '')}{held}"
    if fault.source == ALL:
        return f"{name}: {_lack_of_all(fault)}; nothing can alert until they are back"
    if fault.source == MORE:
        return f"{name}: silent, {_named(fault)}"
    return f"{name}: {_nothing(fault)}{_together(step)}"


def _subject(fault: Fault) -> str:
    if fault.source == MORE:
        return f"{fault.sources} further sources" if fault.sources != 1 else "One further source"
    return _NAMES.get(fault.source, fault.source)


def _lack_of_all(fault: Fault) -> str:
    if not fault.names:
        return _nothing(fault)
    return f"only {fault.intake:.0%} of the usual intake; silent: {_named(fault)}"


def _nothing(fault: Fault) -> str:
    return f"nothing for {_span(fault.slots)}, {_usual(fault.expected, ' articles')}"


def _named(fault: Fault) -> str:
    named = ", ".join(_NAMES.get(name, name) for name in fault.names)
    others = fault.sources - len(fault.names)
    return f"{named} and {others} more" if others > 0 else named


def _together(step: FaultStep) -> str:
    raised = "severity_raised" in step.because
    return f"; with others, {1 - step.fault.intake:.0%} of the usual intake is missing" if raised else ""


def _end_in_words(step: FaultStep) -> str:
    fault = step.fault
    lasted = _span(fault.told + 1 - fault.since)
    if "source_gone" in step.because:
        return f"silent for {lasted}, expected no more"
    if fault.kind is Kind.INGEST_ANOMALY:
        return f"back to usual after {lasted}"
    if fault.names:
        return f"back after {lasted}, at {fault.intake:.0%} of the usual intake"
    return f"back after {_span(fault.slots)} of nothing; {_articles(round(fault.expected))} missed"


def _articles(number: int) -> str:
    return f"{number:,} article" if number == 1 else f"{number:,} articles"


def _usual(expected: float, noun: str) -> str:
    if expected < 0.05:
        return "next to none is usual"
    number = f"{expected:.1f}" if expected < 10 else f"{expected:,.0f}"
    return f"{number}{noun} {'is' if expected <= 1 and not noun else 'are'} usual"


def _span(slots: int) -> str:
    """A length of time, in the unit a person would choose."""
    if slots < 2 * _SLOTS_AN_HOUR:
        return f"{5 * slots} minutes"
    hours = round(slots / _SLOTS_AN_HOUR)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def _cautions(step: FaultStep) -> Iterator[Caution]:
    fault = step.fault
    if fault.source == ALL and fault.blind and step.type is ChangeType.RESOLVED:
        text = "What comes in may still make up for what was missed: nothing can alert for another half hour or so."
        yield Caution(code="not_known_yet", text=text)
    if fault.source != ALL and fault.intake < _LOW_INTAKE:
        yield Caution(code="low_intake", text=f"Only {fault.intake:.0%} of the usual intake was speaking.")
    if fault.days < YOUNG_DAYS:
        text = f"Young baseline: {fault.days:.1f} days; the hours and days at which it rests are not learnt yet."
        yield Caution(code="young_baseline", text=text)


# ---- in numbers


def _why(fault: Fault) -> Why:
    expected = round(fault.expected, 3)
    window = f"{5 * fault.slots}m" if fault.slots % _SLOTS_AN_HOUR else f"{fault.slots // _SLOTS_AN_HOUR}h"
    return Why(
        counted="articles",
        window=window,
        observed=fault.observed,
        expected=expected,
        once_in_weeks=0.0,
        score=0.0,
        threshold=0.0,
        detector="guard",
        windows=(Window(window=window, observed=fault.observed, expected=expected, since=_start_of(fault)),),
        baseline_days=round(fault.days, 1),
        past_bursts=0.0,
        intake=round(fault.intake, 3),
        at=_end_of(fault.at),
        ratio=round(fault.observed / fault.expected, 1) if fault.expected >= 0.05 else None,
    )


def evidence_of_intake(begin: datetime, end: datetime, articles: int) -> Evidence:
    """Only what the guard knows, which counts articles before anyone looks at what they name."""
    return Evidence(
        from_=begin,
        to=end,
        origins=0,
        articles=articles,
        sources=0,
        copies_folded=0,
        languages={},
        regions={},
        topics={},
        publishers={},
        terms={},
    )


def _since_last(last: Fault) -> SinceLast:
    return SinceLast(
        sequence=last.sequence,
        at=_end_of(last.told),
        origins=0,
        articles=last.observed,
        severity=last.severity,
    )
