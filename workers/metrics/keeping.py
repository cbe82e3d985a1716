"""Keeping time: the clock, and the guard over sources."""

from workers.metrics.registry import Room

ROOM = Room("Keeping time")

ticks = ROOM.counter(
    "ticks",
    "Times the watermark moved. Still for ten minutes in a live run: no input says how far it is.",
)
watermark_timestamp_seconds = ROOM.gauge(
    "watermark_timestamp_seconds",
    "Event time up to which all is read; 0 before the first tick. Against the present: how far counting is behind. "
    "`lateness` and five minutes are usual.",
)
live = ROOM.gauge(
    "time_is_live",
    "1 where the host's clock moves time, 0 where only pages do. Health rules about the present ask for it.",
)
lateness_seconds = ROOM.gauge(
    "lateness_seconds",
    "How long the clock waits for pages out of order, by the config. What the watermark may be behind.",
)
inputs = ROOM.gauge(
    "clock_inputs",
    "Inputs the clock has heard of: files, or partitions of the flow of pages. Fewer than there are: time waits.",
)
inputs_unheard = ROOM.gauge(
    "clock_inputs_unheard",
    "Inputs of which no reader has told for ten minutes: time goes on without them. Any: their pages will come late "
    "and not be counted; look for the reader that has them.",
)
spans_skipped = ROOM.counter(
    "spans_skipped",
    "Times an input went on beyond every span told. Any: pages were lost before they were read.",
)
articles_late = ROOM.counter(
    "articles_late",
    "Articles told after the guard had decided their slot. Growing: raise `lateness`, or mend the scraper.",
)
slots_unknown = ROOM.counter(
    "slots_unknown",
    "Slots of five minutes in which ingest was not sound. Growing: sources are silent, or we are.",
)
intake_ratio = ROOM.gauge(
    "intake_ratio",
    "Share of our sources that spoke in the last decided slot; 1 before the first. Under 0.5 nothing can alert.",
)
