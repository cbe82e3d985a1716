"""Which line is the title: a headline above the text whose words the text takes up."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.title_signs import Surroundings, look_around
from workers.ingest.words import Kind

_MOST_WORDS = 30
_LEAST_WORDS = 2
_NEAREST = 30
"""Lines of some words above the text among which a title is looked for."""
_LEAD = 700
_STEM = 6
_LEAST_TAKEN = 2
_LEAST_SHARE = 0.34
_SURE_SHARE = 0.15
"""Enough for a line with a date or an author under it, as a title has."""
_LEAST_SCORE = 0.3
_STAMPED, _REPEATED, _TRAILED = 0.5, 0.3, 0.2
_LISTED, _ANNOUNCED, _MENU = -0.45, -0.5, -0.3
_TITLE_WORDS, _STANDFIRST_WORDS = 4, 11
_SHORT = {1: -0.5, 2: -0.35, 3: -0.1}
_DISTANCE = -0.02
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_CREDIT = re.compile(r"[^\W\d_]{2}[.)][A-ZÀ-ÞА-Я][^\W\d_]{2,}(?: [A-Z][^\W\d_]+)?$")
"""The end of a caption with its credit glued on: "over the harbour.Reuters"."""
_TRAIL = re.compile(r"^[^«]* [>›»](?: |$)")
"""A trail of sections: "News > Sport"."""


class Title(Struct, frozen=True, kw_only=True):
    """A title found, and where it stands."""

    text: str
    index: int
    """Into the page's lines, 0-based."""
    share: float
    """Of its words, those the text's beginning takes up."""


class _Candidate(Struct, frozen=True, kw_only=True):
    place: int
    share: float
    score: float


def key_words(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning: long ones, capitalised ones and numbers.

    A stem is the first six letters. Of a text in capitals, long words and numbers only. In scripts without spaces, all
    pairs of neighbouring letters.
    """
    text = text.lower() if text.isupper() else text
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
    if line.text.endswith((".", "…", ",", ";", ":", "。", "।", "۔", "։")):
        return False
    return _CREDIT.search(line.text) is None and _TRAIL.search(line.text) is None


def find_title(lines: Sequence[Line], first: int, start: int, lead: str) -> Title | None:
    """The title among ``lines[first:start]``, which stand above a text that begins with `lead`.

    Nothing above a pause counts. None if no headline's words are taken up by the text: then the
    headlines above it are those of other stories. A line with a date or an author under it needs fewer words
    in the text than others; one in a list of headlines, or announced as another story's, needs more.
    """
    indices = _below_pauses(lines, first, start)
    if start < len(lines) and is_headline(lines[start]) and not lead.endswith(lines[start].text):
        # A title that ends with a question mark is taken for the first sentence of the text.
        indices.append(start)
        lead = lead.removeprefix(lines[start].text)
    solid = [lines[index] for index in indices]
    found = _candidates(solid, key_words(lead))
    if not found:
        return None
    # Of equals the nearest to the text, which comes first.
    best = max(found, key=lambda one: one.score)
    above = next((one for one in found if _is_standfirst(solid, one.place, best.place)), None)
    best = above or best
    return Title(text=solid[best.place].text, index=indices[best.place], share=best.share)


def _below_pauses(lines: Sequence[Line], first: int, start: int) -> list[int]:
    """The lines among which the title may be, by index: those below the last pause."""
    pauses = [index for index in range(first, start) if lines[index].kind is Kind.PAUSE]
    begin = pauses[-1] + 1 if pauses else first
    return [index for index in range(begin, start) if lines[index].kind is not Kind.BLANK]


def _candidates(solid: Sequence[Line], wanted: frozenset[str]) -> list[_Candidate]:
    """The lines that may be the title, from the last to the first."""
    found, distance = [], 0
    for place in range(len(solid) - 1, -1, -1):
        distance += solid[place].words > _LEAST_WORDS
        if distance > _NEAREST:
            break
        keys = key_words(solid[place].text) if is_headline(solid[place]) else frozenset[str]()
        if keys & wanted:
            candidate = _weigh(solid, place, len(keys), len(keys & wanted), distance)
            found += [candidate] if candidate.score > _LEAST_SCORE else []
    return found


def _weigh(solid: Sequence[Line], place: int, keys: int, taken: int, distance: int) -> _Candidate:
    """Score one line. One more word than there are is asked for: two of two say less than six of seven."""
    around, share, line = look_around(solid, place), taken / keys, solid[place]
    enough = taken >= min(_LEAST_TAKEN, line.words) and share >= _LEAST_SHARE
    if not enough and not (around.stamped and not around.listed and share >= _SURE_SHARE):
        return _Candidate(place=place, share=share, score=0.0)
    score = taken / (keys + 1) + _bonus(around) + _SHORT.get(line.words, 0.0) + _DISTANCE * distance
    return _Candidate(place=place, share=share, score=score)


def _bonus(around: Surroundings) -> float:
    """What the surroundings add to the share of words taken up; from about -1.3 to 0.9."""
    return (
        _STAMPED * around.stamped
        + _REPEATED * around.repeated
        + _TRAILED * around.trailed
        + _LISTED * around.listed
        + _ANNOUNCED * around.announced
        + _MENU * around.menu
    )


def _is_standfirst(solid: Sequence[Line], above: int, place: int) -> bool:
    """A long line with a shorter one right above it, which may be a title itself."""
    if above != place - 1 or solid[place].words < _STANDFIRST_WORDS:
        return False
    return _TITLE_WORDS <= solid[above].words < solid[place].words
