"""An alert as a sentence for people: numbers before rarity, no score and no probability."""

from datetime import datetime

from workers.alert.body import YOUNG_DAYS
from workers.model.alert import AlertState, Change

_MARK = {"notice": "notice", "warning": "WARNING", "critical": "CRITICAL"}


def render_line(change: Change) -> str:
    """One line: what, since when, how rare, what it rests on and what to read first. Times in UTC."""
    parts = [f"{_MARK[change.severity]}: {change.headline}", *_facts(change)]
    return "; ".join(parts)


def _facts(change: Change) -> list[str]:
    facts = [_when(change), *_rarity(change), _basis(change), *_doubts(change)]
    first = next(iter(change.evidence.articles_shown), None)
    if first is not None and first.title:
        facts.append(f'read first: "{first.title}"' + (f" ({first.source})" if first.source else ""))
    return facts


def _when(change: Change) -> str:
    if change.state is AlertState.RESOLVED and change.resolved_at is not None:
        return f"over since {_clock(change.resolved_at)}, began {_clock(change.opened_at)}"
    return f"since {_clock(change.opened_at)}"


def _rarity(change: Change) -> list[str]:
    weeks = change.why.once_in_weeks
    if change.state is AlertState.RESOLVED or weeks < 1:
        return []
    often = "a week" if weeks < 1.5 else f"{weeks:.0f} weeks"
    return [f"so much comes about once in {often}"]


def _basis(change: Change) -> str:
    evidence = change.evidence
    basis = f"{_count(evidence.articles, 'article')}"
    if evidence.copies_folded:
        basis += f", {evidence.copies_folded} of them copies"
    return f"{basis}, from {_count(evidence.sources, 'source')}" if evidence.sources else basis


def _doubts(change: Change) -> list[str]:
    if change.why.baseline_days < YOUNG_DAYS:
        return [f"young baseline, {change.why.baseline_days:.0f} days"]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clock(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
