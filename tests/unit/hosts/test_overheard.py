import logging

import structlog
from structlog.testing import CapturingLogger
from structlog.typing import FilteringBoundLogger

from workers.hosts.overheard import Overheard


def overhear(lines: list[tuple[float, str]]) -> list[dict[str, object]]:
    """What is passed on of lines of one logger, each at a second."""
    heard, now = CapturingLogger(), [0.0]
    log: FilteringBoundLogger = structlog.wrap_logger(
        heard, processors=[], wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
    )
    listener = Overheard(log, lambda: now[0])
    for at, template in lines:
        now[0] = at
        listener.handle(logging.LogRecord("aiokafka", logging.WARNING, "", 0, template, ("b1",), None))
    return [dict(call.kwargs) for call in heard.calls]


def test_a_line_of_a_library_is_passed_on_with_its_words() -> None:
    (told,) = overhear([(0, "no node at %s")])

    assert (told["logger"], told["line"], told["held"]) == ("aiokafka", "no node at b1", 0)


def test_lines_of_one_kind_are_held_back_and_counted() -> None:
    told = overhear([(second, "no node at %s") for second in (0, 1, 2, 29, 31)])

    assert [one["held"] for one in told] == [0, 3]


def test_another_kind_of_line_is_not_held_back() -> None:
    assert len(overhear([(0, "no node at %s"), (1, "again at %s")])) == 2
