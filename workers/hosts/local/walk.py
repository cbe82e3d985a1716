"""One page through the steps: read, keep time, count, route. What follows is gathered for one transaction."""

from collections import Counter as Tallies
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

import msgspec
from msgspec.structs import replace

from workers.alert.route import Moment
from workers.alert.silence import Silence
from workers.hosts.children import PageReader
from workers.hosts.contain import Bug, refuse_for
from workers.hosts.counter import Counter
from workers.hosts.desk import Desk
from workers.hosts.local.lane import Arrival
from workers.hosts.local.store import REJECT_BYTES, Stored
from workers.hosts.outcomes import Outcomes
from workers.hosts.report import encode_article
from workers.hosts.spans import Spans
from workers.metrics.steps import Step
from workers.model.alert import Change, ChangeType
from workers.model.notice import Delivery
from workers.model.page import Payload, Position
from workers.model.pulse import Pulse, Span
from workers.model.rejection import Rejection
from workers.model.signal import Mention, Signal, Tick
from workers.pipeline import Reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN_SOURCE = ""


@dataclass(kw_only=True)
class Summary:
    """What a run did, for its last line."""

    pages: int = 0
    articles: int = 0
    rejected: int = 0
    mentions: int = 0
    late: int = 0
    stale: int = 0
    opened: int = 0
    faults: int = 0
    """Of the alerts opened, those about our own ingest."""
    changes: int = 0
    at: datetime | None = None
    """The greatest time read (UTC)."""


