"""The guard over ingest: which slots does nobody know the true counts of, and which sources have gone quiet?

It hears how many articles each source gave in each slot, counted before any matching, and decides every
slot once. Deciding slots one by one or many at once gives the same state and the same verdicts.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from workers.detect.faults import LEAST_INTAKE, Faults, advance_faults
from workers.detect.sight import Sight
from workers.detect.sources import CATCHING_UP, DAY, FINE, SILENT, Rows, expect, learn, listen, new_row, open_rows
from workers.model.fault import ALL, REST, FaultStep
from workers.model.signal import SlotRange

SEATS = 1_000
"""Sources that are watched one by one."""
_BLIND = 6
"""Slots after a bad one in which what was held up may still come in."""
_GONE = 3 * DAY
"""Slots after which a silent source is taken to have left: it is no longer missed."""


class SourceVerdict(StrEnum):
    """How a source does."""

    FINE = "fine"
    SILENT = "silent"
    CATCHING_UP = "catching_up"
    GONE = "gone"
    """Its seat was given up: it was silent for days, or too rare to keep it."""


_VERDICTS = {FINE: SourceVerdict.FINE, SILENT: SourceVerdict.SILENT, CATCHING_UP: SourceVerdict.CATCHING_UP}


class Guard(Struct, frozen=True, kw_only=True):
    """What is remembered of every source: some 650 bytes each."""

    names: tuple[str, ...] = (ALL,)
    rows: bytes = new_row().tobytes()
    """One `sources.ROW` for each name."""
    blind_until: int = 0
    """Slots before this one are unknown, however they look."""
    heard_at: int = -1
    """The last slot with an article; -1 before the first."""
    faults: Faults = Faults()
    """What is told of sources and not over."""


class SlotVerdict(Struct, frozen=True, kw_only=True):
    """What is decided of one slot, for good."""

    unknown: bool
    """Nobody knows how much there truly was to count: ingest was broken, catching up, or has just recovered."""
    intake: float
    """Expected articles of the sources that speak, as a share of those of all sources; 0 to 1."""
    sources: tuple[tuple[str, SourceVerdict], ...] = ()
    """Those whose verdict differs from that of the slot before; `ALL` and `REST` among them."""
    faults: tuple[FaultStep, ...] = ()
    """What is to be told of them."""


class Decided(Struct, frozen=True, kw_only=True):
    """What is decided of several slots."""

    guard: Guard
    unknown: tuple[SlotRange, ...]
    """The slots nobody knows the true counts of."""
    intake: float
    """Of the last slot; 1 where there is none to decide."""
    faults: tuple[FaultStep, ...]
    """What is to be told of sources, in its order."""


class _Desk(Struct, frozen=True, kw_only=True):
    """A guard unpacked for work. Its array is never written to."""

    names: tuple[str, ...]
    rows: Rows
    blind_until: int
    heard_at: int
    faults: Faults


def decide_slot(
    guard: Guard, slot: int, tallies: Mapping[str, int], *, seats: int = SEATS
) -> tuple[Guard, SlotVerdict]:
    """Hear the articles of one slot by source, and say whether its counts can be trusted.

    Slots are told in order, each once.

    Args:
        guard: As of the slot before.
        slot: Unix time // 300, UTC.
        tallies: Articles by source; a source that is not named gave none.
        seats: Sources that are watched one by one; the others are watched as one.
    """
    desk, verdict = _decide(_unpack(guard), slot, tallies, seats)
    return _pack(desk), verdict


def decide_slots(
    guard: Guard, first: int, end: int, tallies: Mapping[int, Mapping[str, int]], *, seats: int = SEATS
) -> Decided:
    """Decide the slots ``first`` up to but without ``end``, as `decide_slot` would one after the other.

    Args:
        guard: As of the slot before ``first``.
        first: Unix time // 300, UTC.
        end: The same.
        tallies: Articles by source, by slot; other slots had none.
        seats: As `decide_slot`.
    """
    desk, intake = _unpack(guard), 1.0
    unknown: list[SlotRange] = []
    faults: list[FaultStep] = []
    slot = first
    while slot < end:
        stop = slot + 1
        if slot not in tallies and (_all_silent(desk) or _is_fallow(desk, slot)):
            stop = min((one for one in tallies if slot < one < end), default=end)
            if _all_silent(desk):
                desk, verdict = _stay_silent(desk, slot, stop)
            else:
                stop = min(stop, desk.blind_until) if slot < desk.blind_until else stop
                verdict = _lie_fallow(desk, slot)
        else:
            desk, verdict = _decide(desk, slot, tallies.get(slot, {}), seats)
        intake = verdict.intake
        faults += verdict.faults
        if verdict.unknown:
            since = unknown.pop().first if unknown and unknown[-1].end == slot else slot
            unknown.append(SlotRange(first=since, end=stop))
        slot = stop
    return Decided(guard=_pack(desk), unknown=tuple(unknown), intake=intake, faults=tuple(faults))


def source_verdicts(guard: Guard) -> dict[str, SourceVerdict]:
    """The sources that are not fine, as of the slot decided last; `ALL` and `REST` among them."""
    told = _unpack(guard).rows["verdict"].tolist()
    return {name: _VERDICTS[one] for name, one in zip(guard.names, told, strict=True) if one != FINE}


def _unpack(guard: Guard) -> _Desk:
    return _Desk(
        names=guard.names,
        rows=open_rows(guard.rows, len(guard.names)),
        blind_until=guard.blind_until,
        heard_at=guard.heard_at,
        faults=guard.faults,
    )


def _pack(desk: _Desk) -> Guard:
    return Guard(
        names=desk.names,
        rows=desk.rows.tobytes(),
        blind_until=desk.blind_until,
        heard_at=desk.heard_at,
        faults=desk.faults,
    )


def _all_silent(desk: _Desk) -> bool:
    return int(desk.rows["silent_at"][0]) >= 0


def _stay_silent(desk: _Desk, slot: int, end: int) -> tuple[_Desk, SlotVerdict]:
    """While nothing comes from anywhere, no source is to blame and nothing is learnt, however long it lasts."""
    none = np.zeros(len(desk.names))
    sight = Sight(
        slot=slot, end=end, names=desk.names, rows=desk.rows, counts=none, mean=none, intake=0.0, blind=True
    )  # fmt: skip
    faults, steps = advance_faults(desk.faults, sight)
    desk = replace(desk, blind_until=end + _BLIND, faults=faults)
    return desk, SlotVerdict(unknown=True, intake=0.0, faults=steps)


def _is_fallow(desk: _Desk, slot: int) -> bool:
    """Whether days have passed without any article, of sources so rare or so little known that it may be chance."""
    return 0 <= desk.heard_at < slot - _GONE


def _lie_fallow(desk: _Desk, slot: int) -> SlotVerdict:
    """So much nothing teaches nothing: a page from years before must not cost a look at every slot since."""
    return SlotVerdict(unknown=slot < desk.blind_until, intake=1.0)


def _decide(desk: _Desk, slot: int, tallies: Mapping[str, int], seats: int) -> tuple[_Desk, SlotVerdict]:
    total = sum(tallies.values())
    if not total and _all_silent(desk):
        return _stay_silent(desk, slot, slot + 1)
    if not total and _is_fallow(desk, slot):
        return desk, _lie_fallow(desk, slot)
    left: tuple[str, ...] = ()
    if slot % DAY == 0:
        desk, left = _let_go(desk, slot)
    desk, counts, evicted = _seat(desk, tallies, seats)
    usual = expect(desk.rows, slot)
    rows = listen(desk.rows, counts, slot, usual)
    if rows["verdict"][0] == SILENT:
        rows, intake = np.concatenate((rows[:1], desk.rows[1:])), 0.0
    else:
        intake = _intake(rows, usual.mean)
        fine = rows["verdict"] == FINE
        rows = learn(rows, counts, slot, usual, fine & fine[0])
    bad = intake < LEAST_INTAKE or rows["verdict"][0] != FINE
    unknown = bool(bad or slot < desk.blind_until)
    sight = Sight(
        slot=slot, end=slot + 1, names=desk.names, rows=rows, counts=counts, mean=usual.mean, intake=intake,
        blind=unknown, left=(*left, *evicted),
    )  # fmt: skip
    faults, steps = advance_faults(desk.faults, sight)
    changed = np.flatnonzero(rows["verdict"] != desk.rows["verdict"]).tolist()
    verdict = SlotVerdict(
        unknown=unknown,
        intake=intake,
        sources=(
            *((name, SourceVerdict.GONE) for name in (*left, *evicted)),
            *((desk.names[row], _VERDICTS[int(rows["verdict"][row])]) for row in changed),
        ),
        faults=steps,
    )
    blind_until = slot + 1 + _BLIND if bad else desk.blind_until
    heard_at = slot if total else desk.heard_at
    return replace(desk, rows=rows, blind_until=blind_until, heard_at=heard_at, faults=faults), verdict


def _intake(rows: Rows, mean: NDArray[np.float64]) -> float:
    """Expected articles of the sources that speak, as a share of all; only of sources known for a day."""
    expected = np.where(rows["seen"][1:] >= DAY, mean[1:], 0.0)
    whole = float(expected.sum())
    return float(expected[rows["silent_at"][1:] < 0].sum()) / whole if whole else 1.0


def _let_go(desk: _Desk, slot: int) -> tuple[_Desk, tuple[str, ...]]:
    """Give up the seats of sources that have been silent for days, or their absence would be missed for ever."""
    silent_at = desk.rows["silent_at"]
    gone = (silent_at >= 0) & (slot - silent_at >= _GONE)
    gone[0] = False
    if not gone.any():
        return desk, ()
    left = tuple([name for name, one in zip(desk.names, gone, strict=True) if one])
    names = tuple([name for name, one in zip(desk.names, gone, strict=True) if not one])
    return replace(desk, names=names, rows=desk.rows[~gone]), left


def _seat(desk: _Desk, tallies: Mapping[str, int], seats: int) -> tuple[_Desk, NDArray[np.float64], tuple[str, ...]]:
    """Find a row for each source that gave something: the desk, what each row got, and who lost a seat."""
    known = frozenset(desk.names)
    new = [source for source, count in tallies.items() if count > 0 and source not in known]
    new.sort(key=lambda source: (-tallies[source], source))
    free = max(0, seats + 1 + (REST in known) - len(desk.names))
    desk = _add_rows(desk, new[:free])
    desk, evicted = _displace(desk, new[free:], tallies)
    place = {name: row for row, name in enumerate(desk.names)}
    counts = np.zeros(len(desk.names))
    for source, count in tallies.items():
        counts[place.get(source, place.get(REST, 0))] += count
    counts[0] = sum(tallies.values())
    return desk, counts, evicted


def _displace(desk: _Desk, new: list[str], tallies: Mapping[str, int]) -> tuple[_Desk, tuple[str, ...]]:
    """Where no seat is free, a source takes one from a rarer one, or is counted with the rest.

    Rarer is one that gave less in the last week or so than the new one in this slot alone.
    """
    if not new:
        return desk, ()
    if REST not in desk.names:
        desk = _add_rows(desk, [REST])
    total = desk.rows["total"].copy()
    total[[0, desk.names.index(REST)]] = np.inf
    names, rows, evicted = list(desk.names), desk.rows.copy(), []
    for source, row in zip(new, np.argsort(total, kind="stable").tolist(), strict=False):
        if tallies[source] > total[row]:
            evicted.append(names[row])
            names[row], rows[row] = source, new_row()[0]
    return replace(desk, names=tuple(names), rows=rows), tuple(evicted)


def _add_rows(desk: _Desk, names: list[str]) -> _Desk:
    if not names:
        return desk
    rows = np.concatenate((desk.rows, *(new_row() for _ in names)))
    return replace(desk, names=(*desk.names, *names), rows=rows)
