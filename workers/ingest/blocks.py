"""Main text out of a page of lines.

Every line gets a weight: prose counts by its words, a short line, a caption, a cue against it. The run of
lines with the greatest sum is the main text, as in the maximum-subarray extractors (jusText and boilerpipe
decide line by line; a run also keeps the short lines inside an article). Nothing crosses a stop.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.words import Kind

_FULL_WEIGHT_WORDS = 60
_WEIGHTS = {
    Kind.SHORT: -7.0,
    Kind.CAPTION: -1.0,
    Kind.STAMP: -4.0,
    Kind.NOISE: -3.0,
    Kind.ASIDE: -25.0,
    Kind.PAUSE: -32.0,
    Kind.BLANK: 0.0,
}
_TEASER_WORDS = 40
_TEASER_WEIGHT = 0.3


class Block(Struct, frozen=True, kw_only=True):
    """A run of lines that hang together: ``lines[first:end]``."""

    first: int
    end: int
    weight: float


def find_stops(lines: Sequence[Line]) -> tuple[tuple[int, int], ...]:
    """The stretches between stops, as ``(first, end)`` of non-empty runs."""
    cuts = [-1, *(index for index, line in enumerate(lines) if line.kind is Kind.STOP), len(lines)]
    return tuple((before + 1, after) for before, after in zip(cuts, cuts[1:], strict=False) if after - before > 1)


def weigh(lines: Sequence[Line]) -> list[float]:
    """The weight of each line, for or against being main text."""
    seen = Counter(line.text for line in lines if line.kind is not Kind.BLANK)
    solid = [index for index, line in enumerate(lines) if line.kind is not Kind.BLANK]
    weights = [0.0] * len(lines)
    for place, index in enumerate(solid):
        line = lines[index]
        weight = min(line.words, _FULL_WEIGHT_WORDS) if line.kind is Kind.PROSE else _WEIGHTS.get(line.kind, 0.0)
        if line.kind is Kind.PROSE:
            if _is_teaser(lines, solid, place):
                weight *= _TEASER_WEIGHT
            if seen[line.text] > 1:
                weight = -_FULL_WEIGHT_WORDS / 4
        weights[index] = weight
    return weights


def _is_teaser(lines: Sequence[Line], solid: Sequence[int], place: int) -> bool:
    """One or two sentences alone between headlines."""
    line = lines[solid[place]]
    if line.words > _TEASER_WORDS:
        return False
    around = [lines[solid[near]].kind for near in (place - 1, place + 1) if 0 <= near < len(solid)]
    return len(around) == 2 and all(kind in (Kind.SHORT, Kind.STAMP, Kind.ASIDE, Kind.NOISE) for kind in around)


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


def text_lines(lines: Sequence[Line], block: Block) -> tuple[Line, ...]:
    """The lines of a block that are its text: neither captions, stamps nor cues."""
    return tuple(line for line in lines[block.first : block.end] if line.kind in (Kind.PROSE, Kind.SHORT))
