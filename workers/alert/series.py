"""A watch's series: the whole, and its parts by region, language, topic or source."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from workers.alert.counting import Counted, CountRules
from workers.alert.tally import Gathering, SeriesTally, add_bucket
from workers.detect.judge import Facts
from workers.detect.origins import Fold, Kept
from workers.detect.timeline import buckets_of
from workers.model.alert import Part
from workers.model.names import short_hash
from workers.model.signal import Mention

WHOLE = ""
"""The key of the series that stands for the watch as a whole; a part's is as ``region=KR``."""
OTHER = "other"
ANY_VALUES = 30
"""Parts a watch split by `any` tells apart; what comes later counts as ``other``."""


def keys_of(rules: CountRules, mentions: Iterable[Kept], known: Collection[str]) -> list[str]:
    """The series these mentions fall into, the whole first. New values of `any` find room while there is some."""
    keys = dict.fromkeys([WHOLE])
    room = ANY_VALUES - sum(key not in (WHOLE, f"{rules.split_by}={OTHER}") for key in known)
    for one in mentions:
        for value in _values(rules, one.mention):
            key = f"{rules.split_by}={value}"
            if key in known or key in keys or rules.split_values:
                keys[key] = None
            elif room > 0:
                keys[key], room = None, room - 1
            else:
                keys[f"{rules.split_by}={OTHER}"] = None
    return sorted(keys)


def _values(rules: CountRules, mention: Mention) -> tuple[str, ...]:
    values: tuple[str, ...]
    match rules.split_by:
        case "region":
            values = mention.regions
        case "topic":
            values = mention.topics
        case "language":
            values = (mention.language,)
        case "source":
            values = (mention.source,) if mention.source else ()
        case _:
            return ()
    return tuple(value for value in values if value in rules.split_values) if rules.split_values else values


def is_part(rules: CountRules, key: str) -> bool:
    """Whether a series is one of those the watch is split into; the whole is none."""
    by, _, value = key.partition("=")
    return by == rules.split_by and (not rules.split_values or value in rules.split_values)


def members(rules: CountRules, key: str, mentions: Sequence[Kept], known: Collection[str]) -> tuple[Kept, ...]:
    """Those of the mentions that belong to a series."""
    if key == WHOLE:
        return tuple(mentions)
    by, _, value = key.partition("=")
    if value != OTHER:
        return tuple(one for one in mentions if value in _values(rules, one.mention))
    return tuple(one for one in mentions if any(f"{by}={v}" not in known for v in _values(rules, one.mention)))


def count_of(rules: CountRules, kept: Iterable[Kept]) -> int:
    """What one bucket of a series adds to its count."""
    new = [one for one in kept if one.fold is not Fold.REPEAT]
    match rules.count:
        case Counted.ORIGINS:
            return sum(one.fold is Fold.ORIGIN for one in new)
        case Counted.ARTICLES:
            return len(new)
        case Counted.SOURCES:
            return len({one.mention.family for one in new if one.mention.family})


def facts_within(tally: SeriesTally, open_: Iterable[Kept], start_s: int) -> Facts:
    """What stands behind a window that begins at ``start_s`` and ends with the last of the open mentions."""
    closed = [one.what for one in tally.buckets if one.start_s >= start_s]
    new = [one.mention for one in open_ if one.fold is not Fold.REPEAT and one.mention.at.timestamp() >= start_s]
    sources = {key for key, last_s in tally.sources.items() if last_s >= start_s}
    sources |= {short_hash(mention.family)[:8] for mention in new if mention.family}
    return Facts(
        articles=sum(what.articles for what in closed) + len(new),
        sourced=sum(what.sourced for what in closed) + sum(mention.source is not None for mention in new),
        sources=len(sources),
    )


def with_open(
    tally: SeriesTally, open_: Sequence[Kept], width_s: int, gathering: Gathering | None, *, stories: bool = True
) -> SeriesTally:
    """The recent past as if every open bucket had closed as it stands; ``stories`` as for `add_bucket`."""
    for start_s, bucket in buckets_of(open_, width_s):
        tally = add_bucket(tally, start_s, bucket, gathering, stories=stories)
    return tally


def part_of(key: str, origins: int | None = None) -> Part | None:
    """A series' key as an alert shows it; None for the whole."""
    if key == WHOLE:
        return None
    by, _, value = key.partition("=")
    return Part(by=by, value=value, origins=origins)


def parts_within(tallies: Mapping[str, SeriesTally], from_s: int) -> Iterator[Part]:
    """The parts that had origins since ``from_s``, the largest first."""
    for key, origins in sorted(
        ((key, sum(b.what.origins for b in tally.buckets if b.start_s >= from_s)) for key, tally in tallies.items()),
        key=lambda item: (-item[1], item[0]),
    ):
        part = part_of(key, origins)
        if part is not None and origins:
            yield part
