"""Which articles are copies: near copies within a day are one origin, one independent piece of reporting."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from workers.model.signal import Mention

SIGNATURE_BYTES = 64
ANCHORS = 8
LEADERS = 170
"""Leaders remembered: with signature, anchors, time and id they fill the 16 KB a watch may hold."""
ARTICLES = 1_000
_HIGHEST = 2**16 - 1
ALIKE = 7
"""Equal bytes of 64 from which two texts may be near copies: an estimated overlap of 0.105 in word 3-grams.
Unrelated texts agree in 0.25 bytes by chance."""
SURE = 14
"""Equal bytes, a shared anchor taken for two of them, from which they may: few equal bytes alone are often chance."""
CLOSE = 24
"""Equal bytes from which only a form that is filled in differently makes two texts so alike, or copying: an estimated
overlap of 0.37."""
NESTED = 1 / 2
"""Share of the anchors of one that stand in the other, from which they tell of the same."""
NESTED_CLOSE = 0.65
"""The same for texts that are close: there the names and numbers alone tell."""


class Fold(StrEnum):
    """What an article adds to the count."""

    ORIGIN = "origin"
    COPY = "copy"
    REPEAT = "repeat"
    """The same article, fetched again: adds nothing, not even to the articles."""


class Kept(Struct, frozen=True, kw_only=True):
    """A mention in an open bucket, with what it adds."""

    mention: Mention
    fold: Fold
    leader: int
    """`article_key` of the origin it belongs to; its own for an origin."""


class Seen(Struct, frozen=True, kw_only=True):
    """What closed buckets taught about copies, as packed rows; oldest sight first."""

    signatures: bytes = b""
    anchors: bytes = b""
    """`ANCHORS` unsigned 16-bit numbers a row; 0 fills up."""
    leader_keys: tuple[int, ...] = ()
    leader_at: tuple[int, ...] = ()
    """Unix time (whole seconds) at which each leader, or a copy of it, was last seen."""
    articles: dict[int, int] = {}
    """`article_key` -> Unix time (whole seconds) at which it was last seen."""
    dropped: int = 0
    """Article ids forgotten within the fold, since there were too many."""


def article_key(article_id: str) -> int:
    """32 bits of an article's id: enough to tell a thousand apart."""
    return int(article_id[:8], 16)


class _Known:
    """The leaders and articles known so far: rows that grow while one bucket is folded."""

    def __init__(self, seen: Seen, others: Iterable[Kept]) -> None:
        self._seen = seen
        self._ids: set[str] = set()
        self._signatures = bytearray(seen.signatures)
        self._keys = list(seen.leader_keys)
        self._anchors: list[tuple[int, ...]] = []
        for kept in others:
            self.add(kept)

    def add(self, kept: Kept) -> None:
        """Take in one more mention of an open bucket."""
        self._ids.add(kept.mention.article_id)
        if kept.fold is Fold.ORIGIN and kept.mention.signature:
            self._keys.append(kept.leader)
            self._signatures += kept.mention.signature
            self._anchors.append(kept.mention.anchors)

    def fold(self, mention: Mention, fold_s: int) -> Kept:
        """Say what a mention adds to all that is known."""
        key, now = article_key(mention.article_id), int(mention.at.timestamp())
        last = self._seen.articles.get(key)
        if mention.article_id in self._ids or (last is not None and now - last < fold_s):
            return Kept(mention=mention, fold=Fold.REPEAT, leader=key)
        leader = self._leader_of(mention, now - fold_s)
        if leader is None:
            return Kept(mention=mention, fold=Fold.ORIGIN, leader=key)
        return Kept(mention=mention, fold=Fold.COPY, leader=leader)

    def _leader_of(self, mention: Mention, since: int) -> int | None:
        if not self._keys or len(mention.signature) != SIGNATURE_BYTES:
            return None
        alike = _equal_bytes(bytes(self._signatures), mention.signature)
        rows = np.flatnonzero(alike >= ALIKE).tolist()
        closed = len(self._seen.leader_keys)
        for row in sorted(rows, key=lambda row: (-int(alike[row]), row)):
            recent = row >= closed or self._seen.leader_at[row] > since
            anchors = self._anchors[row - closed] if row >= closed else _anchors_at(self._seen, row)
            if recent and _tell_the_same(int(alike[row]), anchors, mention.anchors):
                return self._keys[row]
        return None


