"""The open buckets of one watch: mentions are kept in order of (time, article id) until the watermark passes."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import groupby

from workers.detect.origins import Kept, Seen, fold_mention
from workers.model.signal import Mention

BUCKET_ARTICLES = 1_000
"""Articles a bucket holds at most: those with the lowest ids, so that order does not matter.
Beyond, counts saturate."""

Order = tuple[float, str]


def bucket_start(mention: Mention, width_s: int) -> int:
    """Unix time (seconds) of the start of the bucket a mention falls into."""
    return int(mention.at.timestamp() // width_s) * width_s


def order_of(mention: Mention) -> Order:
    """Where a mention stands among others, whatever order they came in."""
    return mention.at.timestamp(), mention.article_id


def add_mention(kept: tuple[Kept, ...], seen: Seen, mention: Mention, *, width_s: int, fold_s: int) -> tuple[Kept, ...]:
    """Put a mention into its open bucket; the very same tuple comes back when that changes nothing.

    An article that is in the bucket already keeps its lowest (time, position) record, whole. What is an origin here
    follows arrival and is provisional: at its close a bucket is folded anew, in order.
    """
    start = bucket_start(mention, width_s)
    bucket = [one for one in kept if bucket_start(one.mention, width_s) == start]
    twin = next((one for one in bucket if one.mention.article_id == mention.article_id), None)
    if twin is not None:
        if (twin.mention.at, twin.mention.position) <= (mention.at, mention.position):
            return kept
        rest = tuple(one for one in kept if one is not twin)
        return _insert(rest, Kept(mention=mention, fold=twin.fold, leader=twin.leader))
    if len(bucket) >= BUCKET_ARTICLES:
        last = max(bucket, key=lambda one: one.mention.article_id)
        if last.mention.article_id < mention.article_id:
            return kept
        kept = tuple(one for one in kept if one is not last)
    return _insert(kept, fold_mention(seen, kept, mention, fold_s))


def _insert(kept: tuple[Kept, ...], added: Kept) -> tuple[Kept, ...]:
    place = bisect_left(kept, order_of(added.mention), key=lambda one: order_of(one.mention))
    return (*kept[:place], added, *kept[place:])


def buckets_of(kept: Iterable[Kept], width_s: int) -> list[tuple[int, tuple[Kept, ...]]]:
    """The busy buckets, oldest first: (start in Unix seconds, its mentions)."""
    grouped = groupby(kept, key=lambda one: bucket_start(one.mention, width_s))
    return [(start, tuple(group)) for start, group in grouped]
