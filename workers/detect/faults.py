"""The life of faults in our own ingest: what is worth telling of silent sources and floods, and when it is over.

The guard judges every slot; a person must not be told of every slot. A fault is told once it has lasted some
slots, and is over when some slots in a row were fine. While all sources together are at fault, nothing is told of
single ones: one alert, not a thousand.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from workers.detect.sight import (
    FLOOD,
    GAP,
    Sight,
    bad_rows,
    begin,
    dimness_of,
    flood_of,
    gather,
    is_beyond_doubt,
    is_dim_beyond_doubt,
    is_from_many,
    silence_of,
)
from workers.detect.sources import CATCHING_UP, OPEN_AFTER, SILENT
from workers.model.alert import ChangeType, Kind, Severity
from workers.model.fault import ALL, MORE, Fault, FaultStep

LEAST_INTAKE = 0.5
"""Share of our sources that must speak, or nothing is known."""
ROOM = 20
"""Sources that are told of one by one, for each kind."""
_AGAIN_INTAKE = 0.6
_CALM = {GAP: 3, FLOOD: 7}
"""Slots in a row that end a fault; a flood's end is the first slot that is known again."""
_HUSHED = 1.0
"""A source that speaks now and then is not back: -ln of the chance of what it has been silent for since."""
_MUCH = 0.25
"""Share of the usual intake whose silence is a warning."""


class Faults(Struct, frozen=True, kw_only=True):
    """What is told and not over; some kilobytes at most."""

    open: tuple[Fault, ...] = ()
    """As they were told last, but for what counts towards their end; oldest first."""
    dim: int = 0
    """Slots in a row in which too few sources spoke, though some did; up to `OPEN_AFTER`."""


Lived = tuple[Faults, tuple[FaultStep, ...]]
_Now = tuple[Fault | None, FaultStep | None]
"""A fault as it stands after a slot (None when it is over), and what is told of it."""


def advance_faults(faults: Faults, sight: Sight) -> Lived:
    """Move every fault on by one slot (or by a run of slots without anything); return what is to be told."""
    if not (faults.open or faults.dim or (sight.rows["silent_at"] >= 0).any() or sight.rows["loud"].any()):
        return faults, ()
    faults, left = _take_leave(faults, sight)
    faults, lived = _stay_dark(faults, sight) if sight.rows["verdict"][0] == SILENT else _live(faults, sight)
    return faults, left + lived


def _take_leave(faults: Faults, sight: Sight) -> Lived:
    """Sources that lost their seats are not waited for."""
    gone = [fault for fault in faults.open if fault.source in sight.left]
    kept = tuple([fault for fault in faults.open if fault.source not in sight.left])
    return replace(faults, open=kept), tuple([_end(fault, "source_gone", sight) for fault in gone])


def _stay_dark(faults: Faults, sight: Sight) -> Lived:
    """Nothing comes from anywhere: that is one fault, and nothing else is judged meanwhile."""
    kept = tuple([replace(fault, calm=0) if fault.source == ALL else fault for fault in faults.open])
    at = _beyond_doubt_at(sight)
    if at >= sight.end or _is_open(kept, GAP, ALL):
        return Faults(open=kept), ()
    fault = replace(silence_of(0, replace(sight, slot=at)), severity=Severity.CRITICAL)
    return Faults(open=(*kept, fault)), (_opening(fault),)


def _beyond_doubt_at(sight: Sight) -> int:
    """The first slot from this one on at which the silence of all is to be told; at most the end of the run."""
    first, end = sight.slot, sight.end
    while first < end:  # what is missing only grows
        middle = (first + end) // 2
        if is_beyond_doubt(0, sight.rows, middle):
            end = middle
        else:
            first = middle + 1
    return first


def _live(faults: Faults, sight: Sight) -> Lived:
    dim = min(faults.dim + 1, OPEN_AFTER) if sight.intake < LEAST_INTAKE else 0
    lived = [_live_on(fault, sight, faults.open) for fault in faults.open]
    kept = tuple([fault for fault, _ in lived if fault is not None])
    steps = [step for _, step in lived if step is not None]
    opened = tuple(_open(kept, sight, dim))
    steps += [_opening(fault) for fault in opened]
    raised = _raise(kept, sight) if not opened else None
    if raised is not None:
        kept = tuple([raised.fault if fault is raised.last else fault for fault in kept])
        steps.append(raised)
    return Faults(open=kept + opened, dim=dim), tuple(steps)


# ---- what is open


def _live_on(fault: Fault, sight: Sight, others: tuple[Fault, ...]) -> _Now:
    if fault.source == MORE:
        return _live_on_more(fault, sight, others)
    row = sight.names.index(fault.source)
    if fault.kind is GAP and sight.rows["back_at"][row] == sight.slot:
        fault = _note_return(fault, row, sight)
    return _calmer(fault, sight) if _is_calm(fault, row, sight) else (replace(fault, calm=0), None)


