"""Bytes out of a file compressed with Zstandard, and word of it where the file ends too soon."""

import io
from typing import BinaryIO

import zstandard

_PIECE = 2 * 1024
"""Compressed bytes unpacked at once: four of them may hold 128 KB, so that even a bomb stays within 64 MB."""


class ZstdFile(io.RawIOBase):
    """All frames of a file, one after the other. The library's own reader ends without a word in the middle of one."""

    def __init__(self, raw: BinaryIO) -> None:
        """Read from an open file, which is closed with this one."""
        super().__init__()
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._within = False
        """Whether a frame was begun that has not ended."""
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # it is called with nothing else
        """Fill a buffer as far as one piece goes; 0 at the end.

        Raises:
            EOFError: the file ends within a frame.
            ZstdError: it is damaged, or something else follows a frame.
        """
        while not self._ready:
            piece = self._packed or self._raw.read(_PIECE)
            if not piece and self._within:
                raise EOFError("the file ends within a frame")
            if not piece:
                return 0
            self._unpack(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpack(self, piece: bytes) -> None:
        self._within, self._packed = True, b""
        self._ready = memoryview(self._frame.decompress(piece))
        if self._frame.eof:
            self._packed, self._within = self._frame.unused_data, False
            self._frame = zstandard.ZstdDecompressor().decompressobj()

    def close(self) -> None:
        """Close the file, too."""
        self._raw.close()
        super().close()
