"""Words for people that several reports share."""

from collections.abc import Mapping
from datetime import datetime

from workers.watch.weigh import Because


def clock(at: datetime) -> str:
    """A time for people (UTC), to the second where it has one."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at.second else f"{at:%Y-%m-%d %H:%M} UTC"


def between(first: datetime, last: datetime) -> str:
    """Two times for people (UTC); of one day, the date once."""
    if first.date() != last.date():
        return f"{clock(first)} to {clock(last)}"
    return f"{clock(first).removesuffix(' UTC')} to {clock(last).partition(' ')[2]}"


def counted(number: int, one: str, several: str = "") -> str:
    """A number and its noun."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


NEAR: Mapping[Because, str] = {
    Because.MASKED: "its terms stand only inside masked phrases",
    Because.INSIDE_LONGER: "its terms stand only inside a longer term",
    Because.NEEDS_MISSING: "none of the words its term needs stands near enough",
    Because.WEIGHT_TOO_LOW: "the weights of the terms found do not reach 1",
    Because.REQUIRES_MISSING: "none of the words in requires stands in it",
    Because.UNLESS_FOUND: "a word of unless stands in it",
    Because.SCOPE_REGION: "it is not about a region of the scope",
    Because.SCOPE_TOPIC: "it is not about a topic of the scope",
    Because.SCOPE_LANGUAGE: "it is not in a language of the scope",
    Because.SCOPE_SOURCE: "it is not from a source of the scope",
}
"""Why an article that has a watch's term is no mention of it, as the end of a sentence."""


def span(seconds: int) -> str:
    """A length of time, as ``15m`` or ``4h``."""
    return f"{seconds // 3_600}h" if seconds % 3_600 == 0 else f"{seconds // 60}m"
