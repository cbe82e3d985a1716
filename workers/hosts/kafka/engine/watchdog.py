"""Ends a worker that lives and does nothing: a thread, since Faust's own timers stand still during a recovery."""

import socket
import threading
from collections.abc import Collection
from time import monotonic, sleep
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from workers.errors import HostError
from workers.hosts.kafka.engine.steady import STALLED, Progress, SteadyApp, is_ready, leave
from workers.hosts.kafka.reach import split_broker
from workers.hosts.kafka.ways import Pace, Ways

LOOK_S = 1.0
"""Seconds between two looks."""
GRACE_S = 5.0
"""Seconds of trouble after which it matters whether there is a broker at all."""
KNOCK_S = 2.0


class Look(Struct, frozen=True, kw_only=True):
    """What one look saw."""

    passed_s: float
    """Since the look before."""
    ready: bool
    behind: int
    """Records of our source flows that are not acknowledged yet."""
    idle_s: float
    """Since something was acknowledged last."""
    broker: bool = True
    """Whether one can be reached; only looked at in trouble."""


class Trouble(Struct, frozen=True, kw_only=True):
    """For how long things have been as they should not be. Seconds, without those in which no broker was there."""

    unready_s: float = 0.0
    stuck_s: float = 0.0
    away_s: float = 0.0
    """Seconds in which no broker was there, while we waited for one."""

    @property
    def lasting_s(self) -> float:
        """The longest of them."""
        return max(self.unready_s, self.stuck_s, self.away_s)


def weigh(trouble: Trouble, look: Look) -> Trouble:
    """Add one look. What is as it should be ends its trouble; an outage of the broker is no stall of ours."""
    stuck = look.ready and look.behind > 0 and look.idle_s > look.passed_s
    if look.ready and not stuck:
        return Trouble()
    if not look.broker:
        return replace(trouble, away_s=trouble.away_s + look.passed_s)
    return Trouble(
        unready_s=0.0 if look.ready else trouble.unready_s + look.passed_s,
        stuck_s=trouble.stuck_s + look.passed_s if stuck else 0.0,
    )


def verdict(trouble: Trouble, pace: Pace) -> str | None:
    """Why the process must end; None: it need not."""
    if trouble.unready_s > pace.stalled_s:
        return f"not ready for {trouble.unready_s:.0f} s"
    if trouble.stuck_s > pace.stalled_s:
        return f"behind, and without progress for {trouble.stuck_s:.0f} s"
    if trouble.away_s > pace.outage_s + pace.stalled_s:
        return f"no broker for {trouble.away_s:.0f} s"
    return None


class Watchdog:
    """Looks at an app every second, from a thread of its own."""

    def __init__(self, app: SteadyApp, ways: Ways, progress: Progress, sources: Collection[str]) -> None:
        """Take what is to be watched; ``sources`` are the names of the flows the app reads."""
        self._app, self._ways, self._progress, self._sources = app, ways, progress, frozenset(sources)
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _watch(self) -> None:
        trouble, looked_at = Trouble(), monotonic()
        while True:
            self._app.lease.renew()
            sleep(LOOK_S)
            passed_s, looked_at = monotonic() - looked_at, monotonic()
            if self._app.should_stop:
                continue  # an end has its own limit
            trouble = weigh(trouble, self._look(passed_s, in_trouble=trouble.lasting_s > GRACE_S))
            why = verdict(trouble, self._ways.pace)
            if why is not None:
                leave(self._app, STALLED, why)

    def _look(self, passed_s: float, *, in_trouble: bool) -> Look:
        ready = is_ready(self._app)
        return Look(
            passed_s=passed_s,
            ready=ready,
            behind=_behind(self._app, self._sources) if ready else 0,
            idle_s=self._progress.idle_s,
            broker=not in_trouble or any(_answers(one) for one in self._ways.brokers),
        )


def _behind(app: Any, sources: Collection[str]) -> int:
    """Records that are fetched and not acknowledged, and those that are still to be fetched."""
    consumer = app.consumer
    behind = len(consumer.unacked)
    for tp in consumer.assignment():
        if tp.topic in sources:
            end, place = consumer.highwater(tp), consumer.place(tp)
            if end is not None and place is not None:
                behind += max(0, end - place)
    return behind


def _answers(broker: str) -> bool:
    """Whether something takes a connection there."""
    try:
        with socket.create_connection(split_broker(broker), timeout=KNOCK_S):
            return True
    except (OSError, HostError):
        return False
