"""Liveness, readiness and metrics over HTTP, from a thread of their own."""

import hmac
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

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


def is_allowed(authorization: str, token: str | None) -> bool:
    """Whether a request's header shows the token; how long it takes does not tell how much of a guess is right.

    Args:
        authorization: The header ``Authorization`` as http.server gives it: its bytes as Latin-1; empty for none.
        token: What must be shown; None: nothing.
    """
    if token is None:
        return True
    scheme, _, shown = authorization.partition(" ")
    same = hmac.compare_digest(shown.strip().encode("latin-1", "replace"), token.encode("utf-8", "surrogateescape"))
    return same and scheme.lower() == "bearer"


class HealthServer:
    """Serves the three addresses until it is left."""

    def __init__(self, bind: str, port: int, beat: Beat, token: str | None = None) -> None:
        """Take the port (0: any free one).

        Raises:
            OSError: it is in use, or not ours to take.
        """
        self._server = ThreadingHTTPServer((bind, port), _responder(beat, token))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _responder(beat: Beat, token: str | None) -> type[BaseHTTPRequestHandler]:
    class Responder(BaseHTTPRequestHandler):
        """Answers GET; says nothing on standard error."""

        server_version = "groundswell"
        sys_version = ""
        timeout = 10

        def do_GET(self) -> None:
            """Answer."""
            allowed = is_allowed(self.headers.get("authorization", ""), token)
            status, content_type, body = answer(self.path, beat, allowed=allowed)
            self.send_response(status)
            if status == 401:
                self.send_header("www-authenticate", "Bearer")
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Requests of probes are no news."""

    return Responder
