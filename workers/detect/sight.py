"""What the guard saw of a slot, and what it says of faults: who is silent, who is loud, and by how much."""

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from workers.detect.sources import CATCHING_UP, DAY, OPEN_AFTER, Floats, Rows, missed
from workers.model.alert import Kind, Severity
from workers.model.fault import ALL, Fault

GAP, FLOOD = Kind.COVERAGE_GAP, Kind.INGEST_ANOMALY
_DOUBT, _DOUBT_OF_ALL = 1.25, 2.0
"""Times what was missing when the guard noticed: it doubts soon, which costs little, and a person is told later.
Of all sources together it doubts on quiet nights and Sundays, too, as long as it does not know them well."""
_KNOWN = 2 * DAY
"""Slots for which a source must be known before its silence is told: on its first night it is a stranger."""
_NAMED = 3


class Sight(Struct, frozen=True, kw_only=True):
    """What the guard saw of a slot; of several only where nothing came from anywhere."""

    slot: int
    end: int
    """The slot after the last."""
    names: tuple[str, ...]
    rows: Rows
    counts: Floats
    """Articles of each row."""
    mean: Floats
    """What was expected of each."""
    intake: float
    blind: bool
    """Whether the slot is unknown."""
    left: tuple[str, ...] = ()
    """Sources that lost their seats."""


# ---- who


def is_beyond_doubt(row: int, rows: Rows, slot: int) -> bool:
    """Whether a silence has lasted, and come to so much, that it is to be told."""
    lasted, times = slot - int(rows["silent_at"][row]) + 1, _DOUBT if row else _DOUBT_OF_ALL
    return lasted >= OPEN_AFTER and missed(rows[row : row + 1], slot) >= times * float(rows["missing"][row])


def is_dim_beyond_doubt(sight: Sight) -> bool:
    """Whether those who are silent miss so much, taken together, that it is to be told."""
    rows = sight.rows
    silent = [row for row in np.flatnonzero(rows["silent_at"] >= 0).tolist() if row]
    lack = sum(missed(rows[row : row + 1], sight.slot) for row in silent)
    return lack >= _DOUBT * float(rows["missing"][silent].sum())


def is_from_many(sight: Sight) -> bool:
    """Whether a flood comes from more than one source: else that one is told of, if it is known at all."""
    return bool(2 * sight.counts[1:].max() <= sight.counts[0]) or bool(sight.rows["verdict"][0] == CATCHING_UP)


def bad_rows(kind: Kind, told: tuple[Fault, ...], sight: Sight) -> list[int]:
    """The rows of single sources that are silent, or loud, for long enough and not told of alone, the busiest first."""
    rows = sight.rows
    bad = rows["loud"] >= OPEN_AFTER if kind is FLOOD else (rows["silent_at"] >= 0) & (rows["seen"] >= _KNOWN)
    own = {one.source for one in told if one.kind is kind}
    found = [row for row in np.flatnonzero(bad).tolist() if row and sight.names[row] not in own]
    if kind is GAP:
        found = [row for row in found if is_beyond_doubt(row, rows, sight.slot)]
    return _busiest(found, sight)


def _busiest(rows: list[int], sight: Sight) -> list[int]:
    return sorted(rows, key=lambda row: (-float(sight.mean[row]), sight.names[row]))


# ---- what is told of it


def silence_of(row: int, sight: Sight) -> Fault:
    """One row is silent: since when, and what it should have given."""
    heard_at, silent_at = int(sight.rows["heard_at"][row]), int(sight.rows["silent_at"][row])
    since = heard_at + 1 if heard_at >= 0 else silent_at
    return replace(
        begin(GAP, sight.names[row], since, sight, row),
        expected=missed(sight.rows[row : row + 1], sight.slot),
        slots=sight.slot + 1 - since,
    )


def dimness_of(sight: Sight) -> Fault:
    """Too few of all sources speak: what came in this slot, and who is missed."""
    silent = _busiest([row for row in np.flatnonzero(sight.rows["silent_at"] >= 0).tolist() if row], sight)
    whole = replace(begin(GAP, ALL, sight.slot - OPEN_AFTER + 1, sight), severity=Severity.CRITICAL)
    whole = gather(whole, silent, sight)
    return replace(whole, observed=int(sight.counts[0]), expected=float(sight.mean[1:].sum()))


def flood_of(row: int, sight: Sight) -> Fault:
    """One row is loud: what it gave in this slot, and what is usual."""
    base = begin(FLOOD, sight.names[row], sight.slot, sight, row)
    return replace(base, observed=int(sight.counts[row]), expected=float(sight.mean[row]))


def gather(fault: Fault, rows: list[int], sight: Sight) -> Fault:
    """A fault of several sources: what they gave and should have given in this slot."""
    return replace(
        fault,
        observed=int(sight.counts[rows].sum()),
        expected=float(sight.mean[rows].sum()),
        at=sight.slot,
        sources=len(rows),
        names=tuple([sight.names[row] for row in rows[:_NAMED]]),
    )


def begin(kind: Kind, source: str, since: int, sight: Sight, row: int = 0) -> Fault:
    """A fault that is told of now; its numbers are still to be put in."""
    return Fault(
        kind=kind,
        source=source,
        since=since,
        opened=sight.slot,
        told=sight.slot,
        severity=Severity.NOTICE,
        observed=0,
        expected=0.0,
        at=sight.slot,
        slots=1,
        intake=sight.intake,
        days=float(sight.rows["seen"][row]) / DAY,
        blind=sight.blind,
    )
