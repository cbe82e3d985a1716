"""Two ways to run the pure steps: one process in order, and many that crash, repeat themselves and die slowly."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from tests.promises.coverage import LATENESS_S, RULES, START, MadePage
from workers.alert.count import count_signal
from workers.alert.state import WatchState, due_s
from workers.detect import advance
from workers.detect.clock import Clock, TimeRules, decide_until, keep_time
from workers.detect.partition import SLOT_S, PartitionClock, hear_tick
from workers.model.alert import Change
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import Mention, Tick

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
        run.partition, told = hear(run.states, run.partition, tick)
        run.told += told


class World:
    """Three readers, one timekeeper, two counters, and everything that can go wrong between them."""

    def __init__(self, inputs: list[list[MadePage]], rng: Random) -> None:
        self.inputs, self.rng = inputs, rng
        self.committed: list[tuple[int, datetime | None]] = [(0, None) for _ in inputs]
        self.generation = [0] * len(inputs)
        self.front: list[datetime | None] = [START for _ in inputs]
        self.pulses: list[Pulse] = []
        self.signals: list[list[Mention | Tick]] = [[], []]
        self.clock, self.heard = Clock(), 0
        self.states: list[States] = [{}, {}]
        self.partitions = [PartitionClock(), PartitionClock()]
        self.acknowledged = [0, 0]
        self.told: list[Change] = []
        self.bodies: dict[tuple[str, int], Change] = {}
        self.conflicts: list[tuple[Change, Change]] = []

    def read(self, number: int, generation: int) -> Iterator[None]:
        """One reader of one input; every yield is a place to be interrupted, or to die."""
        pages, (done, at) = self.inputs[number], self.committed[number]
        yield
        while True:
            while done < len(pages) and self._leads(number, at) and generation == self.generation[number]:
                yield
            start, taken = done, []
            if done < len(pages) and (at is None or slot_of(pages[done].at) > slot_of(at)):
                at = pages[done].at
            for page in pages[done : done + self.rng.randint(1, 40)]:
                if at is not None and slot_of(page.at) > slot_of(at):
                    break
                at, done = max(at, page.at) if at else page.at, done + 1
                taken.append(page)
            for page in taken:
                if page.mention:
                    self.signals[int(page.mention.watch_id[1:]) % 2].append(page.mention)
                    yield
            idle = done == len(pages) and start == done
            span = Span(input=f"pages-{number}", start=start, end=done, at=at, idle=idle, tallies=tallies_of(taken))
            yield
            self.pulses.append(Pulse(sent_at=START, inputs=len(self.inputs), spans=(span,)))
            yield
            if self.generation[number] != generation:
                return  # the commit was refused: another reads this input now
            self.committed[number] = (done, at)
            self.front[number] = None if done == len(pages) else at
            if idle:
                return
            yield

    def _leads(self, number: int, at: datetime | None) -> bool:
        others = [front for other, front in enumerate(self.front) if other != number and front is not None]
        return at is not None and bool(others) and at > min(others) + timedelta(seconds=LEAD_S)

    def keep_time(self) -> None:
        """A batch of pulses; the timekeeper may die before its ticks, its state or its acknowledgement are out."""
        clock, dies = self.clock, self.rng.random() < 0.05
        upto = min(len(self.pulses), self.heard + self.rng.randint(1, 8))
        for pulse in self.pulses[self.heard : upto]:
            clock, ticks = keep_time(clock, pulse, TimeRules(lateness_s=LATENESS_S))
            for tick in ticks:
                for flow in self.signals:
                    if dies and self.rng.random() < 0.3:
                        return
                    flow.append(tick)
        if not dies or self.rng.random() < 0.5:
            self.clock = clock
        if not dies:
            self.heard = upto

    def count(self, worker: int) -> None:
        """A batch of signals: alerts out, then states, then the partition's clock, then the acknowledgement."""
        states, partition = dict(self.states[worker]), self.partitions[worker]
        start, dies = self.acknowledged[worker], self.rng.random() < 0.15
        batch = self.signals[worker][start : start + self.rng.randint(1, 30)]
        changes: list[Change] = []
        for signal in batch:
            partition, told = hear(states, partition, signal)
            changes += told
        for change in changes:
            if dies and self.rng.random() < 0.2:
                return
            self._tell(change)
        for name, state in states.items():
            if dies and self.rng.random() < 0.3:
                return
            self.states[worker][name] = state
        if dies and self.rng.random() < 0.3:
            return
        self.partitions[worker] = partition
        if not dies:
            self.acknowledged[worker] = start + len(batch)

    def _tell(self, change: Change) -> None:
        self.told.append(change)
        first = self.bodies.setdefault((change.alert_id, change.sequence), change)
        if first != change:
            self.conflicts.append((first, change))

    def live_on(self) -> None:
        """Run until all is read and counted."""
        readers = {number: self.read(number, 0) for number in range(len(self.inputs))}
        zombies: list[Iterator[None]] = []
        while True:
            dice = self.rng.random()
            if dice < 0.75 and readers:
                number = self.rng.choice(list(readers))
                if self.rng.random() < 0.03:
                    if self.rng.random() < 0.6:
                        zombies.append(readers[number])
                    self.generation[number] += 1
                    readers[number] = self.read(number, self.generation[number])
                elif next(readers[number], "ended") == "ended":
                    del readers[number]
            elif dice < 0.8 and zombies:
                zombie = self.rng.choice(zombies)
                if next(zombie, "ended") == "ended":
                    zombies.remove(zombie)
            elif dice < 0.9 and self.heard < len(self.pulses):
                self.keep_time()
            else:
                self.count(self.rng.randrange(2))
            if not readers and not zombies and self.heard == len(self.pulses) and self._all_counted():
                return

    def _all_counted(self) -> bool:
        return all(done == len(flow) for done, flow in zip(self.acknowledged, self.signals, strict=True))


