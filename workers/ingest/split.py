"""Several articles on one page.

First by stops: each stretch between them may hold an article, if it has a headline of its own that its text
takes up. Then inside a block: at a headline where one story ends and another begins (`seam`).
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workers.ingest.blocks import Block, best_block, find_stops, has_paragraphs, weigh, widen
from workers.ingest.kin import keep_kin
from workers.ingest.lines import Line
from workers.ingest.live import Live, find_live
from workers.ingest.reach import reach_down
from workers.ingest.seam import find_seam
from workers.ingest.title import Title, find_title, is_headline, key_words, text_of
from workers.ingest.words import Kind

_LEAST_WEIGHT = 30.0
"""Less prose than this is no article, unless it is all there is on the page."""
_SMALL_PAGE = 6
_TITLED_WEIGHT = 50.0
_STOPS_OF_FOOT = 3
_SECOND_WEIGHT = 70.0
"""A further article on a page has at least so many words, and several paragraphs."""
_SECOND_PARAGRAPHS = 3
_LONG_WEIGHT = 120.0
_SECOND_PROSE = 0.5
"""Of its lines; in a list of teasers every third is a sentence."""
_SECOND_SHARE = 0.5
_LEAST_KEYS = 3


class Part(Struct, frozen=True, kw_only=True):
    """One article's place on a page."""

    first: int
    """Where its stretch of the page begins: dates and title are looked for from here to its block."""
    block: Block
    title: Title | None
    live: bool = False
    """Its entries are one article, whatever headlines they have."""


def find_parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """The articles of a page, in its order; empty if there is none."""
    live = find_live(lines)
    weights = weigh(lines, live)
    found: list[Part] = []
    for first, end in find_stops(lines):
        block = best_block(weights, first, end)
        if block is not None:
            # A form or an offer may stand between the first article's title and its text.
            below = any(part.title is not None and part.block.weight >= _LEAST_WEIGHT for part in found)
            kept = block if live is not None else keep_kin(lines, weights, block)
            found.append(_part(lines, first if below else 0, reach_down(lines, weights, kept, end), live))
    main = _main(lines, found)
    if main is None or not _is_article(lines, weights, main.block):
        return ()
    parts = (part for part in found if part is main or _is_second(lines, main, part))
    return tuple(piece for part in parts for piece in _cut(lines, part))


def _main(lines: Sequence[Line], found: Sequence[Part]) -> Part | None:
    """The heaviest; but what follows an article with a title and has none that it takes up is readers' comments."""
    best: Part | None = None
    for part in found:
        if best is None or (part.block.weight > best.block.weight and not _is_beneath(lines, best, part)):
            best = part
    return best


def _is_beneath(lines: Sequence[Line], best: Part, part: Part) -> bool:
    """Whether a text further down can be no match for an article with a title, however long it is."""
    if best.title is None or best.block.weight < _TITLED_WEIGHT:
        return False
    return not _is_named(part) or _is_below_foot(lines, best, part)


def _is_below_foot(lines: Sequence[Line], above: Part, below: Part) -> bool:
    """Whether a page ends between two texts: some stops stand there, and one of them is the owner's mark."""
    stops = [line.text for line in lines[above.block.end : below.block.first] if line.kind is Kind.STOP]
    return len(stops) >= _STOPS_OF_FOOT and any("©" in text for text in stops)


def _is_named(part: Part) -> bool:
    return part.title is not None and part.title.share >= _SECOND_SHARE


def _part(lines: Sequence[Line], first: int, block: Block, live: Live | None) -> Part:
    if live is not None and block.first < live.end and live.first < block.end:
        named = Title(text=lines[live.headline].text, index=live.headline, share=1.0)
        began = max(block.first, live.headline + 1)
        return Part(first=first, block=Block(first=began, end=block.end, weight=block.weight), title=named, live=True)
    text = text_of(line for line in lines[block.first : block.end] if line.kind is Kind.PROSE)
    title = find_title(lines, first, block.first, text)
    return Part(first=first, block=widen(lines, first, block), title=title)


def _is_article(lines: Sequence[Line], weights: Sequence[float], block: Block) -> bool:
    """Enough prose; on a page of a few lines, prose with at most one headline, which stands above it."""
    if block.weight >= _LEAST_WEIGHT and has_paragraphs(lines, weights, block):
        return True
    solid = [line for line in lines if line.kind is not Kind.BLANK]
    if len(solid) > _SMALL_PAGE:
        return False
    return all(line.kind is not Kind.SHORT for line in solid[1:])


def _is_second(lines: Sequence[Line], main: Part, part: Part) -> bool:
    """It is an article beside the main one: long, and with a headline its text takes up, unlike comments."""
    if part.title is None or not _is_named(part) or part.block.weight < _SECOND_WEIGHT:
        return False
    if _is_below_foot(lines, main, part):
        return False
    if len(key_words(part.title.text)) < _LEAST_KEYS:
        return False
    solid = [line.kind for line in lines[part.block.first : part.block.end] if line.kind is not Kind.BLANK]
    paragraphs = solid.count(Kind.PROSE)
    return paragraphs >= max(_SECOND_PARAGRAPHS, _SECOND_PROSE * len(solid))


def _cut(lines: Sequence[Line], part: Part) -> tuple[Part, ...]:
    """Cut a block at headlines of other stories inside it."""
    if part.live:
        return (part,)
    pieces, start, first, title, end = [], part.block.first, part.first, part.title, part.block.end
    for headlines in _runs_of_headlines(lines, start + 1, end):
        at = _strongest(lines, start, headlines, end, title)
        if at is not None:
            pieces.append(Part(first=first, block=_piece(lines, start, at), title=title))
            start, first = at + 1, at
            title = Title(text=lines[at].text, index=at, share=1.0)
    pieces.append(Part(first=first, block=_piece(lines, start, end), title=title))
    return (pieces[0], *(piece for piece in pieces[1:] if _is_told(lines, piece.block)))


def _is_told(lines: Sequence[Line], block: Block) -> bool:
    """Whether below a further headline an article stands, and not one short paragraph about who wrote the last."""
    paragraphs = sum(line.kind is Kind.PROSE for line in lines[block.first : block.end])
    if paragraphs > 1 or block.weight >= _LONG_WEIGHT:
        return True
    return any(line.kind is Kind.STAMP for line in lines[block.first : block.end])


def _runs_of_headlines(lines: Sequence[Line], first: int, end: int) -> Iterator[list[int]]:
    """Lines that may be headlines, those together that have no sentence between them."""
    run: list[int] = []
    for at in range(first, end):
        if is_headline(lines[at]):
            run.append(at)
        elif run and lines[at].kind is Kind.PROSE:
            yield run
            run = []


def _strongest(
    lines: Sequence[Line], start: int, headlines: Sequence[int], end: int, title: Title | None
) -> int | None:
    """Where among the headlines another story begins most plainly; None if at none of them."""
    lead = next((line.text for line in lines[start:end] if line.kind is Kind.PROSE), "")
    old = key_words(lead if title is None else f"{title.text} {lead}")
    best, strength = None, 0.0
    for at in headlines:
        seam = find_seam(lines, start, at, end, old)
        if seam is not None and seam.strength > strength:
            best, strength = at, seam.strength
    return best


def _piece(lines: Sequence[Line], first: int, end: int) -> Block:
    words = sum(line.words for line in lines[first:end] if line.kind is Kind.PROSE)
    return Block(first=first, end=end, weight=float(words))
