"""An alert about our own ingest, explained: what the guard saw. There is nothing to count again."""

from collections.abc import Iterator

from workers.model.alert import Change


def explain_fault(change: Change) -> Iterator[str]:
    """Explain one change, line by line."""
    why, evidence = change.why, change.evidence
    yield f"{change.alert_id} change {change.sequence}: {change.headline}"
    because = ", ".join(change.told_because)
    yield f"  at {change.changed_at:%Y-%m-%d %H:%M:%S} UTC, {change.severity.value}, because {because}"
    span = f"from {evidence.from_:%Y-%m-%d %H:%M} to {evidence.to:%Y-%m-%d %H:%M} UTC"
    yield f"  {why.observed} articles seen, {why.expected:g} expected {span}"
    yield f"  known for {why.baseline_days:g} days; {why.intake:.0%} of the usual intake was speaking"
    for caution in change.cautions:
        yield f"  caution: {caution.text}"
    yield "  the guard counts articles by source before anything is looked for in them: no mentions stand behind this"
