"""What is asked of every step alike."""

from enum import StrEnum

from workers.metrics.registry import Room


class Step(StrEnum):
    """The five steps, as labels."""

    READ = "read"
    KEEP_TIME = "keep_time"
    COUNT = "count"
    ROUTE = "route"
    NOTIFY = "notify"


ROOM = Room("Every step")

taken = ROOM.counter(
    "step_taken",
    "What a step took in: pages, pulses, signals, changes; for `notify` offers, answers and the clock. Still at one "
    "step while the step before it gives something out: look into the log of that part.",
    "step",
)
in_progress = ROOM.gauge(
    "step_in_progress",
    "What a step has taken and not finished: it would be done again after a kill. Growing without end: the step, or "
    "what it writes to, is too slow.",
    "step",
)
last_event_timestamp_seconds = ROOM.gauge(
    "step_last_event_timestamp_seconds",
    "Event time of what a step took last; 0 before the first. Still: nothing comes. Far behind the present in a live "
    "run: what comes is old, so look at the lag, then at the scrapers.",
    "step",
)
seconds = ROOM.histogram(
    "step_seconds",
    "Time a step needs for one thing; in a batch, the mean. The tail of `read` growing: pages that are hard on the "
    "parser; of `count`: too many watches for this machine.",
    (0.0001, 0.0005, 0.001, 0.002, 0.005, 0.02, 0.1, 0.5, 2, 10),
    "step",
)
