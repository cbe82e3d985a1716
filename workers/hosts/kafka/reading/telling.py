"""What was read is told: the spans of all inputs in one pulse, and after it one commit."""

from datetime import UTC, datetime
from time import perf_counter

from workers.hosts.kafka import codecs
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.reading.group import Group, Place
from workers.hosts.kafka.reading.inlets import Inlet, Inlets
from workers.hosts.kafka.reading.noted import advance, begin
from workers.hosts.kafka.reading.outgoing import Outgoing
from workers.hosts.observe import Observer
from workers.hosts.spans import Spans
from workers.model.pulse import Pulse, Span

SILENT_S = 5.0
"""An input of which nothing was told for so long is told of again: idle, or at least not forgotten."""


class Telling:
    """Sends pulses and commits. A refused commit means that nothing is ours until it is given anew."""

    def __init__(self, group: Group, outgoing: Outgoing, flows: Flows, observer: Observer) -> None:
        self._group, self._outgoing, self._flow, self._observer = group, outgoing, flows.pulses.name, observer

    def tell(self, inlets: Inlets, spans: Spans, now_s: float) -> bool:
        """Tell all there is to tell; False when the commit was refused.

        Raises:
            KafkaError: what was sent, or the pulse, is not in the log and will not be.
        """
        began, told_at = perf_counter(), datetime.now(UTC)
        self._outgoing.settle()
        told = self._cut(inlets, spans, now_s)
        if not told:
            return True
        pulse = Pulse(sent_at=told_at, inputs=len(self._group.inputs), spans=tuple(told.values()))
        self._outgoing.send(self._flow, codecs.pulses.encode(pulse), partition=0)
        self._outgoing.settle()
        places = {name: _place(inlets[name], span, told_at) for name, span in told.items()}
        if not self._group.commit(places):
            return False
        for name, span in told.items():
            inlet = inlets[name]
            inlet.noted, inlet.told_s, inlet.told_idle = places[name].noted, now_s, span.idle
            inlet.committed = span.end
        self._observer.told(len(told), perf_counter() - began)
        return True

    def begin(self, inlets: list[Inlet], spans: Spans) -> bool:
        """Note that the next page of inputs is taken in hand, of which all else is told; False when that is refused.

        Should this process end before the page is done with, the next one knows.
        """
        noted = {inlet.name: begin(inlet.noted, datetime.now(UTC)) for inlet in inlets}
        places = {name: Place(offset=spans.taken[name], noted=one) for name, one in noted.items()}
        if not self._group.commit(places):
            return False
        for inlet in inlets:
            inlet.noted, inlet.fresh = noted[inlet.name], False
        return True

    def _cut(self, inlets: Inlets, spans: Spans, now_s: float) -> dict[str, Span]:
        quiet = [inlet for inlet in inlets if is_quiet(inlet, spans, now_s)]
        ends = self._group.ends([inlet.name for inlet in quiet])
        for inlet in quiet:
            fetched = self._group.next_of(inlet.name)
            inlet.ended = fetched >= ends[inlet.name]
            if fetched > spans.taken[inlet.name]:
                spans.take(inlet.name, None, {}, fetched)  # what stood there is no page: gone, or a mark of Kafka's
        told = {inlet.name: spans.cut(inlet.name) for inlet in inlets if spans.is_open(inlet.name)}
        rest = [inlet for inlet in inlets if inlet.name not in told]
        told |= {inlet.name: spans.cut(inlet.name, idle=True) for inlet in rest if inlet in quiet and inlet.ended}
        forgotten = [inlet for inlet in rest if inlet.name not in told and now_s - inlet.told_s >= SILENT_S]
        return told | {inlet.name: spans.cut(inlet.name) for inlet in forgotten}


def is_quiet(inlet: Inlet, spans: Spans, now_s: float) -> bool:
    """Whether an input may have been read to its end, and that is not told or was told long ago."""
    if inlet.waiting or spans.is_open(inlet.name):
        return False
    return not inlet.told_idle or now_s - inlet.told_s >= SILENT_S


def _place(inlet: Inlet, span: Span, told_at: datetime) -> Place:
    moved = span.end > span.start
    return Place(offset=span.end, noted=advance(inlet.noted, span.at, told_at, idle=span.idle, moved=moved))
