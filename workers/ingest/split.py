"""Several articles on one page.

First by stops: each stretch between them may hold an article, if it has a headline of its own that its text
takes up. Then inside a block: at a headline whose words the next 700 characters take up and the last 1,500 do not
know, where the two sides share few words.
"""

from collections.abc import Sequence

from msgspec import Struct

from workers.ingest.blocks import Block, best_block, find_stops, weigh, widen
from workers.ingest.lines import Line
from workers.ingest.title import Title, find_title, is_headline, key_words, lead_of, story_words
from workers.ingest.words import Kind

_LEAST_WEIGHT = 30.0
"""Less prose than this is no article, unless it is all there is on the page."""
_SMALL_PAGE = 6
_TITLED_WEIGHT = 50.0
_SECOND_WEIGHT = 70.0
"""A further article on a page has at least so many words, and several paragraphs."""
_SECOND_PARAGRAPHS = 3
_SECOND_SHARE = 0.5
_SIDE_WORDS = 60
_BEFORE, _AFTER = 1500, 700
_NEAR_LINES = 40
"""Lines, blank ones too, that hold these characters; a bound, so that no page takes long."""
_LEAST_KEYS = 3
_TAKEN_AFTER, _KNOWN_BEFORE, _SHARED = 0.4, 0.25, 0.13


class Part(Struct, frozen=True, kw_only=True):
    """One article's place on a page."""

    first: int
    """Where its stretch of the page begins: dates and title are looked for from here to its block."""
    block: Block
    title: Title | None


def find_parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """The articles of a page, in its order; empty if there is none."""
    weights = weigh(lines)
    found: list[Part] = []
    for first, end in find_stops(lines):
        block = best_block(weights, first, end)
        if block is not None:
            # A form or an offer may stand between the first article's title and its text.
            below = any(part.block.weight >= _LEAST_WEIGHT for part in found)
            found.append(_part(lines, first if below else 0, block))
    main = _main(found)
    if main is None or not _is_article(lines, main.block):
        return ()
    kept = [part for part in found if part is main or _is_second(lines, part)]
    return tuple(piece for part in kept for piece in _cut(lines, part))


def _main(found: Sequence[Part]) -> Part | None:
    """The heaviest; but what follows an article with a title and has none itself is readers' comments, or a footer."""
    best: Part | None = None
    for part in found:
        titled = best is not None and best.title is not None and best.block.weight >= _TITLED_WEIGHT
        if best is None or (part.block.weight > best.block.weight and not (titled and part.title is None)):
            best = part
    return best


def _part(lines: Sequence[Line], first: int, block: Block) -> Part:
    lead = lead_of(line for line in lines[block.first : block.end] if line.kind is Kind.PROSE)
    title = find_title(lines, first, block.first, lead)
    return Part(first=first, block=widen(lines, first, block), title=title)


def _is_article(lines: Sequence[Line], block: Block) -> bool:
    """Enough prose; on a page of a few lines, prose with at most one headline, which stands above it."""
    if block.weight >= _LEAST_WEIGHT:
        return True
    solid = [line for line in lines if line.kind is not Kind.BLANK]
    if len(solid) > _SMALL_PAGE:
        return False
    return all(line.kind is not Kind.SHORT for line in solid[1:])


def _is_second(lines: Sequence[Line], part: Part) -> bool:
    """It is an article beside the main one: long, and with a headline its text takes up, unlike comments."""
    if part.title is None or part.title.share < _SECOND_SHARE or part.block.weight < _SECOND_WEIGHT:
        return False
    if len(key_words(part.title.text)) < _LEAST_KEYS:
        return False
    paragraphs = sum(line.kind is Kind.PROSE for line in lines[part.block.first : part.block.end])
    return paragraphs >= _SECOND_PARAGRAPHS


def _cut(lines: Sequence[Line], part: Part) -> tuple[Part, ...]:
    """Cut a block at headlines of other stories inside it."""
    pieces, start, first, title = [], part.block.first, part.first, part.title
    for index in range(part.block.first + 1, part.block.end):
        if is_headline(lines[index]) and _begins_another(lines, start, index, part.block.end):
            pieces.append(Part(first=first, block=_piece(lines, start, index), title=title))
            start, first = index + 1, index
            title = Title(text=lines[index].text, index=index, share=1.0)
    pieces.append(Part(first=first, block=_piece(lines, start, part.block.end), title=title))
    return tuple(pieces)


def _piece(lines: Sequence[Line], first: int, end: int) -> Block:
    words = sum(line.words for line in lines[first:end] if line.kind is Kind.PROSE)
    return Block(first=first, end=end, weight=float(words))


def _begins_another(lines: Sequence[Line], start: int, index: int, end: int) -> bool:
    head = key_words(lines[index].text)
    if len(head) < _LEAST_KEYS:
        return False
    before = _text_before(lines, start, index)
    after = _text_after(lines, index + 1, end)
    if min(len(before.split()), len(after.split())) < _SIDE_WORDS:
        return False
    if len(head & key_words(after[:_AFTER])) < _TAKEN_AFTER * len(head):
        return False
    if len(head & key_words(before)) > _KNOWN_BEFORE * len(head):
        return False
    old, new = story_words(before), story_words(after)
    return len(old & new) <= _SHARED * min(len(old), len(new))


def _text_before(lines: Sequence[Line], start: int, index: int) -> str:
    near = lines[max(start, index - _NEAR_LINES) : index]
    return " ".join(line.text for line in near if line.kind is Kind.PROSE)[-_BEFORE:]


def _text_after(lines: Sequence[Line], start: int, end: int) -> str:
    near = lines[start : min(end, start + _NEAR_LINES)]
    return " ".join(line.text for line in near if line.kind is Kind.PROSE)[:_BEFORE]
