"""What an alert tells of its stories: the largest of them, and whether a new one has taken over."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from workers.alert.stories import GISTS, Stories, StoryTally
from workers.detect.origins import Fold, Kept
from workers.model.alert import Story

SHOWN = 5
LEAST = 3
"""Origins below which a story is no news of its own, whatever its share."""
_HOUR = timedelta(hours=1)


class Asked(Struct, frozen=True, kw_only=True):
    """When a new story is news."""

    told_at: datetime
    """When the last change was told (UTC)."""
    at: datetime
    """The watch's event time (UTC)."""
    least: int
    """Origins it must have in the last hour at least."""


def new_story(stories: Stories, asked: Asked) -> StoryTally | None:
    """Find the story that is new since the last change and makes up at least half of the last hour.

    Where more than the remembered origins came in that hour, the remembered ones stand for it. A story in a language
    that nothing before was in may be the old one, retold: nobody can tell, so it is no news.

    Args:
        stories: Of an open alert, open buckets included.
        asked: When it is news.
    """
    counts = _last_hour(stories, asked)
    needed = _needed(counts.total(), asked)
    known = {one.language for one in stories.told if one.first_at <= asked.told_at}
    fresh = (one for one in stories.told if one.first_at > asked.told_at and one.language in known)
    large = (one for one in fresh if counts[one.number] >= needed)
    return max(large, key=lambda one: (counts[one.number], -one.number), default=None)


def may_be_news(stories: Stories, open_: Iterable[Kept], asked: Asked) -> bool:
    """Whether a look at the stories could find news, by counting alone.

    Args:
        stories: Of an open alert, closed buckets only.
        open_: The mentions in open buckets: at worst they are all of one new story.
        asked: When it is news.
    """
    counts = _last_hour(stories, asked)
    added = sum(one.fold is Fold.ORIGIN and one.mention.at > asked.at - _HOUR for one in open_)
    fresh = max((counts[one.number] for one in stories.told if one.first_at > asked.told_at), default=0)
    return fresh + added >= _needed(min(GISTS, counts.total() + added), asked)


def _last_hour(stories: Stories, asked: Asked) -> Counter[int]:
    """Remembered origins of the last hour by the number of their story; -1 for none."""
    hour = (one for one in stories.gists if asked.at - _HOUR < one.at <= asked.at)
    return Counter(stories.leaders.get(one.key, -1) for one in hour)


def _needed(origins: int, asked: Asked) -> float:
    return max(asked.least, LEAST, origins / 2)


def size_order(story: StoryTally) -> tuple[int, int, datetime, int]:
    """Sorts stories: the one with most origins first; of equals the most copied, then the one fetched first."""
    return -story.origins, -story.articles, story.first_at, story.number


def title_of(story: Story) -> str:
    """What a person knows a story by."""
    return f'"{story.headline}"' if story.headline else "a story without a title"


def choose_stories(stories: Stories, told_at: datetime | None, also: int | None = None) -> tuple[Story, ...]:
    """The largest stories in order of `size_order`.

    Args:
        stories: Of an alert.
        told_at: When the last change was told (UTC); None where nothing is new, or everything.
        also: Number of a story that must be among them.
    """
    ordered = sorted(stories.told, key=size_order)
    asked = [one for one in ordered[SHOWN:] if one.number == also]
    shown = [*ordered[: SHOWN - len(asked)], *asked]
    return tuple(
        Story(
            headline=one.title,
            origins=one.origins,
            articles=one.articles,
            first_fetched_at=one.first_at,
            new=told_at is not None and one.first_at > told_at,
        )
        for one in shown
    )
