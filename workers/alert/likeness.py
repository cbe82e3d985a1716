"""Do two reports tell of one event? The cosine of their telling words, weighed by how few other stories hold each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt

ALIKE = 0.32
"""Cosine from which a report belongs to a story. Measured: `benchmarks/stories.py`."""
SHARED = 2
"""Words they must share at least: a single one is a name that many stories hold."""
WORDS = 32
"""Words kept of a story, the heaviest."""

Words = Mapping[int, int]
"""Hash of a word -> weight."""


def spread_of(stories: Iterable[Words]) -> Counter[int]:
    """How many stories hold each word."""
    return Counter(word for words in stories for word in words)


def most_alike(gist: Words, stories: Sequence[Words], spread: Mapping[int, int]) -> int | None:
    """The story a report belongs to: the index of the likest, the first of equals; None when none is like enough.

    A story's own words are weighed by the *others* that hold them. So the words of an alert's only story, which stand
    in all its reports, weigh as much as any, and those that run through all its stories little.

    Args:
        gist: The report's words.
        stories: The words of each story.
        spread: As `spread_of` counts them.
    """
    rarity = _rarity(len(stories))
    own = {word: weight * weight * rarity[spread.get(word, 0)] for word, weight in gist.items()}
    whole = sum(own.values())
    best, found = ALIKE, None
    for index, words in enumerate(stories):
        # In a fixed order: a sum of floats depends on it.
        shared = sorted(gist.keys() & words.keys())
        if len(shared) < SHARED:
            continue
        likeness = _cosine(gist, words, shared, whole - sum(own[word] for word in shared), (spread, rarity))
        if likeness >= best and (found is None or likeness > best):
            best, found = likeness, index
    return found


def _cosine(
    gist: Words, words: Words, shared: Iterable[int], apart: float, measure: tuple[Mapping[int, int], Sequence[float]]
) -> float:
    spread, rarity = measure
    dot = 0.0
    for word in shared:
        rare = rarity[spread[word] - 1]
        dot += gist[word] * words[word] * rare
        apart += gist[word] * gist[word] * rare
    story = sum(weight * weight * rarity[spread[word] - 1] for word, weight in words.items())
    return dot / sqrt(apart * story)


@lru_cache(64)
def _rarity(stories: int) -> tuple[float, ...]:
    """The square of a word's inverse frequency, by how many other stories hold it."""
    others = max(0, stories - 1)
    return tuple(log(1 + (others + 1) / (held + 1)) ** 2 for held in range(stories + 1))


def joined(story: Words, gist: Words) -> dict[int, int]:
    """A story's words with those of one more report; the lightest beyond `WORDS` are forgotten."""
    total = dict(story)
    for word, weight in gist.items():
        total[word] = total.get(word, 0) + weight
    if len(total) <= WORDS:
        return total
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:WORDS])
