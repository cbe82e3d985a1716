"""What lately happened in one series, bucket by bucket: the stuff that evidence is made of."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.stories import Stories, add_to_stories, regroup, without_stories
from workers.detect.origins import Fold, Kept, article_key
from workers.model.alert import ArticleShown
from workers.model.names import short_hash
from workers.model.signal import Mention

BUCKETS = 36
"""Busy buckets kept apart. More are only needed where they hold more articles than any minimum asks for."""
RECENT_S = 16 * 3_600
"""The longest window of a detector; what is older can decide nothing."""
SOURCES = 256
REFERENCES = 20
KEYS = 64
"""Different languages, regions, topics or terms counted apart; the rarest of more are left out."""
COPIED_BY = 5
TITLE_CHARACTERS = 200


class Breakdown(Struct, frozen=True, kw_only=True):
    """How many articles, and of what kind. All counts are whole."""

    origins: int = 0
    articles: int = 0
    sourced: int = 0
    """Articles whose source is known."""
    languages: dict[str, int] = {}
    """Origins by language, and so on."""
    regions: dict[str, int] = {}
    topics: dict[str, int] = {}
    publishers: dict[str, int] = {}
    terms: dict[str, int] = {}


class BucketTally(Struct, frozen=True, kw_only=True):
    """One closed, busy bucket."""

    start_s: int
    what: Breakdown


class Reference(Struct, frozen=True, kw_only=True):
    """An origin's first article, to be shown, with the copies it has drawn."""

    key: int
    shown: ArticleShown
    traceparent: str | None = None
    """The trace it came with."""


class SeriesTally(Struct, frozen=True, kw_only=True):
    """The recent past of a series."""

    buckets: tuple[BucketTally, ...] = ()
    """Oldest first."""
    episode: Breakdown = Breakdown()
    """Everything since the open alert's evidence begins; empty without one."""
    sources: dict[str, int] = {}
    """Source (as a short hash of its family) -> start of the last bucket that held it."""
    references: tuple[Reference, ...] = ()
    """By (time, article id)."""
    stories: Stories = Stories()


class Gathering(Struct, frozen=True, kw_only=True):
    """How an open alert gathers its evidence."""

    from_s: int
    """Where the evidence begins."""
    confirmed: bool
    """Only a confirmed alert may drop what was there before it: an early one may prove to be nothing."""


def add_bucket(
    tally: SeriesTally, start_s: int, kept: Sequence[Kept], gathering: Gathering | None, *, stories: bool = True
) -> SeriesTally:
    """Add one closed bucket.

    Args:
        tally: So far.
        start_s: The bucket's start.
        kept: Its mentions that belong to this series, by (time, article id).
        gathering: Of the open alert; None without one.
        stories: Whether stories are wanted: they cost more than all the rest.
    """
    what = breakdown(kept)
    if not what.articles:
        return tally
    buckets = tuple(one for one in tally.buckets if one.start_s > start_s - RECENT_S)
    buckets = (*buckets, BucketTally(start_s=start_s, what=what))[-BUCKETS:]
    inside = gathering is not None and start_s >= gathering.from_s
    return SeriesTally(
        buckets=buckets,
        episode=merged((tally.episode, what)) if inside else tally.episode,
        sources=_see_sources(tally.sources, start_s, kept),
        references=_refer(tally.references, kept, start_s, gathering),
        stories=add_to_stories(tally.stories, kept, start_s - RECENT_S, grouping=inside) if stories else tally.stories,
    )


def _see_sources(sources: Mapping[str, int], start_s: int, kept: Sequence[Kept]) -> dict[str, int]:
    families = {one.mention.family for one in kept if one.mention.family and one.fold is not Fold.REPEAT}
    seen = {**sources, **{short_hash(family)[:8]: start_s for family in families}}
    if len(seen) <= SOURCES:
        return seen
    return dict(sorted(seen.items(), key=lambda item: (item[1], item[0]))[-SOURCES:])


