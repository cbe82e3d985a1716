"""Reloads, for the commands that run on."""

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.typing import FilteringBoundLogger

from workers.hosts.config import Config
from workers.hosts.hangup import heed_hangup
from workers.hosts.reload import Asking
from workers.hosts.reloading import Reloading


@contextmanager
def open_reloading(config: Config, asking: Asking, log: FilteringBoundLogger) -> Iterator[Reloading]:
    """Load the config anew when SIGHUP asks for it, when its files change, and when the reloading itself is asked."""
    with Reloading(config, asking, log) as reloading, heed_hangup(reloading.ask):
        yield reloading
