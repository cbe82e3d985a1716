"""What an alert tells of its stories: the largest of them, and whether a new one has taken over."""

from collections import Counter
from datetime import datetime, timedelta

from workers.alert.stories import Stories, StoryTally
from workers.model.alert import Story

SHOWN = 5
LEAST = 3
"""Origins below which a story is no news of its own, whatever its share."""
_HOUR = timedelta(hours=1)


def new_story(stories: Stories, told_at: datetime, now: datetime, least: int) -> StoryTally | None:
    """Find the story that is new since the last change and makes up at least half of the last hour.

    Where more than the remembered origins came in that hour, the remembered ones stand for it. A story in a language
    that nothing before was in may be the old one, retold: nobody can tell, so it is no news.

    Args:
        stories: Of an open alert, open buckets included.
        told_at: When the last change was told (UTC).
        now: The watch's event time (UTC).
        least: Origins it must have in that hour at least.
    """
    hour = [one for one in stories.gists if now - _HOUR < one.at <= now]
    counts = Counter(stories.leaders.get(one.key) for one in hour)
    needed = max(least, LEAST, len(hour) / 2)
    known = {one.language for one in stories.told if one.first_at <= told_at}
    fresh = (one for one in stories.told if one.first_at > told_at and one.language in known)
    large = (one for one in fresh if counts[one.number] >= needed)
    return max(large, key=lambda one: (counts[one.number], -one.number), default=None)


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