def breakdown(kept: Iterable[Kept]) -> Breakdown:
    """Count mentions. Origins carry the kinds; a repeat counts for nothing."""
    origins: list[Mention] = []
    articles = sourced = 0
    for one in kept:
        if one.fold is Fold.REPEAT:
            continue
        articles += 1
        sourced += one.mention.source is not None
        if one.fold is Fold.ORIGIN:
            origins.append(one.mention)
    return Breakdown(
        origins=len(origins),
        articles=articles,
        sourced=sourced,
        languages=_tally(one.language for one in origins),
        regions=_tally(code for one in origins for code in one.regions),
        topics=_tally(code for one in origins for code in one.topics),
        publishers=_tally(one.publisher for one in origins),
        terms=_tally(term for one in origins for term in one.matched),
    )


def _tally(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def merged(parts: Iterable[Breakdown]) -> Breakdown:
    """Add breakdowns up."""
    parts = tuple(parts)
    return Breakdown(
        origins=sum(part.origins for part in parts),
        articles=sum(part.articles for part in parts),
        sourced=sum(part.sourced for part in parts),
        languages=_added(part.languages for part in parts),
        regions=_added(part.regions for part in parts),
        topics=_added(part.topics for part in parts),
        publishers=_added(part.publishers for part in parts),
        terms=_added(part.terms for part in parts),
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for key, count in one.items():
            total[key] = total.get(key, 0) + count
    return dict(by_count(total)[:KEYS])


def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Most frequent first; equals by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _refer(
    references: tuple[Reference, ...], kept: Sequence[Kept], start_s: int, gathering: Gathering | None
) -> tuple[Reference, ...]:
    """Add origins and credit copies; with a confirmed alert the first half of its references stays."""
    listed = {one.key: one for one in references}
    for one in kept:
        if one.fold is Fold.ORIGIN:
            listed[one.leader] = _reference(one)
        elif one.fold is Fold.COPY and one.leader in listed:
            listed[one.leader] = _credited(listed[one.leader], one.mention)
    ordered = sorted(listed.values(), key=lambda one: (one.shown.fetched_at, one.shown.article_id))
    if gathering is None or not gathering.confirmed:
        recent = [one for one in ordered if one.shown.fetched_at.timestamp() > start_s - RECENT_S]
        return tuple(recent[-REFERENCES:])
    episode = [one for one in ordered if one.shown.fetched_at.timestamp() >= gathering.from_s]
    half = REFERENCES // 2
    return tuple(episode if len(episode) <= REFERENCES else episode[:half] + episode[-half:])


def _reference(one: Kept) -> Reference:
    mention = one.mention
    shown = ArticleShown(
        article_id=mention.article_id,
        why_shown="",
        title=mention.title[:TITLE_CHARACTERS] if mention.title else None,
        source=mention.source,
        publisher=mention.publisher,
        language=mention.language,
        url=mention.url,
        published_at=mention.published_at,
        fetched_at=mention.at,
        matched=mention.matched,
        in_title=mention.in_title,
        copies=0,
        copied_by=(),
        folded_by={},
    )
    return Reference(key=article_key(mention.article_id), shown=shown, traceparent=mention.traceparent)


def _credited(reference: Reference, copy: Mention) -> Reference:
    shown = reference.shown
    by = shown.copied_by
    if copy.source and copy.source not in by and copy.source != shown.source and len(by) < COPIED_BY:
        by = (*by, copy.source)
    more = {**shown.folded_by, "text": shown.folded_by.get("text", 0) + 1}
    return replace(reference, shown=replace(shown, copies=shown.copies + 1, copied_by=by, folded_by=more))


def since(tally: SeriesTally, start_s: int) -> tuple[int, Breakdown]:
    """What the kept buckets hold from ``start_s`` on, and from when that is the whole truth."""
    first = tally.buckets[0].start_s if len(tally.buckets) == BUCKETS else start_s
    begin = max(start_s, first)
    return begin, merged(one.what for one in tally.buckets if one.start_s >= begin)


def begin_episode(tally: SeriesTally, from_s: int, latest: Sequence[Kept] = ()) -> SeriesTally:
    """Start gathering an episode's evidence at ``from_s`` (as `since` gave it).

    Args:
        tally: Of all buckets that have closed.
        from_s: Start of the first bucket that is evidence.
        latest: The series' mentions in the bucket that closed last, if one has just done so.
    """
    _, what = since(tally, from_s)
    return replace(tally, episode=what, stories=regroup(tally.stories, from_s, what.origins, latest))


def end_episode(tally: SeriesTally) -> SeriesTally:
    """Forget what was gathered."""
    return replace(tally, episode=Breakdown(), stories=without_stories(tally.stories))
