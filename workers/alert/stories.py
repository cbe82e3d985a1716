"""Which events an alert is about: while it is open, its origins are grouped into stories.

What a grouping rests on is kept of every watch, since the evidence of an alert begins before it opens: the gists of the
last origins. Reports join their story one by one, in order of (time, article id), so the same reports make the same
stories whatever came when.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.likeness import joined, most_alike, spread_of
from workers.detect.origins import Fold, Kept
from workers.ingest.gist import unpack_gist

GISTS = 48
"""Origins remembered for stories that are told of later."""
STORIES = 24
"""Stories kept apart in one alert; beyond, the smallest is forgotten, and counted as such."""
LEADERS = 192
"""Origins of an alert whose copies are still credited: no more leaders than these are known to a watch."""
TITLE = 100
"""Characters kept of a title."""


class Gist(Struct, frozen=True, kw_only=True, array_like=True):
    """One origin, as far as stories are made from it."""

    key: int
    """`article_key` of the origin."""
    at: datetime
    title: str | None
    words: bytes
    """As `pack_gist` makes them; empty where nobody knows them."""
    language: str = "und"
    articles: int = 1
    """Itself and its copies so far."""


class StoryTally(Struct, frozen=True, kw_only=True):
    """One story of an open alert, since the alert's evidence begins."""

    number: int
    """Stories of an alert are numbered as they come, from 0."""
    first_at: datetime
    """When its first origin was fetched (UTC)."""
    title: str | None
    """Of its first origin that has one."""
    language: str
    """Of its first origin."""
    words: dict[int, int]
    origins: int
    articles: int


class Stories(Struct, frozen=True, kw_only=True):
    """The stories of an open alert, and what those of the next will be made of."""

    gists: tuple[Gist, ...] = ()
    """The last origins, by (time, article id), whether or not there is an alert."""
    told: tuple[StoryTally, ...] = ()
    """By number; empty without an alert."""
    leaders: dict[int, int] = {}
    """Origin -> number of its story; the oldest first."""
    begun: int = 0
    """How many stories there have been, those counted that were forgotten."""
    loose: int = 0
    """Origins in no story: nobody knows their words, or too many came before the alert."""


class _Grouping:
    """Stories that grow while reports are sorted into them."""

    def __init__(self, stories: Stories) -> None:
        self._told = {one.number: one for one in stories.told}
        self._leaders = dict(stories.leaders)
        self._spread = spread_of(one.words for one in stories.told)
        self._begun, self._loose = stories.begun, stories.loose

    def take(self, kept: Iterable[Kept]) -> None:
        """Sort in mentions, by (time, article id): origins find their story, copies are credited to it."""
        for one in kept:
            if one.fold is Fold.ORIGIN:
                self.sort_in(_gist(one))
            elif one.fold is Fold.COPY:
                self._credit(one.leader)

    def sort_in(self, origin: Gist) -> None:
        """Give an origin, with the copies it has, to the story it is likest to, or to a new one."""
        words = unpack_gist(origin.words)
        if not words:
            self._loose += 1
            return
        known = list(self._told.values())
        found = most_alike(words, [one.words for one in known], self._spread)
        story = _new(self._begun, origin, words) if found is None else _grown(known[found], origin, words)
        self._begun += found is None
        self._put(story)
        self._leaders[origin.key] = story.number
        if len(self._told) > STORIES:
            self._forget_smallest(story.number)
        if len(self._leaders) > LEADERS:
            del self._leaders[next(iter(self._leaders))]

    def _credit(self, leader: int) -> None:
        story = self._told.get(self._leaders.get(leader, -1))
        if story is not None:
            self._told[story.number] = replace(story, articles=story.articles + 1)

    def _put(self, story: StoryTally) -> None:
        before = self._told.get(story.number)
        self._spread.subtract(before.words.keys() if before else ())
        self._spread.update(story.words.keys())
        self._told[story.number] = story

    def _forget_smallest(self, but: int) -> None:
        others = (one for one in self._told.values() if one.number != but)
        smallest = min(others, key=lambda one: (one.origins, one.first_at, one.number))
        self._spread.subtract(smallest.words.keys())
        del self._told[smallest.number]
        self._leaders = {leader: number for leader, number in self._leaders.items() if number != smallest.number}

    def grouped(self, gists: tuple[Gist, ...]) -> Stories:
        """What has come of it."""
        told = tuple(one for _, one in sorted(self._told.items()))
        return Stories(gists=gists, told=told, leaders=self._leaders, begun=self._begun, loose=self._loose)