class Walk:
    """Takes pages one at a time. Knows no file, no table and no socket."""

    def __init__(self, reader: PageReader, counter: Counter, desk: Desk, spans: Spans, observer: Outcomes) -> None:
        self._reader, self._counter, self._desk, self._spans = reader, counter, desk, spans
        self._observer = observer
        self.batch = Stored()
        """What is to be written next."""
        self.summary = Summary()

    def read(self, arrival: Arrival, name: str, sent_at: datetime | None, inputs: int) -> None:
        """Walk one page.

        Args:
            arrival: The page.
            name: The clock's name of its input.
            sent_at: The host's time (UTC); None: the page's own, where only pages move the clock.
            inputs: How many inputs there are.
        """
        began = perf_counter()
        reading = self._read(arrival)
        self._observer.stepped(Step.READ, perf_counter() - began, _at_of(reading))
        self.summary.pages += 1
        if isinstance(reading, Rejection):
            self._reject(reading)
            self._spans.take(name, None, {})
            return
        self._observer.read(reading)
        self._tell_time(reading.at, name, sent_at, inputs)
        sources = Tallies(article.article.source or UNKNOWN_SOURCE for article in reading.articles)
        self._spans.take(name, reading.at, sources)
        self._take_articles(reading, arrival.payload, sent_at)

    def _read(self, arrival: Arrival) -> Reading | Rejection:
        if arrival.refused is not None:
            return arrival.refused
        payload = arrival.payload
        reading = self._reader.read(payload)
        if isinstance(reading, Bug):
            self._observer.bug(reading, payload.name)
            return refuse_for(reading, payload)
        return reading

    def _tell_time(self, at: datetime, name: str, sent_at: datetime | None, inputs: int) -> None:
        """End the span before a page of a new slot, and let the clock tick before the page is counted."""
        if not self._spans.raises_slot(name, at):
            return
        if self._spans.is_open(name):
            self.pulse((self._spans.cut(name),), sent_at, inputs)
        self._spans.raise_to(name, at)
        self.pulse((self._spans.cut(name),), sent_at, inputs)
        self.summary.at = max(at, self.summary.at or at)

    def pulse(self, spans: Sequence[Span], sent_at: datetime | None, inputs: int) -> None:
        """Tell the clock of spans, and the counters of its ticks."""
        told = sent_at or max((span.at for span in spans if span.at is not None), default=EPOCH)
        before, began = self._counter.clock, perf_counter()
        ticks = self._counter.keep(Pulse(sent_at=told, inputs=inputs, spans=tuple(spans)))
        self._observer.stepped(Step.KEEP_TIME, perf_counter() - began, None if told == EPOCH else told)
        self._observer.pulsed(before, self._counter.clock)
        for tick in ticks:
            self._observer.ticked(tick)
            began = perf_counter()
            changes = self._counter.follow(tick)
            self._observer.stepped(Step.COUNT, perf_counter() - began, tick.watermark)
            self.batch.unknown += tick.unknown
            self._route(changes, sent_at)
        self._note_bugs(None)
        self.ask_again(sent_at)

    def silence(self, silences: Sequence[Silence], sent_at: datetime | None) -> None:
        """Hear which silences were made by command; what one of them held may be told now."""
        self._desk.silence(silences)
        self.ask_again(sent_at)

    def ask_again(self, sent_at: datetime | None) -> None:
        """Let time alone decide once more: what was silenced, and what was not told for long."""
        watermark_s = self._counter.partition.watermark_s
        if watermark_s is not None:
            event_at = datetime.fromtimestamp(watermark_s, tz=UTC)
            self._note(self._desk.ask_again(Moment(at=sent_at or event_at, event_at=event_at)))

    def tick(self, tick: Tick) -> None:
        """Let the counters hear a tick that no page caused."""
        self._route(self._counter.tick(tick), None)
        self._note_bugs(None)

    def drop(self, watch_id: str, changes: Iterable[Change], sent_at: datetime | None) -> None:
        """Take leave of a watch: tell its last changes, and forget its state."""
        self.batch.dropped.append(watch_id)
        self._route(changes, sent_at)

    def _take_articles(self, reading: Reading, payload: Payload, sent_at: datetime | None) -> None:
        unix_s = int(reading.at.timestamp())
        for read in reading.articles:
            self.batch.articles.append((read.article.id, unix_s, encode_article(read)))
            self.summary.stale += read.stale
            for mention in read.mentions:
                self._count(mention, payload, sent_at)
        self.summary.articles += len(reading.articles)

    def _count(self, mention: Mention, payload: Payload, sent_at: datetime | None) -> None:
        began = perf_counter()
        changes, late = self._counter.count(mention)
        self._observer.stepped(Step.COUNT, perf_counter() - began, mention.at)
        self.batch.mentions.append((mention, late))
        self._observer.counted(late)
        self.summary.mentions += 1
        self.summary.late += late
        self._note_bugs(payload)
        self._route(changes, sent_at)

    def _route(self, changes: Iterable[Change], sent_at: datetime | None) -> None:
        for change in changes:
            self.batch.changes.append(change)
            self._observer.changed(change)
            self.summary.changes += 1
            self.summary.opened += change.type is ChangeType.OPENED
            self.summary.faults += change.type is ChangeType.OPENED and not change.kind.of_watch
            began = perf_counter()
            deliveries = self._desk.route(change, sent_at or change.changed_at)
            self._observer.stepped(Step.ROUTE, perf_counter() - began, change.changed_at)
            self._note(deliveries)

    def _note(self, deliveries: Iterable[Delivery]) -> None:
        for delivery in deliveries:
            self._observer.decided(delivery)
            self.batch.deliveries.append(delivery)

    def _reject(self, rejection: Rejection) -> None:
        self.summary.rejected += 1
        self._observer.rejected(rejection)
        payload = rejection.payload
        if len(payload.value) > REJECT_BYTES:
            size = payload.oversize or len(payload.value)
            payload = replace(payload, value=payload.value[:REJECT_BYTES], oversize=size)
        self.batch.rejects.append(replace(rejection, payload=payload))

    def _note_bugs(self, payload: Payload | None) -> None:
        """Keep what met a bug in counting: the page, or the tick, as a refused input."""
        for bug, watch, signal in self._counter.bugs:
            self._observer.bug(bug, f"count {watch}")
            self._reject(refuse_for(bug, payload or _payload_of(signal, watch)))
        self._counter.bugs.clear()


def _at_of(read: Reading | Rejection) -> datetime | None:
    return read.at if isinstance(read, Reading) else None


def _payload_of(signal: Signal, watch: str) -> Payload:
    at = signal.at if isinstance(signal, Mention) else signal.watermark
    position = Position(input=f"signals of {watch}", offset=int(at.timestamp()))
    return Payload(value=msgspec.json.encode(signal), position=position, name=position.input, recorded_at=at)
