"""Which parts of a block speak of the same story.

Comments, teasers in whole sentences and a company's word about itself may weigh enough to be drawn into the block of
the article above them. Lines that are no sentences stand between them and it, and their words are others.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workers.ingest.blocks import Block, best_block
from workers.ingest.lines import Line, join_prose
from workers.ingest.title import is_headline, key_words, story_words
from workers.ingest.words import Kind

_BREAKS = (Kind.STAMP, Kind.ASIDE, Kind.RANKING, Kind.PAUSE, Kind.COOKIES, Kind.PAYWALL)
_LINES_OF_BREAK = 2
"""Short lines and buttons between two sentences; a single one may be a heading."""
_LEAST_SHARED, _SHARED_PART = 2, 0.15
"""Words that tell one story from another, in a part and in the story so far."""
_OTHER_WEIGHT = -0.3
"""Of its own weight, what a sentence of another story weighs."""
_LEAST_LEAD = 2.0
"""So many times what another part weighs does the weightiest one; else the article is a list of its own."""
_ABOVE, _ARTICLE_WEIGHT = 4, 60.0
_MOST_LINES = 400
"""Of a longer block nothing is asked, so that no page is slow."""


class _Part(Struct, frozen=True, kw_only=True):
    """Sentences with no break between them: ``lines[first:end]``."""

    first: int
    end: int
    weight: float


def keep_kin(lines: Sequence[Line], weights: Sequence[float], block: Block) -> Block:
    """Leave out the ends of a block that do not speak of what its weightiest part speaks of."""
    parts = list(_parts(lines, weights, block)) if block.end - block.first <= _MOST_LINES else []
    if len(parts) <= 1:
        return block
    core = max(range(len(parts)), key=lambda at: parts[at].weight)
    others = [*_others(lines, parts[core], parts[core + 1 :]), *_others(lines, parts[core], parts[:core][::-1])]
    others = [part for part in others if not _is_article(lines, part)]
    if not others or max(part.weight for part in others) * _LEAST_LEAD > parts[core].weight:
        return block
    judged = list(weights[block.first : block.end])
    for part in others:
        for at in range(part.first, part.end):
            if judged[at - block.first] > 0:
                judged[at - block.first] *= _OTHER_WEIGHT
    kept = best_block(judged, 0, len(judged))
    if kept is None:
        return block
    return Block(first=block.first + kept.first, end=block.first + kept.end, weight=kept.weight)


def _parts(lines: Sequence[Line], weights: Sequence[float], block: Block) -> Iterator[_Part]:
    first, end, weight, between = block.first, block.first, 0.0, 0
    for at in range(block.first, block.end):
        kind = lines[at].kind
        if kind in _BREAKS:
            between += _LINES_OF_BREAK
        elif kind in (Kind.SHORT, Kind.NOISE):
            between += 1
        elif kind is Kind.PROSE:
            if between >= _LINES_OF_BREAK and weight > 0:
                yield _Part(first=first, end=end, weight=weight)
                first, weight = at, 0.0
            end, between, weight = at + 1, 0, weight + max(0.0, weights[at])
    if weight > 0:
        yield _Part(first=first, end=end, weight=weight)


def _others(lines: Sequence[Line], core: _Part, parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts, from the core outwards, that do not speak of what all before them speak of."""
    told = _words(lines, core)
    for part in parts:
        said = _words(lines, part)
        if len(said & told) >= max(_LEAST_SHARED, _SHARED_PART * len(said)):
            told |= said
        else:
            yield part


def _is_article(lines: Sequence[Line], part: _Part) -> bool:
    """It is long and stands under a headline that it takes up: where one story ends and the next begins asks `seam`."""
    above = next((line for line in lines[max(0, part.first - _ABOVE) : part.first][::-1] if is_headline(line)), None)
    if above is None or part.weight < _ARTICLE_WEIGHT:
        return False
    return bool(key_words(above.text) & _words(lines, part))


def _words(lines: Sequence[Line], part: _Part) -> frozenset[str]:
    return story_words(join_prose(lines[part.first : part.end]))
