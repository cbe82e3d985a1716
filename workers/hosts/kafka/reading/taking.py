"""One page of an input: read, and what it yields sent; or held, since it begins a new slot."""

from collections import Counter as Tallies
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from workers.errors import HostError
from workers.hosts.children import PageReader
from workers.hosts.contain import Bug, refuse_for
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.reading.group import Delivered
from workers.hosts.kafka.reading.inlets import Held, Inlet
from workers.hosts.kafka.reading.noted import DEATHS
from workers.hosts.kafka.reading.outgoing import Outgoing
from workers.hosts.kafka.reading.pages import payload_of
from workers.hosts.kafka.reading.yielded import reject_of, send_all, too_large, yielded_by
from workers.hosts.observe import Observer
from workers.hosts.spans import Spans
from workers.metrics.steps import Step
from workers.model.page import Payload
from workers.model.rejection import Reason, Rejection
from workers.pipeline import Reading
from workers.rules import Rules

UNKNOWN_SOURCE = ""


class Tools(Struct, frozen=True, kw_only=True):
    """What a page is read with, and where what it yields goes."""

    reader: PageReader
    max_bytes: int
    """Of a page; a larger one is refused."""
    flows: Flows
    outgoing: Outgoing
    spans: Spans
    observer: Observer


class Taking:
    """Takes pages, one at a time."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def reload(self, rules: Rules) -> None:
        """Read by another config from the next page on."""
        self._tools.reader.reload(rules)
        self._tools = replace(self._tools, max_bytes=rules.input.max_bytes)

    def take(self, inlet: Inlet) -> bool:
        """Take an input's next page; False when it is held until the open span is told.

        Raises:
            HostError: a child cannot be started, or the flow went back.
            KafkaError: what it yields cannot be sent.
        """
        tools = self._tools
        held = inlet.held or self._read(inlet)
        if held.at is not None and tools.spans.is_open(inlet.name) and tools.spans.raises_slot(inlet.name, held.at):
            inlet.held = held
            return False
        inlet.held = None
        send_all(held.records, tools.outgoing)
        tools.spans.take(inlet.name, held.at, held.sources, held.end)
        return True

    def _read(self, inlet: Inlet) -> Held:
        record = inlet.take()
        taken = self._tools.spans.taken[inlet.name]
        if record.offset < taken:
            raise HostError(f"input {inlet.name} went back from {taken} to {record.offset}; was its flow made anew?")
        payload = payload_of(record, self._tools.max_bytes)
        if isinstance(payload, Rejection):
            return self._refuse(record, payload)
        if inlet.noted.is_deadly:
            detail = f"{DEATHS} processes ended while they read it"
            return self._refuse(record, Rejection(payload=payload, reason=Reason.CRASHED, detail=detail))
        return self._yield(record, payload)

    def _yield(self, record: Delivered, payload: Payload) -> Held:
        tools, began = self._tools, perf_counter()
        reading = tools.reader.read(payload)
        at = reading.at if isinstance(reading, Reading) else None
        tools.observer.stepped(Step.READ, perf_counter() - began, at)
        if isinstance(reading, Bug):
            tools.observer.bug(reading, payload.name)
            return self._refuse(record, refuse_for(reading, payload))
        if isinstance(reading, Rejection):
            return self._refuse(record, reading)
        records = yielded_by(reading, tools.flows)
        refused = too_large(records, payload)
        if refused is not None:
            return self._refuse(record, refused)
        tools.observer.read(reading)
        sources = Tallies(read.article.source or UNKNOWN_SOURCE for read in reading.articles)
        return Held(end=record.offset + 1, at=reading.at, sources=sources, records=records, record=record)

    def _refuse(self, record: Delivered, rejection: Rejection) -> Held:
        tools = self._tools
        tools.observer.rejected(rejection)
        partitions = tools.outgoing.partitions_of(tools.flows.rejects.name)
        reject = reject_of(record, rejection, tools.flows, partitions)
        return Held(end=record.offset + 1, records=(reject,), record=record)
