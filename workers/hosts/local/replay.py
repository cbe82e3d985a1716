"""A replay: the walk of `run` over pages, with its memory in this process. Nobody is told, nothing is written."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from workers.alert.route import RouteRules
from workers.detect.clock import Clock, TimeRules
from workers.detect.partition import SLOT_S
from workers.hosts.children import PageReader
from workers.hosts.contain import Bug
from workers.hosts.counter import Counter, ingest_rules
from workers.hosts.desk import Desk
from workers.hosts.lines import Lines
from workers.hosts.local.lane import Arrival
from workers.hosts.local.sides import Pages
from workers.hosts.local.store import Stored
from workers.hosts.local.walk import Summary, Walk
from workers.hosts.spans import Spans
from workers.metrics.steps import Step as Taken
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.model.rejection import Rejection
from workers.model.signal import SlotRange, Tick
from workers.pipeline import Reading
from workers.rules import Rules
from workers.study.replayed import Heard, Step

_LOOK_S = 0.2
AFTER = timedelta(hours=4)
"""The last tick comes this long after the last page, so that what was open can end."""


class Replay:
    """Takes pages to their end, one step each; then the clock ticks once more."""

    def __init__(self, rules: Rules, lateness_s: int = 0) -> None:
        time = TimeRules(live=False, lateness_s=lateness_s)
        self._counter = Counter(rules.watches, time, ingest=ingest_rules(rules))
        self._spans = Spans({}, {})
        desk = Desk(RouteRules(subscriptions=rules.subscriptions, muted=True), {}, Lines({}))
        self._noted = Noted()
        self._reader = PageReader(rules)
        self._walk = Walk(self._reader, self._counter, desk, self._spans, self._noted)

    @property
    def summary(self) -> Summary:
        """What was done so far."""
        return self._walk.summary

    @property
    def bugs(self) -> tuple[str, ...]:
        """Steps that failed, in words."""
        return tuple(self._noted.bugs)

    def steps(self, pages: Pages, until: datetime | None = None) -> Iterator[Step]:
        """Walk every page with a time before ``until`` (UTC), and yield what followed.

        Raises:
            HostError: a process for pages of markup does not start.
            InputError: an input cannot be read.
        """
        with closing(self._reader):
            yield from self._steps(pages, until)

    def _steps(self, pages: Pages, until: datetime | None) -> Iterator[Step]:
        while (arrival := pages.take()) is not None or not pages.ended:
            if arrival is None:
                pages.wait(_LOOK_S)
            elif until is not None and arrival.at >= until:
                break
            else:
                yield self._take(arrival, pages)
        self._end(pages)
        yield self._step()

    def _take(self, arrival: Arrival, pages: Pages) -> Step:
        self._noted.last = None
        self._walk.read(arrival, pages.input_of(arrival), None, len(pages.inputs))
        pages.done(arrival)
        pages.moved()
        return self._step(self._noted.last)

    def _end(self, pages: Pages) -> None:
        """Say that nothing more comes, and let the time go by that no page tells of."""
        inputs = pages.inputs
        spans = [self._spans.cut(name) for name in inputs if self._spans.is_open(name)]
        spans += [self._spans.cut(name, idle=True) for name in inputs]
        self._walk.pulse(spans, None, len(inputs))
        at = self.summary.at
        if at is None:
            return
        end = int((at + AFTER).timestamp()) // SLOT_S
        first = (self._counter.partition.watermark_s or int(at.timestamp())) // SLOT_S
        watermark, intake = datetime.fromtimestamp(end * SLOT_S, tz=UTC), self._counter.partition.intake
        # The guard is not asked: that the pages end here says nothing of the ingest.
        self._walk.tick(Tick(watermark=watermark, decided=SlotRange(first=first, end=end), intake=intake))

    def _step(self, read: Reading | Rejection | None = None) -> Step:
        batch, self._walk.batch = self._walk.batch, Stored()
        return Step(
            read=read,
            heard=tuple(Heard(mention=mention, late=late) for mention, late in batch.mentions),
            changes=tuple(batch.changes),
            unknown=tuple(batch.unknown),
        )


class Noted:
    """Keeps what the walk says of the page it has just read. No metric moves."""

    def __init__(self) -> None:
        self.last: Reading | Rejection | None = None
        self.bugs: list[str] = []

    def stepped(self, step: Taken, seconds: float, at: datetime | None, events: int = 1) -> None:
        """Nobody asks how long it took."""

    def read(self, read: Reading) -> None:
        """A page became articles."""
        self.last = read

    def rejected(self, rejection: Rejection) -> None:
        """A page was refused, unless it was read and then met a bug in counting."""
        self.last = self.last or rejection

    def bug(self, bug: Bug, where: str) -> None:
        """A step failed."""
        self.bugs.append(f"{where}: {bug.detail}")

    def counted(self, late: bool) -> None:
        """The step says it."""

    def ticked(self, tick: Tick) -> None:
        """The step says it."""

    def pulsed(self, before: Clock, after: Clock) -> None:
        """The step says it."""

    def changed(self, change: Change) -> None:
        """The step says it."""

    def decided(self, delivery: Delivery) -> None:
        """Everyone is muted."""