def _live_on_more(fault: Fault, sight: Sight, others: tuple[Fault, ...]) -> _Now:
    rows = bad_rows(fault.kind, others, sight)
    if not rows:
        return _calmer(fault, sight)
    fault = replace(fault, calm=0)
    if len(rows) < 2 * fault.sources:
        return fault, None
    step = _tell(fault, gather(fault, rows, sight), ChangeType.UPDATED, "sources_doubled", sight)
    return step.fault, step


def _calmer(fault: Fault, sight: Sight) -> _Now:
    fault = replace(fault, calm=fault.calm + 1)
    return (fault, None) if fault.calm < _CALM[fault.kind] else (None, _end(fault, "back_to_usual", sight))


def _is_calm(fault: Fault, row: int, sight: Sight) -> bool:
    if fault.kind is FLOOD:
        return not sight.rows["loud"][row]
    if fault.source == ALL:
        return sight.intake >= _AGAIN_INTAKE
    return bool(sight.rows["silent_at"][row] < 0 and sight.rows["hush"][row] < _HUSHED)


def _note_return(fault: Fault, row: int, sight: Sight) -> Fault:
    """Reckon what the silence came to, now that it is over."""
    owed = float(sight.rows["owed"][row])
    if sight.rows["verdict"][row] == CATCHING_UP:
        owed += float(sight.counts[row] - sight.mean[row])
    return replace(fault, expected=max(fault.expected, owed), at=sight.slot - 1, slots=sight.slot - fault.since)


def _raise(kept: tuple[Fault, ...], sight: Sight) -> FaultStep | None:
    """When the silent sources together come to be many, the busiest of those told of speaks for them."""
    if not _is_much_unsaid(kept, sight):
        return None
    place = {name: row for row, name in enumerate(sight.names) if row}
    own = [one for one in kept if one.kind is GAP and one.source in place]
    silent = [one for one in own if sight.rows["silent_at"][place[one.source]] >= 0]
    first = max(silent, key=lambda one: float(sight.mean[place[one.source]]), default=None)
    if first is None:
        return None
    expected, slots = silence_of(place[first.source], sight).expected, sight.slot + 1 - first.since
    now = replace(first, severity=Severity.WARNING, expected=expected, at=sight.slot, slots=slots)
    return _tell(first, now, ChangeType.UPDATED, "severity_raised", sight)


def _is_much_unsaid(kept: tuple[Fault, ...], sight: Sight) -> bool:
    """Whether so many sources are silent that it is a warning, and no alert says so."""
    return 1 - sight.intake >= _MUCH and not any(
        one.kind is GAP and one.severity is not Severity.NOTICE for one in kept
    )


# ---- what is new


def _open(kept: tuple[Fault, ...], sight: Sight, dim: int) -> Iterator[Fault]:
    """Faults to be told now: of all sources together, or else of single ones."""
    whole = any(one.source == ALL for one in kept)
    if dim >= OPEN_AFTER and not _is_open(kept, GAP, ALL) and is_dim_beyond_doubt(sight):
        whole = True
        yield dimness_of(sight)
    if sight.rows["loud"][0] >= OPEN_AFTER and not _is_open(kept, FLOOD, ALL) and is_from_many(sight):
        whole = True
        yield replace(flood_of(0, sight), severity=Severity.WARNING)
    if not whole:
        yield from _open_single(GAP, kept, sight)
        yield from _open_single(FLOOD, kept, sight)


def _open_single(kind: Kind, kept: tuple[Fault, ...], sight: Sight) -> Iterator[Fault]:
    rows = bad_rows(kind, kept, sight)
    if not rows or _is_open(kept, kind, MORE):
        return
    room = max(0, ROOM - sum(one.kind is kind for one in kept))
    severity = Severity.WARNING if kind is GAP and _is_much_unsaid(kept, sight) else Severity.NOTICE
    for row in rows[:room]:
        yield replace(silence_of(row, sight) if kind is GAP else flood_of(row, sight), severity=severity)
        severity = Severity.NOTICE
    if rows[room:]:
        yield gather(begin(kind, MORE, sight.slot, sight), rows[room:], sight)


def _is_open(faults: tuple[Fault, ...], kind: Kind, source: str) -> bool:
    return any(one.kind is kind and one.source == source for one in faults)


# ---- what is told


def _opening(fault: Fault) -> FaultStep:
    dim = fault.source == ALL and fault.names
    because = "too_much" if fault.kind is FLOOD else "too_few_speak" if dim else "silent"
    return FaultStep(type=ChangeType.OPENED, because=(because,), fault=fault)


def _end(fault: Fault, because: str, sight: Sight) -> FaultStep:
    return _tell(fault, fault, ChangeType.RESOLVED, because, sight)


def _tell(last: Fault, now: Fault, step: ChangeType, because: str, sight: Sight) -> FaultStep:
    told = replace(now, sequence=last.sequence + 1, told=sight.slot, intake=sight.intake, blind=sight.blind)
    return FaultStep(type=step, because=(because,), fault=told, last=last)
