"""Bytes to lines, without ever holding a line that is too long."""

from collections.abc import Iterator

from msgspec import Struct


class Line(Struct, frozen=True, kw_only=True):
    """One line, without its end."""

    value: bytes
    """Cut at the limit where the line is longer."""
    size: int
    """True size in bytes."""
    taken: int
    """The same with the line's end: what the input has moved on by."""


class LineCutter:
    """Cuts a stream of chunks into lines; holds at most a limit's worth of an unfinished one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = bytearray()
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that this chunk ends."""
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield self._end(piece)
        self._hold(rest)

    def finish(self) -> Line | None:
        """Return what stands after the last line's end; None when nothing does."""
        if not self._size:
            return None
        line = self._end(b"")
        return Line(value=line.value, size=line.size, taken=line.size)

    def _end(self, piece: bytes) -> Line:
        if self._size:
            self._hold(piece)
            value, size = bytes(self._held), self._size
            self._held.clear()
            self._size = 0
        else:
            value, size = piece[: self._limit], len(piece)
        return Line(value=value, size=size, taken=size + 1)

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        self._held += piece[: self._limit - len(self._held)]
