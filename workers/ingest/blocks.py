"""Main text out of a page of lines.

Every line gets a weight: prose counts by its words, a short line, a caption, a cue against it. The run of
lines with the greatest sum is the main text, as in the maximum-subarray extractors (jusText and boilerpipe
decide line by line; a run also keeps the short lines inside an article). Nothing crosses a stop.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.live import Live
from workers.ingest.words import Kind
from workers.model.explained import Fate

_FULL_WEIGHT_WORDS = 60
"""A paragraph counts by its words up to here: one giant paragraph of terms and conditions is no article."""
_WEIGHTS = {
    Kind.CAPTION: -1.0,
    Kind.STAMP: -4.0,
    Kind.NOISE: -3.0,
    Kind.ASIDE: -25.0,
    Kind.RANKING: -25.0,
    Kind.PAUSE: -32.0,
    Kind.COOKIES: -20.0,
    Kind.PAYWALL: -60.0,
}
_INLINE_WEIGHT = -9.0
_INLINE = re.compile(r"[:：|»›→] ?\w+.*\w")
_SHORT_WEIGHTS = ((12, -7.0), (20, -3.0))
"""Up to so many words, a line that is no sentence weighs so much; longer ones count half their words."""
_LINKS_OF_ASIDE = 3
"""So many short lines right below an aside are its links: it has been paid for them."""
_TEASER_WORDS = 40
_TEASER_SHARE = 0.3
_CUT_OFF = ("…", "...", "[…]", "[...]", "(…)", "(...)")
REPEATED_WEIGHT = -50.0
"""A sentence that stood on the page before is a teaser or a pull quote; most often what follows is more teasers."""
_TIMES_OF_NAVIGATION = 3
"""A short line that stands so often on a page is navigation."""
_TEASER_NEIGHBOURS = (Kind.SHORT, Kind.STAMP, Kind.ASIDE, Kind.RANKING, Kind.NOISE)
_BOXES = (Kind.ASIDE, Kind.RANKING, Kind.COOKIES, Kind.PAYWALL)
ASIDES = (Kind.ASIDE, Kind.RANKING)
CUE_FATES = {
    Kind.CAPTION: Fate.CAPTION,
    Kind.STAMP: Fate.STAMP,
    Kind.NOISE: Fate.NOISE,
    Kind.ASIDE: Fate.ASIDE,
    Kind.RANKING: Fate.ASIDE,
    Kind.PAUSE: Fate.NOT_LOADED,
    Kind.STOP: Fate.END,
    Kind.BLANK: Fate.BLANK,
    Kind.COOKIES: Fate.COOKIES,
    Kind.PAYWALL: Fate.PAYWALL,
}
"""What becomes of lines that are never text, whatever stands around them."""


class Block(Struct, frozen=True, kw_only=True):
    """A run of lines that hang together: ``lines[first:end]``."""

    first: int
    end: int
    weight: float


def find_stops(lines: Sequence[Line]) -> tuple[tuple[int, int], ...]:
    """The stretches between stops, as ``(first, end)`` of non-empty runs.

    Above the first sentence of a page there is nothing to stop: "View comments" there is a link.
    """
    began = next((index for index, line in enumerate(lines) if line.kind is Kind.PROSE), len(lines))
    stops = (index for index, line in enumerate(lines) if line.kind is Kind.STOP and index > began)
    cuts = [-1, *stops, len(lines)]
    return tuple((before + 1, after) for before, after in pairwise(cuts) if after - before > 1)


def weigh(lines: Sequence[Line], live: Live | None = None) -> list[float]:
    """The weight of each line, for or against being main text.

    Args:
        lines: Of the page.
        live: Where its live entries stand, as `find_live` gives them; what is among them is judged by nothing else.
    """
    weights = _weigh(lines)
    if live is not None:
        weights[live.first : live.end] = [_entry_weight(line) for line in lines[live.first : live.end]]
    return weights


def _entry_weight(line: Line) -> float:
    """Headlines, times and buttons stand in every entry; a list of other stories is one even there."""
    if line.kind is Kind.PROSE:
        return float(min(line.words, _FULL_WEIGHT_WORDS))
    return _WEIGHTS[line.kind] if line.kind in _BOXES else 0.0


def _weigh(lines: Sequence[Line]) -> list[float]:
    solid = [line for line in lines if line.kind is not Kind.BLANK]
    weights = [0.0] * len(lines)
    first, seen, links = lines[0].number if lines else 1, set[str](), 0
    for place, line in enumerate(solid):
        if line.kind is not Kind.SHORT:
            links = _LINKS_OF_ASIDE if line.kind in ASIDES and not is_inline(line) else 0
        elif links:
            links -= 1
            continue
        repeated = line.kind is Kind.PROSE and line.text in seen
        seen.add(line.text)
        weights[line.number - first] = REPEATED_WEIGHT if repeated else _weight(line, solid, place)
    return weights


def _weight(line: Line, solid: Sequence[Line], place: int) -> float:
    if line.kind is Kind.PROSE:
        weight = float(min(line.words, _FULL_WEIGHT_WORDS))
        return weight * _TEASER_SHARE if line.text.endswith(_CUT_OFF) or _is_teaser(solid, place) else weight
    if line.kind is Kind.SHORT:
        return next((weight for words, weight in _SHORT_WEIGHTS if line.words < words), line.words / 2)
    if is_inline(line):
        return _INLINE_WEIGHT
    return _WEIGHTS.get(line.kind, 0.0)


def _is_teaser(solid: Sequence[Line], place: int) -> bool:
    """One or two sentences alone between headlines."""
    if solid[place].words > _TEASER_WORDS or not 0 < place < len(solid) - 1:
        return False
    beside = (solid[place - 1], solid[place + 1])
    return all(line.kind in _TEASER_NEIGHBOURS and not is_inline(line) for line in beside)


def is_inline(line: Line) -> bool:
    """An aside that has its one headline beside it: such lines stand between the paragraphs of a text."""
    return line.kind is Kind.ASIDE and _INLINE.search(line.text) is not None


def has_paragraphs(lines: Sequence[Line], weights: Sequence[float], block: Block) -> bool:
    """Whether a block holds more than teasers: two sentences that are none, or a paragraph too long for one."""
    inside = zip(lines[block.first : block.end], weights[block.first : block.end], strict=True)
    full = [
        line.words
        for line, weight in inside
        if line.kind is Kind.PROSE and weight >= min(line.words, _FULL_WEIGHT_WORDS)
    ]
    return len(full) > 1 or max(full, default=0) > _TEASER_WORDS


def best_block(weights: Sequence[float], first: int, end: int) -> Block | None:
    """The run within ``[first, end)`` with the greatest sum of weights (Kadane); None if no line counts for it."""
    best: Block | None = None
    start, total = first, 0.0
    for index in range(first, end):
        if total <= 0:
            start, total = index, 0.0
        total += weights[index]
        if weights[index] > 0 and (best is None or total > best.weight):
            best = Block(first=start, end=index + 1, weight=total)
    return best


def widen(lines: Sequence[Line], first: int, block: Block) -> Block:
    """Take in a sentence right above the block that was held against it for standing on the page before.

    A page may print its first sentence twice, as a standfirst and in its place.

    Args:
        first: Where the stretch of the page begins that the block is in.
    """
    above = next((at for at in range(block.first - 1, first - 1, -1) if lines[at].kind is not Kind.BLANK), None)
    if above is None or lines[above].kind is not Kind.PROSE or not lines[above].ends:
        return block
    return Block(first=above, end=block.end, weight=block.weight)


def text_lines(lines: Sequence[Line], block: Block, often: frozenset[str]) -> tuple[Line, ...]:
    """The lines of a block that are its text: no captions, stamps or cues, no navigation, no sentence twice.

    Args:
        often: The short lines that are navigation, as `find_often` gives them.
    """
    return tuple(line for line, fate in sift(lines[block.first : block.end], often) if fate is Fate.TEXT)


def sift(lines: Sequence[Line], often: frozenset[str]) -> Iterator[tuple[Line, Fate]]:
    """What becomes of each line of a block."""
    seen, links = set[str](), 0
    for line in lines:
        if line.kind is Kind.PROSE:
            yield line, Fate.REPEATED if line.text in seen else Fate.TEXT
            seen.add(line.text)
            links = 0
        elif line.kind is Kind.SHORT:
            yield line, Fate.ASIDE if links else Fate.OFTEN if line.text in often else Fate.TEXT
            links = max(0, links - 1)
        else:
            yield line, CUE_FATES[line.kind]
            links = _LINKS_OF_ASIDE if line.kind in ASIDES else links


def fate_outside(line: Line, weight: float) -> Fate:
    """Why a line is in no block.

    Args:
        line: Any line of a page.
        weight: As `weigh` gave it, by which the block was chosen.
    """
    if line.kind is Kind.SHORT:
        return Fate.SHORT
    if line.kind is not Kind.PROSE:
        return CUE_FATES[line.kind]
    if weight < 0:
        return Fate.REPEATED
    return Fate.TEASER if weight < min(line.words, _FULL_WEIGHT_WORDS) else Fate.OTHER_STORY


def find_often(lines: Sequence[Line]) -> frozenset[str]:
    """The short lines that stand on a page so often that they are navigation."""
    times = Counter(line.text for line in lines if line.kind is Kind.SHORT)
    return frozenset(text for text, count in times.items() if count >= _TIMES_OF_NAVIGATION)