def _new(number: int, origin: Gist, words: dict[int, int]) -> StoryTally:
    return StoryTally(
        number=number,
        first_at=origin.at,
        title=origin.title,
        language=origin.language,
        words=words,
        origins=1,
        articles=origin.articles,
    )


def _grown(story: StoryTally, origin: Gist, words: dict[int, int]) -> StoryTally:
    return replace(
        story,
        title=origin.title if story.title is None else story.title,
        words=joined(story.words, words),
        origins=story.origins + 1,
        articles=story.articles + origin.articles,
    )


def add_to_stories(stories: Stories, kept: Sequence[Kept], oldest_s: int, *, grouping: bool) -> Stories:
    """Take in one closed bucket.

    Args:
        stories: So far.
        kept: Its mentions that belong to the series, by (time, article id).
        oldest_s: Gists of before are forgotten (Unix seconds).
        grouping: Whether an alert is open whose evidence has begun.
    """
    gists = _remembered(stories.gists, kept, oldest_s)
    if not grouping:
        return replace(stories, gists=gists)
    groups = _Grouping(stories)
    groups.take(kept)
    return groups.grouped(gists)


def regroup(stories: Stories, from_s: int, origins: int, latest: Sequence[Kept] = ()) -> Stories:
    """Group anew, since an alert's evidence begins at ``from_s`` (Unix seconds).

    Args:
        stories: With the gists of all buckets that have closed.
        from_s: Where the evidence begins.
        origins: How many there have been since.
        latest: The mentions of the bucket that closed last: there may be more than are remembered.
    """
    new = [one.leader for one in latest if one.fold is Fold.ORIGIN]
    before = stories.gists[: max(0, len(stories.gists) - len(new))]
    earlier = [one for one in before if one.at.timestamp() >= from_s]
    grouping = _Grouping(Stories(loose=max(0, origins - len(earlier) - len(new))))
    for origin in earlier:
        grouping.sort_in(origin)
    # What is remembered of earlier origins counts the latest copies already.
    grouping.take(one for one in latest if one.leader in new)
    return grouping.grouped(stories.gists)


def group_all(kept: Sequence[Kept], loose: int) -> Stories:
    """Group all mentions of an alert at once, as they were grouped bucket by bucket.

    Args:
        kept: Its evidence, by (time, article id).
        loose: How many origins the alert says are in no story: all without words, and else the earliest.
    """
    origins = [one for one in kept if one.fold is Fold.ORIGIN]
    wordless = sum(not one.mention.gist for one in origins)
    early = {id(one) for one in [one for one in origins if one.mention.gist][: max(0, loose - wordless)]}
    grouping = _Grouping(Stories())
    grouping.take(one for one in kept if id(one) not in early)
    return grouping.grouped(())


def without_stories(stories: Stories) -> Stories:
    """What is left of them when their alert has ended."""
    return Stories(gists=stories.gists)


def _gist(one: Kept) -> Gist:
    mention = one.mention
    title = mention.title[:TITLE] if mention.title else None
    return Gist(key=one.leader, at=mention.at, title=title, words=mention.gist, language=mention.language)


def _remembered(gists: tuple[Gist, ...], kept: Iterable[Kept], oldest_s: int) -> tuple[Gist, ...]:
    known = [one for one in gists if one.at.timestamp() > oldest_s]
    places = {one.key: place for place, one in enumerate(known)}
    for one in kept:
        if one.fold is Fold.ORIGIN:
            places[one.leader] = len(known)
            known.append(_gist(one))
        elif one.fold is Fold.COPY and one.leader in places:
            place = places[one.leader]
            known[place] = replace(known[place], articles=known[place].articles + 1)
    return tuple(known[-GISTS:])
