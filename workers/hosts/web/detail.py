"""One alert whole: its changes, who was told of them, and what its codes mean."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from workers.alert.render.names import Names, name_in
from workers.model.alert import Change, Evidence
from workers.model.notice import Delivery
from workers.study.told import WORDS, standing_of


class Step(Struct, frozen=True, kw_only=True):
    """One change, in short."""

    sequence: int
    type: str
    changed_at: datetime
    severity: str
    headline: str
    because: tuple[str, ...]


class Told(Struct, frozen=True, kw_only=True):
    """One verdict or attempt."""

    at: datetime
    sequence: int
    subscription: str
    standing: str
    because: str
    detail: str
    status: str


class Detail(Struct, frozen=True, kw_only=True):
    """Everything the page shows of one alert."""

    alert: Change
    """Its last change."""
    steps: tuple[Step, ...]
    told: tuple[Told, ...]
    names: dict[str, str]
    """What people call the countries, languages and subjects in it."""


def detail_of(changes: Sequence[Change], deliveries: Iterable[Delivery], names: Names) -> Detail:
    """Put together what is known of an alert.

    Args:
        changes: In order, at least one.
        deliveries: Of the alert.
        names: What people call the codes in it.
    """
    last = changes[-1]
    return Detail(
        alert=last,
        steps=tuple(map(_step, changes)),
        told=tuple(map(told_of, deliveries)),
        names=_names_in(last.evidence, names),
    )


def _step(change: Change) -> Step:
    return Step(
        sequence=change.sequence,
        type=change.type.value.rsplit(".", 1)[-1],
        changed_at=change.changed_at,
        severity=change.severity.value,
        headline=change.headline,
        because=change.told_because,
    )


def told_of(delivery: Delivery) -> Told:
    """A delivery in words."""
    return Told(
        at=delivery.at,
        sequence=delivery.sequence,
        subscription=delivery.subscription,
        standing=standing_of(delivery).value,
        because=WORDS[delivery.verdict],
        detail=delivery.detail,
        status=delivery.attempt.status if delivery.attempt is not None else "",
    )


def _names_in(evidence: Evidence, names: Names) -> dict[str, str]:
    kinds = (
        (evidence.regions, names.countries),
        (evidence.languages, names.languages),
        (evidence.topics, names.topics),
    )
    return {code: name_in(known, code) for codes, known in kinds for code in codes}
