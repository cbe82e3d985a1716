"""What probes and Prometheus are answered: liveness, readiness, metrics."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from workers.metrics import REGISTRY

STALE_S = 60.0
"""A loop that did not go round for longer is not alive: one page may take seconds, never a minute."""
PLAIN = "text/plain; charset=utf-8"

Answer = tuple[int, str, bytes]
"""(status, content type, body)."""


class Beat(Protocol):
    """What the health page asks of whoever works."""

    @property
    def ready(self) -> bool:
        """Whether it has all it needs."""
        ...

    @property
    def age_s(self) -> float:
        """Seconds since it last went round."""
        ...


class Pulsebeat:
    """What the loop tells the health page: that it goes round, and that it is set up."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._beat_at = clock()
        self.ready = False
        """Whether state and config are loaded."""

    def beat(self) -> None:
        """The loop went round."""
        self._beat_at = self._clock()

    @property
    def age_s(self) -> float:
        """Seconds since the loop last went round."""
        return self._clock() - self._beat_at


def answer(path: str, beat: Beat, *, allowed: bool = True) -> Answer:
    """Answer one request. Probes need no token, for they are told nothing but yes or no."""
    match path.split("?", 1)[0]:
        case "/livez":
            alive = beat.age_s <= STALE_S
            return 200 if alive else 503, PLAIN, b"ok\n" if alive else f"no advance for {beat.age_s:.0f} s\n".encode()
        case "/readyz":
            return (200, PLAIN, b"ok\n") if beat.ready else (503, PLAIN, b"state not loaded\n")
        case _ if not allowed:
            return 401, PLAIN, b"expected the header: Authorization: Bearer TOKEN\n"
        case "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest(REGISTRY)
        case _:
            return 404, PLAIN, b"see /livez, /readyz, /metrics\n"
