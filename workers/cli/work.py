"""`groundswell work`: one part of the product on Kafka."""

from workers.cli.lazy import LazyGroup

PARTS = ("read", "count", "notify", "page")

work = LazyGroup(
    "work",
    {part: f"workers.cli.work_{part}" for part in PARTS},
    "Run one part of the product on Kafka: read, count, notify, or the page of the whole. Any number of each may run.",
)
