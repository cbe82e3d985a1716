"""Counting mentions: buckets, alerts, and what is remembered."""

from workers.metrics.registry import Room

ROOM = Room("Counting mentions")

mentions_counted = ROOM.counter(
    "mentions_counted",
    "Mentions that reached their watch, the late ones among them. Zero with many mentions found: counters are behind.",
)
mentions_late = ROOM.counter(
    "mentions_late",
    "Mentions that came after their bucket was closed, so not counted. Growing: raise `lateness`, or mend the scraper.",
)
mentions_unknown = ROOM.counter(
    "mentions_unknown",
    "Mentions of a watch, or by terms, that the counter's config has not. Growing: readers and counters run on "
    "different configs; deploy counters first.",
)
mentions_waiting = ROOM.gauge(
    "mentions_waiting",
    "Mentions by terms that the counter's config has not yet: they wait five minutes for it to be loaded. Above 0 for "
    "longer: readers have a config that counters have not; reload those.",
)
changes = ROOM.counter(
    "alert_changes",
    "Steps in the lives of alerts. Many more opened than your budgets promise: look at the guard and the terms.",
    "type",
    "severity",
)
alerts_open = ROOM.gauge(
    "alerts_open",
    "Alerts that are open now. Many at once: a great event, or an ingest fault; look at intake_ratio.",
    "kind",
)
watch_observed = ROOM.gauge(
    "watch_observed",
    "What the busiest watches counted within their last hour; only as many as `metrics: {top_watches: N}` asks for. "
    "Far above watch_expected: coverage takes off.",
    "watch",
)
watch_expected = ROOM.gauge(
    "watch_expected",
    "What is usual for the same watches and hour. 0: the watch has learnt too little yet.",
    "watch",
)
