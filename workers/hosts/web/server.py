"""The web server of a part: a thread with a loop of its own, so that no caller can slow the work, nor each other."""

import asyncio
import socket
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from aiohttp import web

from workers.hosts.web.health import Beat
from workers.hosts.web.patience import Connection, Patience
from workers.hosts.web.site import Site, build_app

LINE_BYTES = 8_190
KEPT_S = 30.0
"""A connection without a request is closed after so long."""
LEAVING_S = 2.0
"""Answers under way get so long when the part ends."""


class WebServer:
    """Serves until it is left."""

    def __init__(self, bind: str, port: int, site: Site | Beat) -> None:
        """Take the port (0: any free one).

        Args:
            bind: A name or an address.
            port: TCP.
            site: What is served; a beat alone: health and metrics, to anybody who can call.

        Raises:
            OSError: it is in use, or not ours to take.
        """
        self._site = site if isinstance(site, Site) else Site(beat=site)
        self._socket = _listen(bind, port)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._leave = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._leave.set)
        self._thread.join(2 * LEAVING_S)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._socket.close()
            self._loop.close()

    async def _serve(self) -> None:
        patience = Patience(KEPT_S)
        runner = web.AppRunner(
            build_app(self._site, patience),
            access_log=None,
            handle_signals=False,
            keepalive_timeout=KEPT_S,
            shutdown_timeout=LEAVING_S,
            max_line_size=LINE_BYTES,
            max_field_size=LINE_BYTES,
        )
        await runner.setup()
        await web.SockSite(runner, self._socket, backlog=128).start()
        closing = asyncio.create_task(patience.close_idle(lambda: _connections(runner)))
        await self._leave.wait()
        closing.cancel()
        await runner.cleanup()


def _connections(runner: web.AppRunner) -> Iterable[Connection]:
    server = runner.server
    return () if server is None else server.connections


def _listen(bind: str, port: int) -> socket.socket:
    """Take the first address that a name has."""
    family, *_, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return socket.create_server(address[:2], family=family)
