"""One page through the steps: read, keep time, count, route. What follows is gathered for one transaction."""

from collections import Counter as Tallies
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

import msgspec
from msgspec.structs import replace

from workers.hosts.contain import Bug, contain, refuse_for
from workers.hosts.local.counter import Counter
from workers.hosts.local.desk import Desk
from workers.hosts.local.lane import Arrival
from workers.hosts.local.spans import Spans
from workers.hosts.local.store import REJECT_BYTES, Stored
from workers.hosts.observe import Observer
from workers.hosts.report import encode_article
from workers.model.alert import Change, ChangeType
from workers.model.page import Payload, Position
from workers.model.pulse import Pulse, Span
from workers.model.rejection import Rejection
from workers.model.signal import Mention, Signal
from workers.pipeline import Reading, read_page
from workers.rules import Rules

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
    changes: int = 0
    at: datetime | None = None
    """The greatest time read (UTC)."""


class Walk:
    """Takes pages one at a time. Knows no file, no table and no socket."""

    def __init__(self, rules: Rules, counter: Counter, desk: Desk, spans: Spans, observer: Observer) -> None:
        self._rules, self._counter, self._desk, self._spans = rules, counter, desk, spans
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
        self.summary.pages += 1
        if isinstance(reading, Rejection):
            self._reject(reading)
            self._spans.take(name, None, {})
            return
        self._observer.read(reading, perf_counter() - began)
        self._tell_time(reading.at, name, sent_at, inputs)
        sources = Tallies(article.article.source or UNKNOWN_SOURCE for article in reading.articles)
        self._spans.take(name, reading.at, sources)
        self._take_articles(reading, arrival.payload, sent_at)

    def _read(self, arrival: Arrival) -> Reading | Rejection:
        if arrival.refused is not None:
            return arrival.refused
        payload = arrival.payload
        reading = contain(lambda: read_page(payload, self._rules))
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
        self._observer.event_time(at.timestamp())

    def pulse(self, spans: Sequence[Span], sent_at: datetime | None, inputs: int) -> None:
        """Tell the clock of spans, and the counters of its ticks."""
        told = sent_at or max((span.at for span in spans if span.at is not None), default=EPOCH)
        for tick, changes in self._counter.hear(Pulse(sent_at=told, inputs=inputs, spans=tuple(spans))):
            self._observer.ticked(tick)
            self.batch.unknown += tick.unknown
            self._route(changes, sent_at)
        self._note_bugs(None)

    def _take_articles(self, reading: Reading, payload: Payload, sent_at: datetime | None) -> None:
        unix_s = int(reading.at.timestamp())
        for read in reading.articles:
            self.batch.articles.append((read.article.id, unix_s, encode_article(read)))
            self.summary.stale += read.stale
            for mention in read.mentions:
                self._count(mention, payload, sent_at)
        self.summary.articles += len(reading.articles)

    def _count(self, mention: Mention, payload: Payload, sent_at: datetime | None) -> None:
        changes, late = self._counter.count(mention)
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
            for delivery in self._desk.route(change, sent_at or change.changed_at):
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


def _payload_of(signal: Signal, watch: str) -> Payload:
    at = signal.at if isinstance(signal, Mention) else signal.watermark
    position = Position(input=f"signals of {watch}", offset=int(at.timestamp()))
    return Payload(value=msgspec.json.encode(signal), position=position, name=position.input, recorded_at=at)
