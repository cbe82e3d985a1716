"""Every metric, its labels, and what a change of it means. Only `hosts` touches them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from workers.model.alert import ChangeType, Severity
from workers.model.notice import Result, Verdict
from workers.model.rejection import Reason

NAMESPACE = "groundswell"
REGISTRY = CollectorRegistry()

pages_read = Counter(
    "pages_read",
    "Pages that became articles. Still while scrapers run: the input is stuck.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
pages_rejected = Counter(
    "pages_rejected",
    "Pages refused, by reason. A jump means a scraper changed its output; any `bug` is ours: report it.",
    ["reason"],
    namespace=NAMESPACE,
    registry=REGISTRY,
)
articles_read = Counter(
    "articles_read",
    "Articles cut out of pages. Falling against pages_read: pages no longer read as they used to.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
articles_stale = Counter(
    "articles_stale",
    "Articles published too long before they were fetched, so not counted. A jump: a scraper found an archive.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
mentions_counted = Counter(
    "mentions_counted",
    "Mentions handed to counting. Zero with many articles: no watch matches; look at the terms.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
mentions_late = Counter(
    "mentions_late",
    "Mentions that came after their bucket was closed, so not counted. Growing: raise `lateness`, or mend the scraper.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
mentions_unknown = Counter(
    "mentions_unknown",
    "Mentions of a watch, or by terms, that the counter's config has not. Growing: readers and counters run on "
    "different configs; deploy counters first.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
ticks = Counter(
    "ticks",
    "Times the watermark moved. Still for ten minutes in a live run: no input says how far it is.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
slots_unknown = Counter(
    "slots_unknown",
    "Slots of five minutes in which ingest was not sound. Growing: sources are silent, or we are.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
intake_ratio = Gauge(
    "intake_ratio",
    "Share of our sources that spoke in the last decided slot. Under 0.5 nothing can alert.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
watermark_timestamp_seconds = Gauge(
    "watermark_timestamp_seconds",
    "Event time up to which all is read. Against the present: how far counting is behind.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
event_timestamp_seconds = Gauge(
    "event_timestamp_seconds",
    "Time of the newest page read. Against the present: how old the input is.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
changes = Counter(
    "alert_changes",
    "Steps in the lives of alerts. Many more opened than your budgets promise: look at the guard and the terms.",
    ["type", "severity"],
    namespace=NAMESPACE,
    registry=REGISTRY,
)
verdicts = Counter(
    "verdicts",
    "Decisions to send or hold, by reason. Only holds: nobody hears of anything.",
    ["verdict"],
    namespace=NAMESPACE,
    registry=REGISTRY,
)
attempts = Counter(
    "delivery_attempts",
    "Attempts to send, by channel and answer. `retry` growing: a receiver is down; `gave_up`: someone was not told.",
    ["channel", "result"],
    namespace=NAMESPACE,
    registry=REGISTRY,
)
notices_owed = Gauge(
    "notices_owed",
    "Notices no channel has taken yet. Growing: a receiver is down.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
attempt_seconds = Histogram(
    "delivery_attempt_seconds",
    "How long a channel took to answer. Growing: a slow receiver.",
    ["channel"],
    namespace=NAMESPACE,
    buckets=(0.01, 0.05, 0.25, 1, 5, 15),
    registry=REGISTRY,
)
delivery_seconds = Histogram(
    "delivery_seconds",
    "From the event time of a change to its acceptance by a channel. Growing: counting or a receiver is behind.",
    ["channel"],
    namespace=NAMESPACE,
    buckets=(1, 5, 15, 60, 300, 900, 3600),
    registry=REGISTRY,
)
read_seconds = Histogram(
    "page_read_seconds",
    "Time to read one page. The tail growing: pages that are hard on the parser.",
    namespace=NAMESPACE,
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.02, 0.1, 1),
    registry=REGISTRY,
)
commit_seconds = Histogram(
    "commit_seconds",
    "Time to write one transaction. Growing: a slow or full disk.",
    namespace=NAMESPACE,
    buckets=(0.002, 0.01, 0.05, 0.25, 1, 5),
    registry=REGISTRY,
)
spans_told = Counter(
    "spans_told",
    "Spans of pages that a reader told of. Still in a running reader: it waits for the broker.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
tell_seconds = Histogram(
    "tell_seconds",
    "From the last page of a span to its commit. Growing: a slow broker.",
    namespace=NAMESPACE,
    buckets=(0.005, 0.01, 0.025, 0.1, 0.5, 2, 10, 60),
    registry=REGISTRY,
)
inputs_read = Gauge(
    "inputs_read",
    "Partitions of the flow of pages that this reader has. None: there are more readers than partitions.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
pages_gone = Counter(
    "pages_gone",
    "Offsets that retention dropped before they were read. Any: readers are too far behind, or pages kept too briefly.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
commits_refused = Counter(
    "commits_refused",
    "Commits refused since another reader has the pages. Growing: readers come and go, or one is too slow.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
watches = Gauge(
    "watches",
    "Watches in the config.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)
watches_with_state = Gauge(
    "watches_with_state",
    "Watches that were ever mentioned. Their states are held in memory.",
    namespace=NAMESPACE,
    registry=REGISTRY,
)


def start_at_zero() -> None:
    """Make every series exist before its first event, so that its first increase can be seen."""
    for reason in Reason:
        pages_rejected.labels(reason.value)
    for verdict in Verdict:
        verdicts.labels(verdict.value)
    for kind in ChangeType:
        for severity in Severity:
            changes.labels(kind.value.rsplit(".", 1)[-1], severity.value)


def start_channel_at_zero(channel_id: str) -> None:
    """Do the same for one channel of the config."""
    for result in Result:
        attempts.labels(channel_id, result.value)
