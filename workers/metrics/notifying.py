"""Routing and notifying: who is told, who is not, and how long it takes."""

from workers.metrics.registry import Room

ROUTING = Room("Routing")

verdicts = ROUTING.counter(
    "verdicts",
    "Decisions to send or hold, by reason. Only holds: nobody hears of anything. `hold_too_many` growing: a receiver "
    "was away so long that notices overflow into a summary.",
    "verdict",
)

ROOM = Room("Notifying")

attempts = ROOM.counter(
    "delivery_attempts",
    "Attempts to send, by channel and answer. `retry` growing: a receiver is down; `gave_up`: someone was not told.",
    "channel",
    "result",
)
notices_owed = ROOM.gauge(
    "notices_owed",
    "Notices no channel has taken yet. Growing: a receiver is down.",
)
breaker_open = ROOM.gauge(
    "channel_breaker_open",
    "1 while a channel that failed again and again is left alone. Its notices wait; mend the receiver.",
    "channel",
)
attempt_seconds = ROOM.histogram(
    "delivery_attempt_seconds",
    "How long a channel took to answer. Growing: a slow receiver.",
    (0.01, 0.05, 0.25, 1, 5, 15),
    "channel",
)
delivery_seconds = ROOM.histogram(
    "delivery_seconds",
    "From the fetch of the page that made a change to its acceptance by a channel: the whole way. Growing: look at "
    "the lag first, then at the receiver.",
    (0.25, 0.5, 1, 2, 5, 15, 60, 300, 900, 3600),
    "channel",
)
