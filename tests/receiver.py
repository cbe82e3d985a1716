"""A receiver of webhooks on loopback: real HTTP, answers as told, everything that came written down."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Came:
    """One request."""

    at: float
    """Unix seconds."""
    path: str
    headers: Mapping[str, str]
    """With names in small letters."""
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"thank you"
    after_s: float = 0.0
    endless: bool = False
    """Whether the body is said again and again, until nobody listens."""
    reset: bool = False
    """Whether the connection is torn down instead."""


Replying = Callable[[Came], Reply]


@dataclass(kw_only=True)
class Receiver:
    """Where it listens, and what came."""

    port: int = 0
    connections: list[float] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def listen(self, replying: Replying) -> None:
        """Listen, on the port it had before if it had one."""
        self._server = _Server(self, replying)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def shut(self) -> None:
        """Refuse connections from now on."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, receiver: Receiver, reply: Replying) -> None:
        super().__init__(("127.0.0.1", receiver.port), _Requests)
        self.reply, self.receiver = reply, receiver

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed is no error of ours."""


class _Requests(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.receiver.connections.append(time.time())

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        came = Came(at=time.time(), path=self.path, headers=headers, body=self.rfile.read(length))
        if len(came.body) < length:
            return
        self.server.receiver.came.append(came)
        self._answer(self.server.reply(came))

    def _answer(self, reply: Reply) -> None:
        time.sleep(reply.after_s)
        self.close_connection = True
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        with suppress(OSError):
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
            while reply.endless:
                self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests look at what came."""


@contextmanager
def open_receiver(reply: Reply | Replying = Reply()) -> Iterator[Receiver]:
    """Listen on a free port of this machine."""
    receiver = Receiver()
    receiver.listen(reply if not isinstance(reply, Reply) else lambda _: reply)
    try:
        yield receiver
    finally:
        receiver.shut()
