"""How far an article goes on below the block that was found for it.

A list of related stories, a form or an advert may stand in mid-text, and may weigh more against an article than the
short paragraphs below it weigh for it. What such an interruption is followed by belongs to the article if it speaks of
what the article speaks of, and if no headline of its own says that another story begins.
"""

from collections.abc import Sequence

from workers.ingest.blocks import REPEATED_WEIGHT, Block, is_inline
from workers.ingest.lines import Line, holds_two_sentences, join_prose
from workers.ingest.title import is_headline, story_words, taken_up
from workers.ingest.words import Kind

_SHORT_BREAK, _LONGEST_BREAK = 5, 10
"""Lines, blank ones not counted, of an interruption in mid-text; a longer list is the end of the article."""
_BREAKS = (Kind.ASIDE, Kind.NOISE, Kind.PAUSE, Kind.COOKIES)
_BUTTONS = (Kind.NOISE, Kind.CAPTION)
"""Above a teaser stands a headline, and not these; and a teaser is one sentence."""
_LEAST_WORDS, _LONG_WORDS = 12, 25
"""Of a paragraph below an interruption: where it shares words with the article, and where it need not."""
_LEAST_SHARED, _SHARED_PART = 3, 0.2
"""Words that tell one story from another, in the article and in a paragraph below an interruption."""
_LAST_WORDS = 3
"""Of a short sentence right below the text."""
_MOST_LINES = 100
_TAKEN_SHARE = 0.5


def reach_down(lines: Sequence[Line], weights: Sequence[float], block: Block, end: int) -> Block:
    """Take in what follows a block and belongs to it: a last short sentence, and paragraphs below an interruption.

    Args:
        lines: Of the page.
        weights: As `weigh` gives them, which say what stood on the page before.
        block: The heaviest run of lines of its stretch.
        end: Where the stretch of the page ends that the block is in.
    """
    last, gap, told = block.end, list[Line](), None
    for at in range(block.end, end):
        line = lines[at]
        if line.kind in (Kind.PAYWALL, Kind.RANKING) or len(gap) > _LONGEST_BREAK:
            break
        if line.kind is Kind.BLANK:
            continue
        belongs = False if gap else _is_next(line)
        if gap and _may_resume(line, gap):
            told = told or _told(lines, block)
            belongs = _is_resumed(line, gap, told)
        gap.append(line)
        if belongs and line.ends and weights[at] > REPEATED_WEIGHT:
            last, gap = at + 1, []
    return Block(first=block.first, end=last, weight=block.weight)


def _told(lines: Sequence[Line], block: Block) -> frozenset[str]:
    """The words that tell this story from others; of a very long block those of its beginning, so no page is slow."""
    return story_words(join_prose(lines[block.first : min(block.end, block.first + _MOST_LINES)]))


def _is_next(line: Line) -> bool:
    """It may be the next paragraph of a text that it stands right below: if short, then no teaser cut off by dots."""
    if line.kind is Kind.SHORT:
        return line.words >= _LAST_WORDS and not line.text.endswith(("...", "…"))
    return line.kind is Kind.PROSE


def _may_resume(line: Line, between: Sequence[Line]) -> bool:
    return line.kind is Kind.PROSE and line.words >= _LEAST_WORDS and any(one.kind in _BREAKS for one in between)


def _is_resumed(line: Line, between: Sequence[Line], told: frozenset[str]) -> bool:
    """Whether a paragraph goes on with an article that was interrupted, by what stands right above and what it says."""
    above, short = between[-1], len(between) <= _SHORT_BREAK
    if _is_titled(line, above):
        return False
    if is_inline(above):
        return True
    if line.words >= _LONG_WORDS and (above.kind in _BUTTONS or (short and holds_two_sentences(line.text))):
        return True
    said = story_words(line.text)
    return len(told & said) >= max(_LEAST_SHARED, _SHARED_PART * len(said))


def _is_titled(line: Line, above: Line) -> bool:
    """Whether a paragraph takes up the line above it, as a teaser does its headline."""
    return is_headline(above) and taken_up(above.text, line.text)[1] >= _TAKEN_SHARE
