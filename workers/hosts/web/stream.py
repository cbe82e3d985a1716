"""The page's live line: server-sent events, each what changed on the board since the one before."""

import asyncio
from contextlib import suppress
from time import monotonic

from aiohttp import web

from workers.hosts.web.board import Board, difference, encode_difference
from workers.hosts.web.boards import EVERY_S, Boards

STREAMS = 32
"""At once; who comes when there are so many is asked to come again."""
AGAIN_S = 5
LIFE_S = 3_600.0
"""A stream ends after so long, and the browser comes again: by then a session may be over."""
QUIET_S = 15.0
"""After so long without news a comment is sent, so that nothing between takes the line for dead."""
SLOW_S = 20.0
"""Who takes nothing for so long is let go. What it missed it is sent at once when it comes again."""


class Streams:
    """Counts who looks on."""

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._open = 0
        self._leaving = asyncio.Event()

    def close(self) -> None:
        """Let everybody go: the server ends."""
        self._leaving.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send the whole board, then what changes, until the browser leaves, is slow, or has looked for an hour.

        Nobody has a queue: who was slow is sent the difference to what it has, however much was in between.
        """
        if self._open >= STREAMS:
            headers = {"retry-after": str(AGAIN_S)}
            return web.Response(status=503, text=f"{STREAMS} look on already\n", headers=headers)
        self._open += 1
        try:
            return await self._send(request)
        finally:
            self._open -= 1

    async def _send(self, request: web.Request) -> web.StreamResponse:
        headers = {"content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no"}
        response = web.StreamResponse(headers=headers | {"x-content-type-options": "nosniff"})
        await response.prepare(request)
        with suppress(ConnectionError, TimeoutError):
            await asyncio.wait_for(self._follow(response), LIFE_S)
        return response

    async def _follow(self, response: web.StreamResponse) -> None:
        sent: Board | None = None
        said_at = monotonic()
        await _write(response, f"retry: {AGAIN_S * 1000}\n\n".encode())
        while not self._leaving.is_set():
            board = await self._boards.latest()
            changed = None if board is sent else difference(sent, board)
            sent = board
            if changed is not None:
                await _write(response, b"data: " + encode_difference(changed) + b"\n\n")
                said_at = monotonic()
            elif monotonic() - said_at >= QUIET_S:
                await _write(response, b": still here\n\n")
                said_at = monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), EVERY_S)


async def _write(response: web.StreamResponse, data: bytes) -> None:
    await asyncio.wait_for(response.write(data), SLOW_S)
