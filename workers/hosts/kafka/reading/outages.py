"""Riding out a broker that is away: what may be called again is called again, for so long."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from kafka.errors import RetriableError

T = TypeVar("T")

AGAIN_S = 0.5
LEAVING_S = 3.0
"""Who was asked to stop waits no longer than this: what is not committed is read again."""


class Outages:
    """Calls a client until it answers."""

    def __init__(
        self,
        patience_s: float,
        stopping: Callable[[], bool],
        beat: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Make one.

        Args:
            patience_s: How long a broker may be away.
            stopping: Whether the process was asked to end.
            beat: Called at every try, for the loop does not go round meanwhile.
            clock: Seconds.
        """
        self._patience_s, self._stopping, self._beat, self._clock = patience_s, stopping, beat, clock

    def ride(self, call: Callable[[], T]) -> T:
        """Call, and call again while the client says that it might help.

        Raises:
            KafkaError: it did not help in time, or it cannot.
        """
        began = self._clock()
        while True:
            self._beat()
            try:
                return call()
            except RetriableError:
                away_s = self._clock() - began
                if away_s > self._patience_s or (self._stopping() and away_s > LEAVING_S):
                    raise
            sleep(AGAIN_S)
