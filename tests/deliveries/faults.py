"""How a far side misbehaves: what it does to each attempt, drawn by a seed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What a far side does to one attempt."""

    NONE = "none"
    """Takes it, and says so."""
    ERROR = "error"
    """Says that it cannot now."""
    BUSY = "busy"
    """Says that it cannot now, and when to come again."""
    RESET = "reset"
    """Tears the connection down before it has taken anything."""
    LOST = "lost"
    """Takes it, and tears the connection down: the sender cannot know."""
    LATE = "late"
    """Takes it, and answers when the sender has gone: the sender cannot know."""
    SLOW = "slow"
    """Takes it, and answers slowly."""
    GONE = "gone"
    """Wants nothing any more."""

    @property
    def takes(self) -> bool:
        """Whether the far side has the notice then."""
        return self in {Fault.NONE, Fault.LOST, Fault.LATE, Fault.SLOW}

    @property
    def answers(self) -> bool:
        """Whether the sender hears what became of it."""
        return self not in {Fault.RESET, Fault.LOST, Fault.LATE}


ROUGH = {
    Fault.ERROR: 0.10,
    Fault.BUSY: 0.03,
    Fault.RESET: 0.07,
    Fault.LOST: 0.07,
    Fault.LATE: 0.01,
    Fault.SLOW: 0.02,
}
"""Of all attempts, these shares: three in ten go wrong or come late."""
CALM: dict[Fault, float] = {}
BUSY_S = 1
"""What it asks the sender to wait. Whole seconds, as `Retry-After` has it."""


class Faults:
    """Draws a fault for each attempt. Threads may ask at once."""

    def __init__(self, shares: dict[Fault, float], seed: int, gone_after: int | None = None) -> None:
        self._random, self._lock = Random(seed), threading.Lock()
        self._shares, self._left = shares, gone_after
        self.always: Fault | None = None
        """What it does to all from now on."""
        self.thinks_s = 0.0
        """How long it thinks over each attempt."""
        self.under_way = 0
        """Attempts it has not answered yet."""

    def draw(self) -> Fault:
        """Return what to do to the next attempt."""
        with self._lock:
            if self._left is not None:
                self._left -= 1
                return Fault.NONE if self._left >= 0 else Fault.GONE
            if self.always is not None:
                return self.always
            (drawn,) = self._random.choices([*self._shares, Fault.NONE], [*self._shares.values(), self._rest])
            return drawn

    @property
    def _rest(self) -> float:
        return max(0.0, 1.0 - sum(self._shares.values()))

    @contextmanager
    def attempt(self) -> Iterator[Fault]:
        """Draw for an attempt that is under way until this is left."""
        with self._lock:
            self.under_way += 1
        try:
            yield self.draw()
        finally:
            with self._lock:
                self.under_way -= 1
