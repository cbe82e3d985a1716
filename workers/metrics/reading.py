"""Reading pages: what became of them."""

from workers.metrics.registry import Room

ROOM = Room("Reading pages")
REFUSING = Room("Refusing")
"""Counters and notifiers refuse records, too."""

pages_read = ROOM.counter(
    "pages_read",
    "Pages that became articles. Still while scrapers run: the input is stuck.",
)
pages_rejected = REFUSING.counter(
    "pages_rejected",
    "Pages and records refused, by reason; `groundswell rejects list` shows them. A jump means a scraper changed its "
    "output; any `bug` is ours: report it.",
    "reason",
)
articles_read = ROOM.counter(
    "articles_read",
    "Articles cut out of pages. Falling against pages_read: pages no longer read as they used to.",
)
articles_stale = ROOM.counter(
    "articles_stale",
    "Articles published too long before they were fetched, so not counted. A jump: a scraper found an archive.",
)
mentions_found = ROOM.counter(
    "mentions_found",
    "Mentions of watches in what was read. Zero with many articles: no watch matches; look at the terms.",
)
