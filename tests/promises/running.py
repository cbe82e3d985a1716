"""The pure steps in one process, in order; and what must be the same of every run."""

from collections import Counter
from datetime import datetime
from random import Random

from msgspec import Struct

from tests.promises.coverage import RULES, START, MadePage
from workers.alert.count import count_signal
from workers.alert.state import WatchState, due_s
from workers.detect.clock import Clock, TimeRules, keep_time
from workers.detect.partition import SLOT_S, PartitionClock, hear_tick
from workers.hosts.counter import NOBODY_TOLD
from workers.model.alert import Change
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import Mention, Tick
from workers.pipeline import ingest_change

States = dict[str, WatchState]
END_S = int(START.timestamp()) + 40 * 3_600
LEAD_S = 900


def slot_of(at: datetime) -> int:
    return int(at.timestamp()) // SLOT_S


def tallies_of(pages: list[MadePage]) -> tuple[Tally, ...]:
    counts = Counter((page.source, slot_of(page.at)) for page in pages)
    return tuple(Tally(source=source, slot=slot, articles=n) for (source, slot), n in sorted(counts.items()))


def hear(states: States, partition: PartitionClock, signal: Mention | Tick) -> tuple[PartitionClock, list[Change]]:
    """What a counter does with one signal; the states are changed in place."""
    changes: list[Change] = []
    if isinstance(signal, Mention):
        names = [signal.watch_id]
    else:
        partition = hear_tick(partition, signal)
        watermark = partition.watermark_s or 0
        due = {name: due_s(state, RULES[name]) for name, state in states.items()}
        names = [name for name, at in due.items() if at is not None and at <= watermark]
    for name in names:
        states[name], told = count_signal(states.get(name), partition, signal, RULES[name])
        changes += told
    return partition, changes


class Run(Struct, kw_only=True):
    """Everything a single process keeps."""

    done: int = 0
    at: datetime | None = None
    clock: Clock = Clock()
    partition: PartitionClock = PartitionClock()
    states: States
    told: list[Change]

    def saved(self) -> "Run":
        return Run(
            done=self.done,
            at=self.at,
            clock=self.clock,
            partition=self.partition,
            states=dict(self.states),
            told=list(self.told),
        )


SORTED = TimeRules(lateness_s=0)


def run_local(inputs: list[list[MadePage]], rng: Random | None = None) -> Run:
    """One merged, sorted input. With ``rng``: spans of any size, one in ten killed before it is kept."""
    merged = sorted((page for pages in inputs for page in pages), key=lambda page: (page.at, page.position))
    kept = Run(states={}, told=[])
    while kept.done < len(merged):
        trial = kept.saved()
        _one_span(trial, merged, rng.randint(1, 60) if rng else 500)
        if rng is None or rng.random() > 0.1:
            kept = trial
    return kept


def _one_span(run: Run, merged: list[MadePage], most: int) -> None:
    first = merged[run.done]
    if run.at is None or slot_of(first.at) > slot_of(run.at):
        run.at = first.at
        _pulse(run, Span(input="merged", start=run.done, end=run.done, at=run.at))
    start = run.done
    for page in merged[start : start + most]:
        if slot_of(page.at) > slot_of(run.at):
            break
        run.at = max(run.at, page.at)
        run.done += 1
        if page.mention:
            run.partition, told = hear(run.states, run.partition, page.mention)
            run.told += told
    tallies = tallies_of(merged[start : run.done])
    _pulse(run, Span(input="merged", start=start, end=run.done, at=run.at, tallies=tallies))


def _pulse(run: Run, span: Span) -> None:
    run.clock, ticks = keep_time(run.clock, Pulse(sent_at=START, inputs=1, spans=(span,)), SORTED)
    for tick in ticks:
        run.told += [ingest_change(step, NOBODY_TOLD) for step in tick.faults]
        run.partition, told = hear(run.states, run.partition, tick)
        run.told += told
