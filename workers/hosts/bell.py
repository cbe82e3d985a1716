"""A bell that one thread rings, and waiting for it and for input at once."""

import os
import select
from collections.abc import Iterable
from contextlib import suppress

_AT_ONCE = 4096


class Bell:
    """Rings until it is hushed; whoever waits wakes then, or when there is something to read."""

    def __init__(self) -> None:
        self._heard, self._rung = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(self._rung, False)

    @property
    def descriptor(self) -> int:
        """What can be read while it rings; see `wait_for_any`."""
        return self._heard

    def ring(self) -> None:
        """Wake whoever waits, now or next. Safe from any thread."""
        with suppress(BlockingIOError):  # full: it rings already
            os.write(self._rung, b"\0")

    def hush(self) -> None:
        """End the ringing; what is rung for after it counts anew."""
        with suppress(BlockingIOError):
            while len(os.read(self._heard, _AT_ONCE)) == _AT_ONCE:
                pass

    def close(self) -> None:
        """Give the descriptors back; nobody rings it any more."""
        os.close(self._heard)
        os.close(self._rung)


def wait_for_any(descriptors: Iterable[int], seconds: float) -> None:
    """Wait until one of them can be read, but so long at most."""
    poll = select.poll()  # not `select`, which knows no descriptor beyond 1,023
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    poll.poll(seconds * 1000)
