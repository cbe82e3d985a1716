"""Reloads for the commands that run on: what asks for one, and how a part that runs is put together with it."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from structlog.typing import FilteringBoundLogger

from workers.hosts.config import Config
from workers.hosts.reload import Asking
from workers.hosts.reloading import Reloading


@contextmanager
def open_reloading(config: Config, asking: Asking, log: FilteringBoundLogger) -> Iterator[Reloading]:
    """Load the config anew when SIGHUP asks for it, when its files change, and when the reloading itself is asked."""
    with Reloading(config, asking, log) as reloading, heed_hangup(reloading):
        yield reloading


@contextmanager
def heed_hangup(reloading: Reloading) -> Iterator[None]:
    """SIGHUP asks for a reload; from a terminal that closes it means the end, as it does to any program."""
    stream = sys.stderr.fileno()
    at_terminal = os.isatty(stream)

    def hear(number: int, _: FrameType | None) -> None:
        if at_terminal and not os.isatty(stream):
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        else:
            reloading.ask()

    before = signal.signal(signal.SIGHUP, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)