def run_apart(inputs: list[list[MadePage]], rng: Random) -> World:
    world = World(inputs, rng)
    world.live_on()
    return world


def settle(clock: Clock, partition: PartitionClock, states: States) -> tuple[States, list[Change], PartitionClock]:
    """Decide and close everything up to one late hour, so that two runs can be held side by side."""
    finals = [candidate for known in clock.inputs.values() for candidate in known.candidates[-1:]]
    pending = {slot: dict(told) for slot, told in clock.pending.items()}
    for tally in (tally for final in finals for tally in final.tallies):
        slot = pending.setdefault(tally.slot, {})
        slot[tally.source] = slot.get(tally.source, 0) + tally.articles
    clock, ticks = decide_until(replace(clock, pending=pending), END_S)
    states = dict(states)
    told: list[Change] = []
    for tick in ticks:
        partition = hear_tick(partition, tick)
        for name in sorted(states):
            states[name], changes = count_signal(states[name], partition, tick, RULES[name])
            told += changes
    return states, told, partition


def final_facts(states: States) -> dict[str, object]:
    """All that every host must agree on, of settled states."""
    return {
        name: {
            "seen": state.seen,
            "closed_s": state.closed_s,
            "series": {
                key: {
                    "since_s": one.since_s,
                    "recent": one.recent,
                    "open": one.episode and (one.episode.bucket_s, one.episode.peak, one.episode.from_s),
                    "memory": advance(
                        RULES[name].detector, one.memory, END_S // RULES[name].width_s, 0, width_s=RULES[name].width_s
                    )[0],
                }
                for key, one in sorted(state.series.items())
            },
        }
        for name, state in sorted(states.items())
    }


def confirmed_ends(told: list[Change]) -> dict[str, tuple[object, ...]]:
    """Alerts that ran their course, by id: when they ended, how high they rose, on what."""
    return {
        change.alert_id: (change.resolved_at, change.why.peak, change.evidence)
        for change in told
        if "calm" in change.told_because
    }
