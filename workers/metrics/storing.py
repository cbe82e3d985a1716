"""What is kept from one event to the next, and what writing it takes."""

from workers.metrics.registry import Room

ROOM = Room("Keeping state")

commit_seconds = ROOM.histogram(
    "commit_seconds",
    "Time to write what follows from a batch. Growing: a slow or full disk, or a slow broker.",
    (0.002, 0.01, 0.05, 0.25, 1, 5),
)
state_rows = ROOM.gauge(
    "state_rows",
    "Rows held, by table; of `watches`, those that were ever mentioned. Growing without new watches or subscriptions: "
    "tell us.",
    "table",
)
state_bytes = ROOM.gauge(
    "state_bytes",
    "Bytes of them; `file` is the whole state of a run in one process. Near the disk's free space: shorten `keep`.",
    "table",
)
