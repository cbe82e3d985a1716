"""How far a Faust app is behind in its own partitions: told once a second, from within its loop."""

import asyncio
from collections.abc import Iterable, Sequence
from time import time
from typing import Any

from msgspec import Struct

from workers.hosts.kafka.engine.steady import SteadyApp, is_ready
from workers.hosts.observe import Observer
from workers.metrics.steps import Step

MEASURE_S = 1.0


class Taking(Struct, frozen=True, kw_only=True):
    """A flow that an app reads."""

    flow: str
    """Its name."""
    label: str
    """What metrics call it."""
    step: Step
    """What takes it."""


class Extent(Struct, frozen=True, kw_only=True):
    """One partition: what its flow holds, and how far it was fetched."""

    end: int | None
    place: int | None
    """None: not known yet."""


class Lag(Struct, frozen=True, kw_only=True):
    """What is written and not acknowledged."""

    records: int
    in_hand: int
    """Of these, fetched."""
    seconds: float
    """Age of the oldest of those in hand, by its own time; 0 without any."""


def lag_of(extents: Iterable[Extent], taken_s: Sequence[float], now_s: float) -> Lag:
    """Put together how far an app is behind in one flow.

    Args:
        extents: Of its partitions.
        taken_s: When each record in hand was written: Unix seconds.
        now_s: Unix seconds.
    """
    ahead = sum(max(0, one.end - one.place) for one in extents if one.end is not None and one.place is not None)
    seconds = max(0.0, now_s - min(taken_s)) if taken_s else 0.0
    return Lag(records=ahead + len(taken_s), in_hand=len(taken_s), seconds=seconds)


async def measure_lag(app: SteadyApp, taking: Sequence[Taking], observer: Observer) -> None:
    """Tell for as long as the app lives."""
    while not app.should_stop:
        if is_ready(app):
            for one in taking:
                lag = _measure(app.consumer, one.flow)
                observer.lags(one.label, lag.records, lag.seconds)
                observer.holds(one.step, lag.in_hand)
        await asyncio.sleep(MEASURE_S)


def _measure(consumer: Any, flow: str) -> Lag:
    ours = [tp for tp in consumer.assignment() if tp.topic == flow]
    extents = [Extent(end=consumer.highwater(tp), place=consumer.place(tp)) for tp in ours]
    taken = [message.timestamp for message in consumer.unacked if message.topic == flow]
    return lag_of(extents, taken, time())
