"""Which line is the title: a headline above the text whose words the text takes up."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.title_signs import Surroundings, look_around
from workers.ingest.words import Kind

_MOST_WORDS = 30
_LEAST_WORDS = 2
_NEAREST = 60
"""Lines of some words above the text among which a title is looked for."""
_LEAD = 1_000
_TEXT = 4_000
_STEM = 6
_UNFINISHED = (",", ";", ":", "…", "...", "։")
_STOPS = (".", "…", "。", "।", "۔")

# By conditional logistic regression over the lines above a text, of which one or none is the title: three quarters of
# the pages of `benchmarks/reading.py`, and titles and texts of others in the frames of these (`reading_framed`).
_LEAST_SCORE = 5.0
_TAKEN, _TAKEN_LATER, _TWO_TAKEN = 5.2, 2.7, 3.1
"""By the share of its words that the text's beginning has, and that its first paragraphs have; if two at least."""
_FEW = {1: -4.4, 2: -4.4, 3: -1.8}
_FULL, _FULL_WORDS = 1.4, 8
_LONG, _LONG_WORDS = -0.38, 12
"""For each word beyond so many."""
_STOPPED, _STAMPED, _LISTED, _ANNOUNCED, _MENU = -3.8, 2.7, -4.5, -3.5, -2.3
_DISTANCE = -0.07
_TITLE_WORDS, _STANDFIRST_WORDS = 4, 11
_WORD = re.compile(r"[^\W_]+")
_LONG_STEM = re.compile(rf"\b[^\W_]{{4,{_STEM}}}")
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


def _long_words(text: str) -> frozenset[str]:
    """Like `key_words` but for short names and numbers, and twice as fast."""
    found = frozenset(_LONG_STEM.findall(text.casefold()))
    return found if text.isascii() else found | _pairs(text)


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


def text_of(lines: Iterable[Line]) -> str:
    """The first 4,000 characters of a text: as much as a title is compared with."""
    parts, length = [], 0
    for line in lines:
        parts.append(line.text)
        length += len(line.text)
        if length >= _TEXT:
            break
    return " ".join(parts)[:_TEXT]


def is_headline(line: Line) -> bool:
    """It may be the headline of a story: a few words, no full stop at its end, no cue."""
    return line.words >= _LEAST_WORDS and not line.text.endswith(_STOPS) and may_be_title(line)


def may_be_title(line: Line) -> bool:
    """As `is_headline`; a page's title may be one word, or a sentence with its stop."""
    if line.kind not in (Kind.SHORT, Kind.PROSE) or not 0 < line.words <= _MOST_WORDS:
        return False
    if line.text.endswith(_UNFINISHED):
        return False
    return _CREDIT.search(line.text) is None and _TRAIL.search(line.text) is None


def find_title(lines: Sequence[Line], first: int, start: int, text: str) -> Title | None:
    """The title among ``lines[first:start]``, which stand above a text that begins with `text`.

    Nothing above a pause counts. None if no line is likely enough: then the headlines above are those of other stories.
    A line with a date or an author under it needs fewer words in the text than others; one in a list of headlines, or
    announced as another story's, needs more.
    """
    indices = _below_pauses(lines, first, start)
    if start < len(lines) and is_headline(lines[start]) and text != lines[start].text:
        # A title that ends with a question mark is taken for the first sentence of the text.
        indices.append(start)
        text = text.removeprefix(lines[start].text)
    solid = [lines[index] for index in indices]
    # Of equals the nearest to the text, which comes first.
    lead = key_words(text[:_LEAD])
    likely = list(_candidates(solid, lead, lead | _long_words(text[_LEAD:])))
    if not likely:
        return None
    best = max(likely, key=lambda one: one.score)
    best = next((one for one in likely if _is_standfirst(solid, one.place, best.place)), best)
    return Title(text=solid[best.place].text, index=indices[best.place], share=best.share)


def _below_pauses(lines: Sequence[Line], first: int, start: int) -> list[int]:
    """The lines among which the title may be, by index: those below the last pause."""
    pauses = [index for index in range(first, start) if lines[index].kind is Kind.PAUSE]
    begin = pauses[-1] + 1 if pauses else first
    return [index for index in range(begin, start) if lines[index].kind is not Kind.BLANK]


def _candidates(solid: Sequence[Line], lead: frozenset[str], told: frozenset[str]) -> Iterator[_Candidate]:
    """The lines that are likely to be the title, from the last to the first, each with what speaks for it."""
    distance = 0
    for place in range(len(solid) - 1, -1, -1):
        distance += solid[place].words > _LEAST_WORDS
        if distance > _NEAREST:
            break
        keys = key_words(solid[place].text) if may_be_title(solid[place]) else frozenset[str]()
        if not keys & told:
            continue
        score = _by_words(keys, lead, told) + _by_form(solid[place]) + _DISTANCE * distance
        if score + _STAMPED > _LEAST_SCORE:
            score += _by_place(look_around(solid, place))
            if score > _LEAST_SCORE:
                yield _Candidate(place=place, share=len(keys & lead) / len(keys), score=score)


def _by_words(keys: frozenset[str], lead: frozenset[str], told: frozenset[str]) -> float:
    """One more word than there are is asked for: two of two say less than six of seven."""
    asked, later = len(keys) + 1, len(keys & told)
    return (_TAKEN * len(keys & lead) + _TAKEN_LATER * later) / asked + _TWO_TAKEN * (later > 1)


def _by_form(line: Line) -> float:
    return (
        _FEW.get(line.words, 0.0)
        + _FULL * min(line.words, _FULL_WORDS) / _FULL_WORDS
        + _LONG * max(0, line.words - _LONG_WORDS)
        + _STOPPED * line.text.endswith(_STOPS)
    )


def _by_place(around: Surroundings) -> float:
    return _STAMPED * around.stamped + _LISTED * around.listed + _ANNOUNCED * around.announced + _MENU * around.menu


def _is_standfirst(solid: Sequence[Line], above: int, place: int) -> bool:
    """A long line with a shorter one right above it, which may be a title itself."""
    if above != place - 1 or solid[place].words < _STANDFIRST_WORDS:
        return False
    return _TITLE_WORDS <= solid[above].words < solid[place].words
