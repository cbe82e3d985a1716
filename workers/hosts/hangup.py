"""SIGHUP: a wish for a reload, or the end of the terminal."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STANDARD_ERROR = 2
"""A descriptor: what stands for it in Python may be anything."""


@contextmanager
def heed_hangup(ask: Callable[[], None]) -> Iterator[None]:
    """Call ``ask`` when SIGHUP comes; from a terminal that closes it means the end, as it does to any program."""
    stream = STANDARD_ERROR
    at_terminal = os.isatty(stream)

    def hear(number: int, _: FrameType | None) -> None:
        if at_terminal and not os.isatty(stream):
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        else:
            ask()

    before = signal.signal(signal.SIGHUP, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)
