"""Do an alert's numbers follow from the articles? Counted again, from the mentions alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.series import WHOLE, count_of, keys_of, members
from workers.alert.stories import group_all
from workers.alert.tally import breakdown, by_count
from workers.alert.telling import size_order, title_of
from workers.detect.origins import Fold, Kept, Seen, fold_all, remember
from workers.detect.timeline import bucket_start
from workers.model.alert import Change
from workers.model.count import UnknownRange
from workers.model.signal import Mention

HISTORY_S = 14 * 86_400
"""How far before an alert's evidence mentions are needed: what is a copy depends on what was seen before."""

_UNITS = {"m": 60, "h": 3_600}


class Compared(Struct, frozen=True, kw_only=True):
    """One number of an alert."""

    name: str
    told: int
    recounted: int

    @property
    def same(self) -> bool:
        """Whether both agree."""
        return self.told == self.recounted


class Recount(Struct, frozen=True, kw_only=True):
    """One change of an alert, counted again."""

    numbers: tuple[Compared, ...]
    windows: tuple[Compared, ...]
    """What was observed in each of the detector's windows."""
    kept: tuple[Kept, ...]
    """The articles it rests on, by (time, id), with what each added."""

    @property
    def same(self) -> bool:
        """Whether every number agrees."""
        return all(one.same for one in (*self.numbers, *self.windows))


def recount(
    change: Change, mentions: Sequence[Mention], rules: CountRules, unknown: Sequence[UnknownRange] = ()
) -> Recount:
    """Count again what a change says.

    Args:
        change: One step of an alert's life.
        mentions: Those of its watch that were in time, from `HISTORY_S` before its evidence up to its end; any order.
        rules: The watch; only its width, fold, count and parts are used.
        unknown: Buckets nobody knows the count of; no window counts them.
    """
    folded = _members_of(change, fold_history(mentions, rules), rules)
    evidence = change.evidence
    inside = [one for one in folded if evidence.from_ <= one.mention.at <= evidence.to]
    # What came in the very moment of the change may have come before or after it.
    before = [one for one in inside if one.mention.at < evidence.to]
    numbers, kept = min(((_numbers(change, choice), choice) for choice in (inside, before)), key=_wrong)
    return Recount(numbers=numbers, windows=_windows(change, folded, rules, unknown), kept=tuple(kept))


def fold_history(mentions: Sequence[Mention], rules: CountRules) -> tuple[Kept, ...]:
    """Say of every mention what it added, bucket by bucket, as counting does."""
    seen, folded = Seen(), list[Kept]()
    bucket: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.at, one.article_id)):
        if bucket and bucket_start(mention, rules.width_s) != bucket_start(bucket[0], rules.width_s):
            fresh = fold_all(seen, bucket, rules.fold_s)
            seen, bucket = remember(seen, fresh, rules.fold_s), []
            folded += fresh
        bucket.append(mention)
    return (*folded, *fold_all(seen, bucket, rules.fold_s))


def _members_of(change: Change, folded: tuple[Kept, ...], rules: CountRules) -> tuple[Kept, ...]:
    """Those that belong to the alert's series."""
    key = WHOLE if change.series is None else f"{change.series.by}={change.series.value}"
    return members(rules, key, folded, keys_of(rules, folded, ()))


def _numbers(change: Change, kept: Sequence[Kept]) -> tuple[Compared, ...]:
    told, counted = change.evidence, breakdown(kept)
    pairs = [
        ("origins", told.origins, counted.origins),
        ("articles", told.articles, counted.articles),
        ("copies", told.copies_folded, counted.articles - counted.origins),
        ("sources", told.sources, len(_families(kept))),
    ]
    for kind, shown, again in (
        ("language", told.languages, counted.languages),
        ("region", told.regions, counted.regions),
        ("term", told.terms, counted.terms),
    ):
        pairs += [(f"{kind} {name}", count, again.get(name, 0)) for name, count in by_count(shown)]
    return (
        *(Compared(name=name, told=count, recounted=again) for name, count, again in pairs),
        *_stories(change, kept),
    )


