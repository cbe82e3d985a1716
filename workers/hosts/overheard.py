"""What the libraries log, in our log: warnings and worse, each kind of line at most twice a minute."""

import logging
from collections.abc import Callable
from time import monotonic

from structlog.typing import FilteringBoundLogger

EVERY_S = 30.0
"""A client alone writes 200 lines while a broker is away."""
LONGEST = 300
"""Characters of a line that are kept."""


class Overheard(logging.Handler):
    """Passes on what libraries log."""

    def __init__(self, log: FilteringBoundLogger, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(logging.WARNING)
        self._log, self._clock = log, clock
        self._told: dict[tuple[str, str], float] = {}
        self._held: dict[tuple[str, str], int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on one line, unless one of its kind was passed on just now."""
        kind, now = (record.name, str(record.msg)), self._clock()
        if now - self._told.get(kind, now - EVERY_S) < EVERY_S:
            self._held[kind] = self._held.get(kind, 0) + 1
            return
        self._told[kind] = now
        error = record.exc_info[1] if record.exc_info else None
        self._log.log(
            logging.ERROR if record.levelno >= logging.ERROR else logging.WARNING,
            "library",
            logger=record.name,
            line=record.getMessage()[:LONGEST],
            error=None if error is None else repr(error)[:LONGEST],
            held=self._held.pop(kind, 0),
        )


def overhear(log: FilteringBoundLogger) -> None:
    """Pass on what all libraries of this process log, once; also what Python warns of."""
    root = logging.getLogger()
    logging.captureWarnings(True)
    for listener in [one for one in root.handlers if isinstance(one, Overheard)]:
        root.removeHandler(listener)
    root.addHandler(Overheard(log))
