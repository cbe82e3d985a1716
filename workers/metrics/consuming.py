"""Taking records from Kafka: how far this worker is behind in what is its own."""

from workers.metrics.registry import Room

ROOM = Room("Taking records from Kafka")

lag_records = ROOM.gauge(
    "consumer_lag_records",
    "Records of a flow, in this worker's partitions, that are not committed yet. Growing: add workers of this part, up "
    "to one for each partition.",
    "flow",
)
lag_seconds = ROOM.gauge(
    "consumer_lag_seconds",
    "Age of the oldest of these records, by its own time; 0 when there is none. Growing: alerts come so much later.",
    "flow",
)

# The readers alone.
READER = Room("Reading from Kafka")

spans_told = READER.counter(
    "spans_told",
    "Spans of pages that a reader told of. Still in a running reader: it waits for the broker.",
)
tell_seconds = READER.histogram(
    "tell_seconds",
    "From the last page of a span to its commit. Growing: a slow broker.",
    (0.005, 0.01, 0.025, 0.1, 0.5, 2, 10, 60),
)
inputs_read = READER.gauge(
    "inputs_read",
    "Partitions of the flow of pages that this reader has. None: there are more readers than partitions.",
)
pages_gone = READER.counter(
    "pages_gone",
    "Offsets that retention dropped before they were read. Any: readers are too far behind, or pages kept too briefly.",
)
commits_refused = READER.counter(
    "commits_refused",
    "Commits refused since another reader has the pages. Growing: readers come and go, or one is too slow.",
)
