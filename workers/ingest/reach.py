"""How far an article goes on below the block that was found for it.

A list of related stories, a form or an advert may stand in mid-text, and may weigh more against an article than the
short paragraphs below it weigh for it. What such an interruption is followed by belongs to the article if it speaks of
what the article speaks of, and if no headline of its own says that another story begins.
"""

from collections.abc import Sequence

from workers.ingest.blocks import REPEATED_WEIGHT, Block
from workers.ingest.lines import Line
from workers.ingest.title import is_headline, story_words, taken_up
from workers.ingest.words import Kind

_LONGEST_BREAK = 10
"""Lines, blank ones not counted, of an interruption in mid-text; a longer list is the end of the article."""
_BREAKS = (Kind.ASIDE, Kind.NOISE, Kind.PAUSE, Kind.COOKIES)
_BUTTONS = (Kind.NOISE, Kind.CAPTION)
"""Above a teaser stands a headline, and not these."""
_LEAST_WORDS, _LONG_WORDS = 12, 25
"""Of a paragraph below an interruption: where it shares words with the article, and where it need not."""
_LEAST_SHARED, _SHARED_PART = 2, 0.2
"""Words that tell one story from another, in the article and in a paragraph below an interruption."""
_LAST_WORDS = 3
"""Of a short sentence right below the text."""
_TAKEN_SHARE = 0.5


def reach_down(lines: Sequence[Line], weights: Sequence[float], block: Block, end: int) -> Block:
    """Take in what follows a block and belongs to it: a last short sentence, and paragraphs below an interruption.

    Args:
        lines: Of the page.
        weights: As `weigh` gives them, which say what stood on the page before.
        block: The heaviest run of lines of its stretch.
        end: Where the stretch of the page ends that the block is in.
    """
    told = story_words(" ".join(line.text for line in lines[block.first : block.end] if line.kind is Kind.PROSE))
    last, gap = block.end, list[Line]()
    for at in range(block.end, end):
        line = lines[at]
        if line.kind in (Kind.PAYWALL, Kind.RANKING) or len(gap) > _LONGEST_BREAK:
            break
        if line.kind is Kind.BLANK:
            continue
        gap.append(line)
        belongs = _is_next(line) if len(gap) == 1 else _is_resumed(gap, told)
        if belongs and line.ends and weights[at] > REPEATED_WEIGHT:
            last, gap = at + 1, []
    return Block(first=block.first, end=last, weight=block.weight)


def _is_next(line: Line) -> bool:
    """It may be the next paragraph of a text that it stands right below: if short, then no teaser cut off by dots."""
    if line.kind is Kind.SHORT:
        return line.words >= _LAST_WORDS and not line.text.endswith(("...", "…"))
    return line.kind is Kind.PROSE


def _is_resumed(gap: Sequence[Line], told: frozenset[str]) -> bool:
    """Whether the last of some lines goes on with an article that the lines above it interrupted."""
    *between, line = gap
    if line.kind is not Kind.PROSE or not any(one.kind in _BREAKS for one in between):
        return False
    if line.words >= _LONG_WORDS and between[-1].kind in _BUTTONS:
        return True
    said = story_words(line.text)
    shared = len(told & said) >= max(_LEAST_SHARED, _SHARED_PART * len(said))
    return line.words >= _LEAST_WORDS and shared and not _is_titled(line, between[-1])


def _is_titled(line: Line, above: Line) -> bool:
    """Whether a paragraph takes up the line above it, as a teaser does its headline."""
    return is_headline(above) and taken_up(above.text, line.text)[1] >= _TAKEN_SHARE
