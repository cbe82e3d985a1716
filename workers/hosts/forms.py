"""Values as bytes: one byte for the version of the form, then MessagePack, compressed where it pays.

A newer worker reads what an older one wrote: fields are only ever added, with defaults.
"""

import zlib
from typing import Generic, TypeVar

import msgspec

from workers.errors import StateError
from workers.model.setting import from_text, to_text

T = TypeVar("T")
PLAIN, PACKED = 1, 2
"""The version written in front of every value."""
LEVEL = 1
"""Of compression: the quickest; what is packed says the same several times."""
MOST_BYTES = 64 * 1024 * 1024
"""A packed value does not become larger than this."""


class Form(Generic[T]):
    """One kind of value, to bytes and back."""

    def __init__(self, kind: object, name: str, *, packed: bool = False) -> None:
        """Make ready.

        Args:
            kind: The type of the values.
            name: What errors call one.
            packed: Whether it is written compressed. Either is read.
        """
        self._encoder = msgspec.msgpack.Encoder(enc_hook=to_text)
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(kind, dec_hook=from_text)
        self._name, self._packed = name, packed

    def encode(self, value: T) -> bytes:
        """Write it."""
        data = self._encoder.encode(value)
        return bytes((PACKED,)) + zlib.compress(data, LEVEL) if self._packed else bytes((PLAIN,)) + data

    def decode(self, data: bytes) -> T:
        """Read it.

        Raises:
            StateError: it was written by a newer version, or is nothing of ours.
        """
        if not data or data[0] not in (PLAIN, PACKED):
            found = "nothing" if not data else f"form {data[0]}"
            raise StateError(
                f"{self._name}: found {found}; expected form {PACKED}, written by this version or an older"
            )
        try:
            body = memoryview(data)[1:]
            return self._decoder.decode(_unpack(body) if data[0] == PACKED else body)
        except (msgspec.DecodeError, zlib.error) as error:
            raise StateError(f"{self._name}: cannot be read: {error}") from error


def _unpack(data: memoryview) -> bytes:
    """Decompress.

    Raises:
        zlib.error: it is broken, or larger than anything of ours.
    """
    unpacking = zlib.decompressobj()
    whole = unpacking.decompress(data, MOST_BYTES)
    if not unpacking.eof:
        raise zlib.error("cut off, or too large")
    return whole
