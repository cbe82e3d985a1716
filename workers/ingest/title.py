"""Which line is the title: a headline above the text whose words the text takes up."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.words import Kind

_MOST_WORDS = 30
_LEAST_WORDS = 2
_NEAREST = 25
"""Lines above the text among which a title is looked for."""
_LEAD = 700
_LEAST_SHARE = 0.34
_LEAST_TAKEN = 2
_STEM = 6
_REPEATED_BONUS = 0.3
_DISTANCE_COST = 0.02
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")


class Title(Struct, frozen=True, kw_only=True):
    """A title found, and where it stands."""

    text: str
    index: int
    """Into the page's lines, 0-based."""
    share: float
    """Of its words, those the text's beginning takes up."""


def key_words(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning: long ones, capitalised ones and numbers.

    A stem is the first six letters. In scripts without spaces, all pairs of neighbouring letters.
    """
    found = {word.casefold()[:_STEM] for word in _WORD.findall(text) if len(word) > 3 or not word.islower()}
    return frozenset(found) if text.isascii() else frozenset(found) | _pairs(text)


def story_words(text: str) -> frozenset[str]:
    """The stems of the words that tell one story from another: as `key_words`, but of five letters and more."""
    found = {word.casefold()[:_STEM] for word in _WORD.findall(text) if len(word) > 4 or not word.islower()}
    return frozenset(found) if text.isascii() else frozenset(found) | _pairs(text)


def _pairs(text: str) -> frozenset[str]:
    runs = _UNSPACED.findall(text)
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def taken_up(title: str, text: str) -> tuple[int, float]:
    """How many of a headline's key words a text has, and what share of them that is (0 to 1)."""
    wanted = key_words(title)
    if not wanted:
        return 0, 0.0
    taken = len(wanted & key_words(text))
    return taken, taken / len(wanted)


def lead_of(lines: Iterable[Line]) -> str:
    """The first 700 characters or so of a text."""
    parts, length = [], 0
    for line in lines:
        parts.append(line.text)
        length += len(line.text)
        if length >= _LEAD:
            break
    return " ".join(parts)[: 2 * _LEAD]


def is_headline(line: Line) -> bool:
    """It may be a title: a few words, no full stop at its end, no cue."""
    if line.kind not in (Kind.SHORT, Kind.PROSE) or not _LEAST_WORDS <= line.words <= _MOST_WORDS:
        return False
    return not line.text.endswith((".", "…", ",", ";", ":", "。"))


def find_title(lines: Sequence[Line], first: int, start: int, lead: str) -> Title | None:
    """The title among ``lines[first:start]``, which stand above a text that begins with `lead`.

    Nothing above a pause counts. None if no headline's words are taken up by the text: then the
    headlines above it are those of other stories.
    """
    best: Title | None = None
    best_score, distance, seen = 0.0, 0, set[str]()
    for index in range(start - 1, first - 1, -1):
        line = lines[index]
        if line.kind is Kind.PAUSE or distance >= _NEAREST:
            break
        if line.kind is Kind.BLANK:
            continue
        distance += 1
        if not is_headline(line):
            continue
        taken, share = taken_up(line.text, lead)
        score = share - _DISTANCE_COST * distance + (_REPEATED_BONUS if line.text in seen else 0.0)
        seen.add(line.text)
        if taken >= min(_LEAST_TAKEN, line.words) and share >= _LEAST_SHARE and score > best_score:
            best, best_score = Title(text=line.text, index=index, share=share), score
    return best
