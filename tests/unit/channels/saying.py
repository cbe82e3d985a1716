"""A far side that says what it is told to, byte by byte, whatever it hears."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

Sayings = Callable[[], Iterable[bytes]]
"""Made anew for each connection; one that waits before it yields is slow."""


@contextmanager
def open_saying(sayings: Sayings) -> Iterator[int]:
    """Listen on a port of this machine; hear a request, then speak until nobody listens."""
    over = threading.Event()

    def speak(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            for saying in sayings():
                if over.is_set():
                    return
                connection.sendall(saying)

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=speak, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
