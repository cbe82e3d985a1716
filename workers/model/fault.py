"""What is wrong with our own ingest, as the guard saw it: an alert about sources, before it is put into words."""

from msgspec import Struct

from workers.model.alert import ChangeType, Kind, Severity

ALL = "*"
"""Stands for all sources together."""
REST = "*rest"
"""Stands for all sources without a seat of their own."""
MORE = "*more"
"""Stands for the sources there was no room left to tell of one by one."""


class Fault(Struct, frozen=True, kw_only=True):
    """A source, or all of them, gives nothing (a gap) or far too much (an anomaly). Slots are Unix time // 300."""

    kind: Kind
    source: str
    """As readers call it; `ALL`, `REST` or `MORE`."""
    since: int
    """The slot it began with, known before it is told: names the alert."""
    opened: int
    """The slot at whose end it was told first."""
    told: int
    """The slot at whose end it was told last."""
    sequence: int = 0
    """Of the change told last."""
    severity: Severity
    calm: int = 0
    """Slots in a row in which nothing was wrong any more."""
    observed: int
    """Articles in the slots its numbers count over."""
    expected: float
    at: int
    """The last of these slots."""
    slots: int
    """How many they are."""
    intake: float
    """The share of our sources that spoke, 0 to 1."""
    days: float
    """For how long the source was known, in days of known slots."""
    sources: int = 1
    """How many sources it is about."""
    names: tuple[str, ...] = ()
    """A few of them, the busiest first, where it is about several."""
    blind: bool = False
    """Whether the slot told last is unknown: nothing can alert then."""


class FaultStep(Struct, frozen=True, kw_only=True):
    """One step of the life of a fault, told at the end of the slot `Fault.told`."""

    type: ChangeType
    because: tuple[str, ...]
    fault: Fault
    last: Fault | None = None
    """As it was told before; None where it opens."""
