"""One clock for all: pulses of the readers in, ticks for the counters out."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.detect.guard import Guard, decide_slots
from workers.detect.partition import SLOT_S
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import SlotRange, Tick

Tallies = dict[int, dict[str, int]]
"""Slot -> source -> articles."""


class TimeRules(Struct, frozen=True, kw_only=True):
    """How time is kept. Seconds."""

    live: bool = False
    """Whether the host's clock moves an input that was read to its end; else only the pages do."""
    lateness_s: int = 600
    """A whole number of slots; 0 for input that is sorted already."""
    unheard_s: int = 600
    """An input silent for longer is left out of the watermark until it is heard again."""


class Candidate(Struct, frozen=True, kw_only=True):
    """A span that begins where the counted part of its input ends; it may still be redone."""

    end: int
    tallies: tuple[Tally, ...]
    idle: bool


class InputClock(Struct, frozen=True, kw_only=True):
    """What the clock knows of one input."""

    done: int
    """Offset up to which tallies are counted for good."""
    candidates: tuple[Candidate, ...] = ()
    """By end, ascending; one for each end."""
    at: datetime | None = None
    idle: bool = False
    heard_at: datetime
    """By the reader's ``sent_at``."""


class Clock(Struct, frozen=True, kw_only=True):
    """The timekeeper's whole state."""

    inputs: dict[str, InputClock] = {}
    watermark_s: int | None = None
    """Unix seconds, a whole number of slots."""
    sent_at: datetime | None = None
    """The greatest ``sent_at`` heard."""
    pending: Tallies = {}
    guard: Guard = Guard()
    begun: bool = False
    """Whether a slot with an article was decided: the guard learns nothing of the time before our first page."""
    late_articles: int = 0
    """Articles told after their slot was decided."""
    gaps: int = 0
    """Times an input went on beyond every span told: pages were lost before they were read."""


def keep_time(clock: Clock, pulse: Pulse, rules: TimeRules) -> tuple[Clock, tuple[Tick, ...]]:
    """Hear one pulse; return the clock and the tick it causes, if any.

    A span told twice, or by a reader that has lost its input, changes nothing.
    """
    for span in pulse.spans:
        clock = _hear_span(clock, span, pulse.sent_at)
    sent_at = pulse.sent_at if clock.sent_at is None else max(clock.sent_at, pulse.sent_at)
    clock = replace(clock, sent_at=sent_at)
    watermark_s = _watermark(clock, pulse.inputs, rules)
    if watermark_s is None or (clock.watermark_s is not None and watermark_s <= clock.watermark_s):
        return clock, ()
    return decide_until(clock, watermark_s)


def _hear_span(clock: Clock, span: Span, sent_at: datetime) -> Clock:
    """Chain the spans of one input, so that its tallies count once, however its spans were cut and redone."""
    known = clock.inputs.get(span.input) or InputClock(done=span.start, heard_at=sent_at)
    ends = {candidate.end: candidate for candidate in known.candidates}
    told = Candidate(end=span.end, tallies=span.tallies, idle=span.idle)
    final: Candidate | None = None
    gap = False
    if span.start in ends and span.start > known.done:
        final, ends, done = ends[span.start], {span.end: told}, span.start
    elif span.start == known.done:
        done = known.done
        if span.end > span.start or span.end not in ends:
            ends[span.end] = told
    elif span.start > max(ends, default=known.done):
        longest = max(ends, default=None)
        final, gap = (ends[longest] if longest is not None else None), True
        ends, done = {span.end: told}, span.start
    else:
        return clock
    candidates = tuple(ends[end] for end in sorted(ends))
    idle = told.idle if candidates[-1].end == span.end else known.idle
    at = max((time for time in (known.at, span.at) if time is not None), default=None)
    heard = InputClock(done=done, candidates=candidates, at=at, idle=idle, heard_at=max(known.heard_at, sent_at))
    clock = replace(clock, inputs={**clock.inputs, span.input: heard}, gaps=clock.gaps + gap)
    return _count_tallies(clock, final.tallies) if final is not None and final.tallies else clock


def _count_tallies(clock: Clock, tallies: tuple[Tally, ...]) -> Clock:
    passed = clock.watermark_s // SLOT_S if clock.watermark_s is not None else None
    pending = dict(clock.pending)
    late = clock.late_articles
    for tally in tallies:
        if passed is not None and tally.slot < passed:
            late += tally.articles
            continue
        slot = dict(pending.get(tally.slot, {}))
        slot[tally.source] = slot.get(tally.source, 0) + tally.articles
        pending[tally.slot] = slot
    return replace(clock, pending=pending, late_articles=late)


def _watermark(clock: Clock, inputs: int, rules: TimeRules) -> int | None:
    """Unix seconds up to which every input is read; None while that cannot be told."""
    if len(clock.inputs) < inputs or clock.sent_at is None:
        return None
    heard = [
        known for known in clock.inputs.values() if (clock.sent_at - known.heard_at).total_seconds() <= rules.unheard_s
    ]
    busy = [known.at for known in heard if not known.idle and known.at is not None]
    if any(not known.idle and known.at is None for known in heard):
        return None
    if busy:
        at = min(busy)
    elif rules.live:
        at = min(known.heard_at for known in heard)
    else:
        told = [known.at for known in clock.inputs.values() if known.at is not None]
        if not told:
            return None
        at = max(told)
    return int((at.timestamp() - rules.lateness_s) // SLOT_S) * SLOT_S


def decide_until(clock: Clock, watermark_s: int) -> tuple[Clock, tuple[Tick, ...]]:
    """Move the watermark (Unix seconds, whole slots) and decide every slot it passes."""
    end = watermark_s // SLOT_S
    first = clock.watermark_s // SLOT_S if clock.watermark_s is not None and clock.begun else min((*clock.pending, end))
    inside: Mapping[int, Mapping[str, int]] = {slot: told for slot, told in clock.pending.items() if slot < end}
    decided = decide_slots(clock.guard, first, end, inside)
    tick = Tick(
        watermark=datetime.fromtimestamp(watermark_s, tz=UTC),
        decided=SlotRange(first=first, end=end),
        unknown=decided.unknown,
        intake=decided.intake,
        faults=decided.faults,
    )
    pending = {slot: told for slot, told in clock.pending.items() if slot >= end}
    begun = clock.begun or bool(inside)
    return replace(clock, watermark_s=watermark_s, pending=pending, guard=decided.guard, begun=begun), (tick,)