def _stories(change: Change, kept: Sequence[Kept]) -> Iterator[Compared]:
    """The stories that are shown; nothing of an alert of an older version, which knew of none."""
    told = change.evidence
    if not told.stories:
        return
    grouped = group_all(kept, told.omitted.loose)
    yield Compared(name="stories", told=len(told.stories) + told.omitted.stories, recounted=grouped.begun)
    again = {(one.title, one.first_at): one for one in sorted(grouped.told, key=size_order, reverse=True)}
    for story in told.stories:
        found = again.get((story.headline, story.first_fetched_at))
        name = f"{title_of(story)}{' (new)' if story.new else ''}"
        yield Compared(name=f"origins in {name}", told=story.origins, recounted=found.origins if found else 0)
        yield Compared(name=f"articles in {name}", told=story.articles, recounted=found.articles if found else 0)


def _families(kept: Sequence[Kept]) -> set[str]:
    return {one.mention.family for one in kept if one.mention.family and one.fold is not Fold.REPEAT}


def _wrong(entry: tuple[tuple[Compared, ...], object]) -> int:
    return sum(not one.same for one in entry[0])


def _windows(
    change: Change, folded: Sequence[Kept], rules: CountRules, unknown: Sequence[UnknownRange]
) -> tuple[Compared, ...]:
    """What each window held when the score that is shown was made; where nothing fits, as it stands in the end.

    An early score knows only what had come by then, and not yet that its bucket would be unknown.
    """
    if not change.why.windows:
        return ()
    bucket = _scored_bucket(change, rules)
    upto = change.why.at or change.evidence.to
    known = [one for one in folded if one.mention.at <= upto and _bucket(one, rules) <= bucket]
    shown: list[tuple[Compared, ...]] = []
    while known and (_bucket(known[-1], rules) == bucket or not shown):
        for counts in _counts(known, bucket, rules, unknown):
            shown.append(_compare(change, counts, bucket, rules))
        known.pop()
    shown = shown or [_compare(change, {}, bucket, rules)]
    return next((windows for windows in shown if all(one.same for one in windows)), shown[0])


def _scored_bucket(change: Change, rules: CountRules) -> int:
    """The bucket every window ends with; that of the change itself where an older version did not say."""
    shortest = change.why.windows[0]
    if shortest.since is None:
        return _bucket_of(change.evidence.to, rules)
    return _bucket_of(shortest.since, rules) + _length(shortest.window, rules) - 1


def _compare(change: Change, counts: Mapping[int, int], bucket: int, rules: CountRules) -> tuple[Compared, ...]:
    def held(window: str) -> int:
        first = bucket - _length(window, rules)
        return sum(count for at, count in counts.items() if first < at <= bucket)

    return tuple(Compared(name=one.window, told=one.observed, recounted=held(one.window)) for one in change.why.windows)


def _counts(
    known: Sequence[Kept], last: int, rules: CountRules, unknown: Sequence[UnknownRange]
) -> Iterator[dict[int, int]]:
    """Count of each busy bucket that somebody knows: with the last one judged, and before it was."""
    buckets: dict[int, list[Kept]] = {}
    for one in known:
        buckets.setdefault(_bucket(one, rules), []).append(one)
    counts = {bucket: count_of(rules, kept) for bucket, kept in buckets.items()}
    blind = {bucket for bucket in counts if any(span.first <= bucket < span.end for span in unknown)}
    yield {bucket: count for bucket, count in counts.items() if bucket not in blind}
    yield {bucket: count for bucket, count in counts.items() if bucket not in blind - {last}}


def _bucket(one: Kept, rules: CountRules) -> int:
    return _bucket_of(one.mention.at, rules)


def _length(window: str, rules: CountRules) -> int:
    """Buckets in a window such as ``15m`` or ``4h``."""
    return max(1, int(window[:-1]) * _UNITS[window[-1]] // rules.width_s)


def _bucket_of(at: datetime, rules: CountRules) -> int:
    return int(at.timestamp()) // rules.width_s
