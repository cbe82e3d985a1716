"""Readers, a timekeeper and counters that crash, repeat themselves and die slowly."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tests.promises.coverage import LATENESS_S, START, MadePage
from tests.promises.running import LEAD_S, States, hear, slot_of, tallies_of
from workers.detect.clock import Clock, TimeRules, keep_time
from workers.detect.partition import PartitionClock
from workers.hosts.counter import NOBODY_TOLD
from workers.model.alert import Change
from workers.model.pulse import Pulse, Span
from workers.model.signal import Mention, Tick
from workers.pipeline import ingest_change


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
                for step in tick.faults:
                    if dies and self.rng.random() < 0.3:
                        return
                    self._tell(ingest_change(step, NOBODY_TOLD))
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
