"""The shares of all partitions that are ours: a batch of signals in, alerts, states and clocks out, in this order."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from time import monotonic, perf_counter
from typing import Any, NamedTuple

from msgspec import Struct

from workers.alert.hour import most_observed
from workers.errors import StateError
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.counting.share import Share
from workers.hosts.kafka.engine.kept import Kept, Row
from workers.hosts.kafka.engine.refusing import refuse
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import SteadyApp
from workers.hosts.kafka.flows import WATCHES, Flows
from workers.hosts.observe import BUSIEST_S, Observer
from workers.metrics.steps import Step
from workers.model.alert import Change
from workers.model.rejection import Reason
from workers.model.signal import Mention
from workers.rules import Rules

TOGETHER = 500
"""Rows that are encoded and on their way at once: a tick may close every watch there is."""
NOWHERE = -1
"""The offset of a mention that waited: the record it came with is done with."""


class Again(NamedTuple):
    """A mention that waited, as the record it came with was."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    timestamp: float
    """Unix seconds."""
    offset: int = NOWHERE
    headers: tuple[tuple[str, bytes], ...] = ()


class Counted(Struct, frozen=True, kw_only=True):
    """What a batch of signals led to, beside what the shares hold."""

    changes: tuple[Change, ...]
    rejects: tuple[Record, ...]
    shares: tuple[Share, ...]
    """Those that were touched, by partition."""
    at: datetime | None
    """Event time of the last signal (UTC); None where none could be read."""


class Shares:
    """Makes a share at the first event after each assignment."""

    def __init__(self, app: SteadyApp, flows: Flows, rules: Rules, observer: Observer) -> None:
        self._app, self._flows, self._rules, self._observer = app, flows, rules, observer
        self._looked_s = monotonic() - BUSIEST_S
        self._kept = Kept(app, WATCHES, flows.watches.partitions)
        self._shares: dict[int, Share] = {}
        self._in_hand = asyncio.Lock()
        """Held for a batch: all of it goes by one config."""

    async def reload(self, rules: Rules) -> None:
        """Count by another config from the next batch on; what waited for it is counted with that."""
        async with self._in_hand:
            self._rules = rules
            for share in self._shares.values():
                share.reload(rules.watches)

    def assigned(self, partitions: Sequence[int]) -> None:
        """Hear which partitions of the watches' table are ours now. All are taken up anew from their rows."""
        self._kept.keep_only(partitions)
        self._shares.clear()

    async def count(self, events: Sequence[Any]) -> None:
        """Count a batch: alerts, then states, then clocks, each acknowledged by the broker before the next goes out.

        A crash after an alert sends it again under its id; one before it finds the state that has not told it yet. A
        clock written before a state would judge a mention that comes again late.
        """
        async with self._in_hand:
            await self._count(events)

    async def _count(self, events: Sequence[Any]) -> None:
        began = perf_counter()
        counted = self._hear(events)
        self._observer.stepped(Step.COUNT, perf_counter() - began, counted.at, len(events))
        for change in counted.changes:
            self._observer.changed(change)
        await send_all(self._app, self._flows.rejects, counted.rejects)
        await send_all(self._app, self._flows.alerts, map(alert_record, counted.changes))
        await self._write(row for share in counted.shares for row in share.rows())
        await self._write(row for share in counted.shares for row in share.clock_rows())
        self._observer.committed(perf_counter() - began)
        self._tell_state()

    def _tell_state(self) -> None:
        shares, observer = self._shares.values(), self._observer
        observer.spikes_open(sum(share.open_alerts for share in shares))
        observer.keeps_rows(WATCHES, self._kept.held)
        observer.keeps_bytes(WATCHES, self._kept.size)
        observer.waits(sum(share.waiting for share in shares))
        top = self._rules.settings.metrics.top_watches
        if top and monotonic() - self._looked_s >= BUSIEST_S:
            self._looked_s = monotonic()
            hours = {watch: hour for share in shares for watch, hour in share.busiest(top).items()}
            observer.busiest(most_observed(hours, top))

    async def _write(self, rows: Iterator[Row]) -> None:
        while some := list(islice(rows, TOGETHER)):
            await self._kept.write(some)

    def _hear(self, events: Sequence[Any]) -> Counted:
        changes: list[Change] = []
        rejects: list[Record] = []
        touched: dict[int, Share] = {}
        at: datetime | None = None
        for event in events:
            number = event.message.partition
            share = self._share(number)
            if number not in touched:
                touched[number] = share
                # Before anything else: a tick of this batch would make it late.
                changes += self._release(share, number, rejects)
            try:
                signal = codecs.signals.decode(event.value)
            except StateError as error:
                rejects.append(self._refuse(event.message, Reason.WRONG_TYPE, str(error)))
                continue
            at = signal.at if isinstance(signal, Mention) else signal.watermark
            share.hear_time(signal)
            changes += self._take(share, signal) if isinstance(signal, Mention) else share.tick(signal)
            rejects += self._bugs(share, event.message)
        for number, share in sorted(touched.items()):
            changes += self._release(share, number, rejects)
        shares = tuple(touched[number] for number in sorted(touched))
        return Counted(changes=tuple(changes), rejects=tuple(rejects), shares=shares, at=at)

    def _take(self, share: Share, mention: Mention) -> list[Change]:
        """Count a mention, or let it wait for the config it was found by."""
        if not share.knows(mention):
            if not share.wait(mention):
                self._observer.unknown(mention)
            return []
        told, late = share.count(mention)
        self._observer.counted(late)
        return told

    def _release(self, share: Share, number: int, rejects: list[Record]) -> list[Change]:
        """Count what has waited for a config that is here now, and drop what has waited in vain."""
        changes: list[Change] = []
        released = share.release()
        for mention in released.known:
            changes += self._take(share, mention)
            rejects += self._bugs(share, self._again(mention, number))
        for mention in released.dropped:
            self._observer.unknown(mention)
        return changes

    def _again(self, mention: Mention, number: int) -> Again:
        return Again(
            topic=self._flows.signals.name,
            partition=number,
            key=mention.watch_id.encode(),
            value=codecs.signals.encode(mention),
            timestamp=mention.at.timestamp(),
        )

    def _bugs(self, share: Share, message: Any) -> list[Record]:
        """What met a bug, refused."""
        rejects = []
        for bug, watch, _ in share.bugs():
            self._observer.bug(bug, f"count {watch}")
            rejects.append(self._refuse(message, Reason.BUG, f"{watch}: {bug.detail}"))
        return rejects

    def _share(self, number: int) -> Share:
        share = self._shares.get(number)
        if share is None:
            try:
                lateness = self._rules.settings.lateness.delta
                share = Share(number, self._kept.rows(number), self._rules.watches, lateness)
            except StateError as error:
                raise StateError(f"{self._flows.watches.name}, partition {number}: {error}") from error
            self._shares[number] = share
        return share

    def _refuse(self, message: Any, reason: Reason, detail: str) -> Record:
        self._observer.refused(reason)
        return refuse(message, "count", reason, detail)