def fold_mention(seen: Seen, others: Iterable[Kept], mention: Mention, fold_s: int) -> Kept:
    """Say what one more article adds.

    Args:
        seen: From closed buckets.
        others: The mentions in open buckets.
        mention: The article.
        fold_s: For how long an origin or article that was seen is not counted again.
    """
    return _Known(seen, others).fold(mention, fold_s)


def fold_all(seen: Seen, mentions: Iterable[Mention], fold_s: int) -> tuple[Kept, ...]:
    """Fold the mentions of one bucket, given in order of (time, article id): the earliest of its like is the origin."""
    known, kept = _Known(seen, ()), list[Kept]()
    for mention in mentions:
        kept.append(known.fold(mention, fold_s))
        known.add(kept[-1])
    return tuple(kept)


def _equal_bytes(rows: bytes, signature: bytes) -> NDArray[np.intp]:
    table = np.frombuffer(rows, dtype=np.uint8).reshape(-1, SIGNATURE_BYTES)
    same: NDArray[np.intp] = np.count_nonzero(table == np.frombuffer(signature, dtype=np.uint8), axis=1)
    return same


def _anchors_at(seen: Seen, row: int) -> tuple[int, ...]:
    packed = np.frombuffer(seen.anchors, dtype=np.uint16, count=ANCHORS, offset=row * ANCHORS * 2)
    return tuple(int(anchor) for anchor in packed if anchor)


def _tell_the_same(alike: int, one: Sequence[int], other: Sequence[int]) -> bool:
    """Templated briefs read alike and yet tell of different things; copies share their numbers and names.

    A copy may be cut short, so it is the smaller set that must stand in the larger. Of many anchors only the lowest
    are kept: what lies above the highest kept one of either is not known of it, and left out.
    """
    if not one or not other:
        return alike >= SURE
    known = min(_known_up_to(one), _known_up_to(other))
    low, below = {value for value in one if value <= known}, {value for value in other if value <= known}
    shared, least = len(low & below), min(len(low), len(below))
    asked = NESTED_CLOSE if alike >= CLOSE else NESTED
    return alike + 2 * shared >= SURE and shared > 0 and shared >= asked * least


def _known_up_to(anchors: Sequence[int]) -> int:
    return max(anchors) if len(anchors) >= ANCHORS else _HIGHEST


def remember(seen: Seen, bucket: Sequence[Kept], fold_s: int) -> Seen:
    """Add a closed bucket. What was seen again is fresh again; what is older than the fold is forgotten."""
    if not bucket:
        return seen
    oldest = int(bucket[0].mention.at.timestamp()) - fold_s
    articles = {key: at for key, at in seen.articles.items() if at > oldest}
    leaders = {
        key: (at, seen.signatures[row * SIGNATURE_BYTES : (row + 1) * SIGNATURE_BYTES], _anchors_at(seen, row))
        for row, (key, at) in enumerate(zip(seen.leader_keys, seen.leader_at, strict=True))
        if at > oldest
    }
    for kept in bucket:
        now = int(kept.mention.at.timestamp())
        articles[article_key(kept.mention.article_id)] = now
        if kept.fold is Fold.COPY and kept.leader in leaders:
            leaders[kept.leader] = (now, *leaders[kept.leader][1:])
        elif kept.fold is Fold.ORIGIN and kept.mention.signature:
            leaders[kept.leader] = (now, kept.mention.signature, kept.mention.anchors[:ANCHORS])
    return _pack(leaders, articles, seen.dropped)


def _pack(leaders: dict[int, tuple[int, bytes, tuple[int, ...]]], articles: dict[int, int], dropped: int) -> Seen:
    rows = sorted(leaders.items(), key=lambda item: (item[1][0], item[0]))[-LEADERS:]
    newest = sorted(articles.items(), key=lambda item: (item[1], item[0]))[-ARTICLES:]
    anchors = np.zeros((len(rows), ANCHORS), dtype=np.uint16)
    for row, (_, (_, _, numbers)) in enumerate(rows):
        anchors[row, : len(numbers)] = numbers
    return Seen(
        signatures=b"".join(signature for _, (_, signature, _) in rows),
        anchors=anchors.tobytes(),
        leader_keys=tuple(key for key, _ in rows),
        leader_at=tuple(at for _, (at, _, _) in rows),
        articles=dict(newest),
        dropped=dropped + len(articles) - len(newest),
    )
