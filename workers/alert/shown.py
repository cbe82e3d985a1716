"""Which of an alert's articles a person is shown."""

from msgspec.structs import replace

from workers.alert.tally import Reference
from workers.model.alert import ArticleShown

SHOWN = 10
EARLIEST = 3
MOST_COPIED = 3


def choose_articles(references: tuple[Reference, ...], from_s: int) -> tuple[ArticleShown, ...]:
    """At most ten, each with the reason: the earliest, the most copied, those that name it in the title, the latest.

    Chosen by sorting, never by arrival, so that every host shows the same.
    """
    since = (one.shown for one in references if one.shown.fetched_at.timestamp() >= from_s)
    shown = sorted(since, key=lambda one: (one.fetched_at, one.article_id))
    copied = sorted((one for one in shown if one.copies), key=lambda one: (-one.copies, one.article_id))
    reasons: dict[str, str] = {}
    _take(reasons, shown[:EARLIEST], "earliest")
    _take(reasons, copied[:MOST_COPIED], "most_copied")
    _take(reasons, [one for one in shown if one.in_title], "in_title")
    _take(reasons, shown[::-1], "latest")
    return tuple(replace(one, why_shown=reasons[one.article_id]) for one in shown if one.article_id in reasons)


def choose_trace(references: tuple[Reference, ...], from_s: int) -> str | None:
    """The trace of the earliest article that came with one: the same on every host, as the articles shown are."""
    since = (one for one in references if one.traceparent and one.shown.fetched_at.timestamp() >= from_s)
    earliest = min(since, key=lambda one: (one.shown.fetched_at, one.shown.article_id), default=None)
    return None if earliest is None else earliest.traceparent


def _take(reasons: dict[str, str], shown: list[ArticleShown], why: str) -> None:
    for one in shown:
        if len(reasons) >= SHOWN:
            return
        reasons.setdefault(one.article_id, why)
