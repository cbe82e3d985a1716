"""The local loop: pages in, alerts out. What follows from pages is written in one transaction with their places."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from msgspec import Struct

from workers.hosts.counter import Counter
from workers.hosts.desk import Desk
from workers.hosts.lines import Lines
from workers.hosts.local.lane import Arrival
from workers.hosts.local.pace import Keeping, Pace, keeping_of
from workers.hosts.local.renewing import Renewal
from workers.hosts.local.showing import Stage
from workers.hosts.local.sides import Pages, Watcher
from workers.hosts.local.silences import SilenceBook
from workers.hosts.local.store import Store, Stored
from workers.hosts.local.walk import Summary, Walk
from workers.hosts.observe import BUSIEST_S, Observer
from workers.hosts.senders import Senders
from workers.hosts.spans import Spans
from workers.metrics.steps import Step


class Parts(Struct, frozen=True, kw_only=True):
    """What a loop is put together from."""

    pages: Pages
    store: Store
    counter: Counter
    desk: Desk
    senders: Senders
    lines: Lines
    spans: Spans
    walk: Walk
    observer: Observer
    watcher: Watcher
    stage: Stage | None = None
    """Where the page finds how things stand; None where nobody looks on."""
    renewal: Renewal | None = None
    """Where another config comes from; None where the one from the start holds to the end."""


class Loop:
    """Takes pages until there are none, or until it is asked to stop; then finishes what it holds."""

    def __init__(self, parts: Parts, pace: Pace, keeping: Keeping, stopping: Callable[[], bool]) -> None:
        self._parts, self._pace, self._keeping, self._stopping = parts, pace, keeping, stopping
        self._size = self._pages = 0
        self._start = self._began = self._pulsed = monotonic()
        self._looked_s = self._start - BUSIEST_S
        self._silences = SilenceBook(parts.store.connection)
        self._heard: dict[str, float] = {}
        self._forgot_at: datetime | None = None

    def run(self) -> Summary:
        """Run to the end.

        Raises:
            InputError: an input cannot be read.
            StateError: the state cannot be written.
        """
        self._parts.watcher.started(self._parts.store)
        self._show()
        self._hear_silences()
        if self._parts.walk.batch.dropped or self._parts.walk.batch.deliveries:
            self._write()  # before anybody is told of it
        self._send_due()
        while not self._stopping():
            arrival = self._parts.pages.take()
            if arrival is not None:
                self._walk(arrival)
            elif self._parts.pages.ended:
                break
            else:
                self._rest()
            self._renew()
            self._parts.watcher.beat(self._parts.walk.summary)
        self._finish()
        return self._parts.walk.summary

    @property
    def owed(self) -> int:
        """Notices no channel has taken yet."""
        return self._parts.desk.owed

    @property
    def next_due(self) -> datetime | None:
        """When the next attempt to send one is due (UTC)."""
        return self._parts.desk.next_due()

    def _renew(self) -> None:
        """Take another config over, if there is one: what was read by the old one is written first."""
        renewal = self._parts.renewal
        if renewal is None or not renewal.waiting:
            return
        self._commit()
        config = renewal.take_over(self._sent_at())
        if config is not None:
            self._keeping = keeping_of(config.rules.settings)
            self._write()
            renewal.done(config)
            self._send_due()

    def _walk(self, arrival: Arrival) -> None:
        parts = self._parts
        name = parts.pages.input_of(arrival)
        parts.walk.read(arrival, name, self._sent_at(), len(parts.pages.inputs))
        parts.pages.done(arrival)
        if not self._pages:
            self._began = monotonic()
        self._heard[name] = monotonic()
        self._pages += 1
        self._size += len(arrival.payload.value)
        parts.observer.holds(Step.READ, self._pages)
        full = self._pages >= self._pace.pages or self._size >= self._pace.size
        full = full or parts.senders.answered >= self._pace.answers
        if full or self._is_urgent() or monotonic() - self._began >= self._pace.commit_s:
            self._commit()

    def _is_urgent(self) -> bool:
        """Whether somebody is to be told, or was, who would not wait for the rest of a transaction."""
        if not self._pace.live or monotonic() - self._began < self._pace.urgent_s:
            return False
        return bool(self._parts.walk.batch.deliveries or self._parts.senders.answered)

    def _sent_at(self) -> datetime | None:
        return datetime.now(UTC) if self._pace.live else None

    def _rest(self) -> None:
        """Nothing to read now: write what is open, say that inputs are silent, make what is due; wait for more."""
        parts = self._parts
        held = self._pages and monotonic() - self._began >= self._pace.commit_s
        # An answer is written at once, since what a kill finds unanswered is sent again;
        # a verdict too, since nobody is told of what is not written.
        news = self._hear_silences() or self._take_outcomes(0.0) or parts.walk.batch.deliveries
        if held or news or monotonic() - self._pulsed >= self._pace.idle_s:
            self._commit()
        else:
            self._send_due()
        parts.pages.wait(self._pace.look_s, parts.senders.bell.descriptor)

    def _hear_silences(self) -> bool:
        """Hear of silences that were made or ended meanwhile; return whether there were any."""
        silences = self._silences.news()
        if silences is not None:
            self._parts.walk.silence(silences, self._sent_at())
        return silences is not None

    def _commit(self, *, last: bool = False) -> None:
        """Tell the clock what was taken, write everything, then start what is due."""
        self._hear_silences()
        self._pulse(last)
        self._take_outcomes(0.0)
        self._write()
        self._send_due()
        self._note_quick_outcomes()

    def _pulse(self, last: bool) -> None:
        parts = self._parts
        inputs = parts.pages.inputs
        spans = [parts.spans.cut(name) for name in inputs if parts.spans.is_open(name)]
        spans += [parts.spans.cut(name, idle=True) for name in self._idle(last)]
        if spans:
            parts.walk.pulse(spans, self._sent_at(), len(inputs))
        self._pulsed = monotonic()

    def _idle(self, last: bool) -> list[str]:
        """The inputs of which to say that nothing comes: silent for a while, or files that were read to their ends."""
        if not self._pace.live:
            return list(self._parts.pages.idle()) if last and not self._stopping() else []
        now, silent_s = monotonic(), self._pace.idle_s
        return [name for name in self._parts.pages.idle() if now - self._heard.get(name, self._start) >= silent_s]

    def _write(self) -> None:
        parts = self._parts
        batch = parts.walk.batch
        parts.walk.batch = Stored()
        batch.places = parts.pages.moved()
        batch.states = parts.counter.written()
        batch.outboxes = parts.desk.written()
        batch.clock, batch.partition = parts.counter.clock, parts.counter.partition
        batch.taken = dict(parts.spans.taken)
        batch.shown = parts.watcher.shown
        began = monotonic()
        parts.store.write(batch)
        parts.observer.committed(monotonic() - began)
        self._pages = self._size = 0
        self._tell_sizes()
        parts.watcher.committed(parts.store)
        self._show()
        self._forget()

    def _tell_sizes(self) -> None:
        parts = self._parts
        parts.observer.holds(Step.READ, 0)
        parts.observer.holds(Step.NOTIFY, parts.senders.waiting)
        parts.observer.owes(parts.desk.owed)
        parts.observer.broken(parts.lines.channels, parts.lines.down(datetime.now(UTC)))
        parts.observer.keeps_rows("watches", len(parts.counter.states))
        parts.observer.keeps_bytes("file", parts.store.size)
        if self._keeping.top_watches and monotonic() - self._looked_s >= BUSIEST_S:
            self._looked_s = monotonic()
            parts.observer.busiest(parts.counter.busiest(self._keeping.top_watches))

    def _show(self) -> None:
        if self._parts.stage is not None:
            self._parts.stage.leave(self._parts.counter)

    def _forget(self) -> None:
        at = self._parts.walk.summary.at
        if at is None:
            return
        if self._forgot_at is not None and at - self._forgot_at < timedelta(seconds=self._pace.forget_s):
            return
        self._forgot_at, now, keeping = at, int(at.timestamp()), self._keeping
        self._parts.desk.forget(at)  # gone from the file with the next transaction
        self._parts.store.forget(now - keeping.articles_s, now - keeping.mentions_s, now - keeping.rejects_s)

    def _send_due(self) -> None:
        for attempt in self._parts.desk.due(datetime.now(UTC)):
            self._parts.senders.submit(attempt)

    def _take_outcomes(self, wait_s: float) -> bool:
        """Hear what channels answered; wait so long for the first answer. Returns whether there was one."""
        parts = self._parts
        outcomes = parts.senders.collect(wait_s)
        for outcome in outcomes:
            parts.lines.hear(outcome)
            began = monotonic()
            heard = parts.desk.answer(outcome)
            parts.observer.stepped(Step.NOTIFY, monotonic() - began, outcome.at)
            if heard is None:
                continue
            delivery, happened_at = heard
            parts.walk.batch.deliveries.append(delivery)
            parts.observer.answered(outcome, (outcome.at - happened_at).total_seconds())
        return bool(outcomes)

    def _note_quick_outcomes(self) -> None:
        """Write the answers of quick channels at once, since what a kill finds unanswered is sent again.

        What waited for an answer, the next change of an alert, is sent then. A page ends the wait.
        """
        pages, senders, until = self._parts.pages, self._parts.senders, monotonic() + self._pace.quick_s
        while senders.waiting and monotonic() < until:
            pages.wait(self._pace.answer_s, senders.bell.descriptor)
            if not self._take_outcomes(0.0):
                break
            self._write()
            self._send_due()

    def _finish(self) -> None:
        """Write what is held, and give channels time to answer."""
        self._commit(last=True)
        until = monotonic() + self._pace.drain_s
        while self._parts.senders.waiting and monotonic() < until:
            if self._take_outcomes(0.1):
                self._write()
            self._send_due()
