"""The first step on Kafka: pages in; articles, mentions and rejects out; then a pulse; then the commit.

The order is the promise: when a pulse is in the log, every mention of its spans is; and nothing is committed of which
the pulse is not in the log.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from time import monotonic, time

from msgspec import Struct

from workers.errors import HostError
from workers.hosts.kafka.reading.group import Group
from workers.hosts.kafka.reading.in_step import FIRST, lead_in, leads
from workers.hosts.kafka.reading.inlets import Inlet, Inlets, first_in_time
from workers.hosts.kafka.reading.lag import lag_of
from workers.hosts.kafka.reading.noted import Noted, take_over
from workers.hosts.kafka.reading.others import Others
from workers.hosts.kafka.reading.outgoing import Outgoing
from workers.hosts.kafka.reading.taking import Taking
from workers.hosts.kafka.reading.telling import SILENT_S, Telling, is_quiet
from workers.hosts.observe import Observer
from workers.hosts.reloading import Reloading
from workers.hosts.spans import Spans
from workers.metrics.steps import Step

TELL_S = 1.0
"""Pulses come no closer than this, unless a new slot begins or there is"""
PAGES = 500
"""so much, or"""
BYTES = 16 * 1024 * 1024
"""so much to write."""
AGAIN_S = 0.05
"""While all that there is must wait for an input to end, its end is looked for so often."""
FETCH_S = 0.1
"""While there is work, more is fetched so often, that no input runs dry, and at least every"""
HEED_S = 1.0
"""for the group must hear of us."""
LOW = 200
"""Records of an input below which more is fetched."""
MEASURE_S = 1.0
"""How often it is said how far we are behind."""
REST_S = 0.2
JOIN_S = 1.0


class Parts(Struct, frozen=True, kw_only=True):
    """What a reader is put together from."""

    group: Group
    outgoing: Outgoing
    spans: Spans
    taking: Taking
    telling: Telling
    others: Others
    observer: Observer
    lead: timedelta
    """How far an input may be ahead of the slowest."""
    patience_s: float
    """How long nothing may be ours before that is no wait but a stall."""
    reloading: Reloading | None = None
    """Where another config comes from; None where the one from the start holds to the end."""


class PagesReader:
    """Fetches, reads and tells until it is asked to stop; then finishes what it holds."""

    def __init__(self, parts: Parts, stopping: Callable[[], bool], beat: Callable[[bool], None]) -> None:
        """Make one.

        Args:
            parts: What it works with.
            stopping: Whether the process was asked to end.
            beat: Called at every turn of the loop, with whether the reader has joined its group.
        """
        self._parts, self._stopping, self._beat = parts, stopping, beat
        self._inlets = Inlets()
        self._told_s = self._fetched_s = self._began_s = self._owned_s = self._measured_s = monotonic()
        self._pages = 0
        self._careful = False
        self._lead = parts.lead

    def run(self) -> None:
        """Run until asked to stop.

        Raises:
            HostError: nothing is ours for too long, or the flow of pages went back.
            KafkaError: the broker refuses, or is away for too long.
        """
        while not self._stopping():
            self._fetch()
            self._work()
            if not any(inlet.waiting for inlet in self._inlets):
                self._parts.outgoing.settle()  # whoever counts should not wait for the pulse
            if self._is_due():
                self._tell()
            self._renew()
            self._tell_lag()
            self._beat(self._parts.group.joined)
        if any(self._parts.spans.is_open(inlet.name) for inlet in self._inlets):
            self._tell()

    def _renew(self) -> None:
        """Take another config over, if there is one: what was read by the old one is told first, or read again."""
        reloading = self._parts.reloading
        if reloading is None or not reloading.waiting:
            return
        if any(self._parts.spans.is_open(inlet.name) for inlet in self._inlets):
            self._tell()
        config, _ = reloading.take()
        if config is not None:
            for inlet in self._inlets:
                inlet.put_back()
            self._parts.taking.reload(config.rules)
            self._lead = lead_in(config.rules)
            reloading.done(config)

    # ---- what is ours, and what there is of it

    def _fetch(self) -> None:
        now = monotonic()
        busy = self._next() is not None
        if busy and now - self._fetched_s < (FETCH_S if self._runs_low() else HEED_S):
            return
        found = self._parts.group.fetch(0.0 if busy else self._rest_s(now), self._inlets.full())
        self._fetched_s = monotonic()
        lost, gained = self._parts.group.moves()
        self._drop(lost)
        for name, records in found.items():
            if name in self._inlets and name not in gained:
                self._inlets[name].put(records)
        self._open(gained)
        self._heed_stall()

    def _runs_low(self) -> bool:
        return any(inlet.records < LOW and not inlet.ended for inlet in self._inlets)

    def _rest_s(self, now: float) -> float:
        """How long there is nothing to do but to wait for pages."""
        if not len(self._inlets):
            return JOIN_S
        if any(inlet.waiting for inlet in self._inlets):
            return AGAIN_S
        return max(0.0, min(REST_S, self._told_s + TELL_S - now)) or REST_S

    def _open(self, names: Collection[str]) -> None:
        """Take inputs over where their commits say."""
        if not names:
            return
        group, spans = self._parts.group, self._parts.spans
        places, begins, ends = group.places(names), group.begins(names), group.ends(names)
        for name in sorted(names):
            place = places.get(name)
            offset = begins[name] if place is None else place.offset
            noted = Noted() if place is None else take_over(place.noted)
            if offset > ends[name]:
                raise HostError(f"input {name} ends at {ends[name]}, and was read to {offset}; was its flow made anew?")
            if offset < begins[name]:
                self._parts.observer.pages_gone(name, begins[name] - offset)
            group.go_to(name, max(offset, begins[name]))
            spans.begin(name, offset, noted.at)
            ended, committed = offset >= ends[name], max(offset, begins[name])
            self._inlets.add(Inlet(name, noted, monotonic(), committed=committed, ended=ended))
        self._parts.others.forget()
        self._parts.observer.owns(len(self._inlets))

    def _drop(self, names: Collection[str]) -> None:
        """Let inputs go, with all of them that is not committed."""
        for name in names:
            self._parts.spans.drop(name)
        self._inlets.drop(names)
        self._parts.observer.owns(len(self._inlets))

    def _heed_stall(self) -> None:
        """Nothing ours: by the group's word, which may be all there is to have, or in silence, which is a stall."""
        now, parts = monotonic(), self._parts
        for inlet in self._inlets:
            if inlet.waiting or inlet.ended:
                inlet.fed_s = now
            elif now - inlet.fed_s > parts.patience_s:
                raise HostError(f"nothing came of input {inlet.name} for {now - inlet.fed_s:.0f} s, and there is more")
        if len(self._inlets):
            self._owned_s = now
        elif now - self._owned_s > parts.patience_s:
            parts.others.look((), now)
            if not parts.group.is_idle or parts.others.neglected(datetime.now(UTC), parts.patience_s):
                raise HostError(f"nothing was ours to read for {now - self._owned_s:.0f} s, and nobody else reads it")

    # ---- work

    def _work(self) -> None:
        """Take pages until it is time to tell, or there is none that may be taken."""
        if any(not inlet.ended for inlet in self._inlets):
            waiting = any(inlet.waiting for inlet in self._inlets) and self._next() is None
            self._parts.others.look(self._inlets.names, monotonic(), waiting=waiting)
        while not self._is_full() and not self._stopping():
            inlet = self._next()
            if inlet is None or not self._begin(inlet):
                return
            if not self._pages:
                self._began_s = monotonic()
            self._pages += self._parts.taking.take(inlet)

    def _is_full(self) -> bool:
        """Whether what was taken is to be told before more is taken."""
        if self._careful or self._pages >= PAGES or self._parts.outgoing.size >= BYTES:
            return True
        return self._pages > 0 and monotonic() - self._began_s >= TELL_S

    def _begin(self, inlet: Inlet) -> bool:
        """Note that an input is begun, where that is to be noted; False when nothing is ours any more."""
        self._careful = inlet.noted.careful > 0
        if not (inlet.fresh or self._careful):
            return True
        begun = [inlet] if self._careful else [one for one in self._inlets if one.fresh and one.waiting]
        begun = [one for one in begun if one is inlet or not one.noted.careful]
        return self._parts.telling.begin(begun, self._parts.spans) or self._dispossess()

    def _next(self) -> Inlet | None:
        """The input whose next page is to be taken: the first in time of those that may go on."""
        spans = self._parts.spans
        free = [one for one in self._inlets if one.waiting and not (one.held and spans.is_open(one.name))]
        inlet = first_in_time((one, spans.at(one.name)) for one in free)
        if inlet is None or leads(spans.at(inlet.name), self._floor(), self._lead):
            return None
        return inlet

    def _floor(self) -> datetime | None:
        """How far the slowest input is that is waited for (UTC)."""
        floors = [self._parts.spans.at(inlet.name) or FIRST for inlet in self._inlets if not inlet.ended]
        others = self._parts.others.slowest(datetime.now(UTC))
        return min(floors if others is None else [*floors, others], default=None)

    # ---- telling

    def _tell_lag(self) -> None:
        """Say once a second how far we are behind."""
        if monotonic() - self._measured_s < MEASURE_S:
            return
        self._measured_s = monotonic()
        self._parts.observer.holds(Step.READ, sum(inlet.records for inlet in self._inlets) + self._pages)
        lag = lag_of(((inlet, self._parts.group.known_end(inlet.name)) for inlet in self._inlets), time())
        self._parts.observer.lags("pages", lag.records, lag.seconds)

    def _is_due(self) -> bool:
        spans, now = self._parts.spans, monotonic()
        blocked = any(inlet.waiting for inlet in self._inlets) and self._next() is None
        if any(spans.is_open(inlet.name) for inlet in self._inlets):
            return blocked or self._is_full() or now - self._told_s >= TELL_S
        if any(is_quiet(inlet, spans, now) for inlet in self._inlets):
            return now - self._told_s >= (AGAIN_S if blocked else TELL_S)
        return any(now - inlet.told_s >= SILENT_S for inlet in self._inlets)

    def _tell(self) -> None:
        if not self._parts.telling.tell(self._inlets, self._parts.spans, monotonic()):
            self._dispossess()
        self._told_s = monotonic()
        self._pages, self._careful = 0, False

    def _dispossess(self) -> bool:
        """A commit was refused: nothing is ours until the group gives it anew. Returns False."""
        self._parts.observer.dispossessed()
        self._drop(self._inlets.names)
        self._pages, self._careful = 0, False
        return False
