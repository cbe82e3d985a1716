"""The log: one line an event on standard error, JSON for machines and words in colour for a person."""

import os
import sys
import traceback
from types import TracebackType

import click
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

FORM = "GROUNDSWELL_LOG"
"""The variable that says which form the log has."""
FORMS = ("json", "text")
_FIRST = ("timestamp", "level", "event")
"""The keys that every line has, in this order; the others follow."""
_FRAMES = 12


def configure_log(level: str) -> FilteringBoundLogger:
    """Make the log. It is JSON where it was asked for (`--log`, or `FORM`), and where no terminal is at the other end.

    An error that nobody caught is its last line: whoever gathers the lines can read all of them.
    """
    text = form_asked() == "text"
    structlog.configure(
        processors=_processors(text=text),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    log: FilteringBoundLogger = structlog.get_logger()
    if not text:
        sys.excepthook = _Crash(log).tell
    return log


def form_asked() -> str:
    """``json`` or ``text``: the option, else the variable, else by who looks on."""
    context = click.get_current_context(silent=True)
    asked = None if context is None else context.find_root().params.get("log")
    asked = asked or os.environ.get(FORM)
    if asked in FORMS:
        return asked
    return "text" if sys.stderr.isatty() else "json"


def _processors(*, text: bool) -> list[Processor]:
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if text else _JSON
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *(() if text else (_in_order,)),
        renderer,
    ]


_JSON = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def _in_order(_log: object, _name: str, line: EventDict) -> EventDict:
    return {key: line[key] for key in _FIRST} | {key: value for key, value in line.items() if key not in _FIRST}


class _Crash:
    """Tells of an error that ends the process."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log

    def tell(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """In one line; as `sys.excepthook` is called."""
        if issubclass(kind, KeyboardInterrupt):
            return
        frames = "".join(traceback.format_tb(trace)[-_FRAMES:])
        self._log.critical("crashed", error=kind.__name__, detail=" ".join(str(error).split())[:500], trace=frames)
