"""The articles of a page of HTML, cut as those of a page of lines are."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from workers.ingest.blocks import Block, find_often, text_lines, weigh
from workers.ingest.clean import clean_line
from workers.ingest.cut import Piece, cut_found, page_lines, without_title
from workers.ingest.lines import Line, read_lines
from workers.ingest.markup import Markup, Story
from workers.ingest.words import Kind, PageWords

_MENU_LINES, _MENU_WORDS = 10, 8
"""So many lines in a row, none a sentence and none longer than so many words, are a menu and not text."""


class MarkupPiece(Struct, frozen=True, kw_only=True):
    """One article as cut out of its markup."""

    piece: Piece
    dates: tuple[str, ...]
    """When the markup says it was published, unparsed; the likeliest first."""
    link: str | None
    """The address of its own page, where it is one of several."""
    taken: tuple[Line, ...] = ()
    """All that the extractor took for its text."""


def cut_markup(markup: Markup, given: str | None, words: PageWords) -> tuple[MarkupPiece, ...]:
    """The articles of a page; empty if it holds none.

    Args:
        markup: What the page says.
        given: The title the scraper gave to the page, which is that of its article if there is one only.
        words: What tells text from the rest of a page.
    """
    story = markup.stories[0]
    if markup.plain is not None:
        pieces = cut_found(page_lines(markup.plain, words))
        title = given or _title(story)
        return tuple(_plain_piece(piece, title, story) for piece in pieces)
    several = len(markup.stories) > 1
    cut = tuple(_cut_story(one, None if several else given, words, own=not several) for one in markup.stories)
    return tuple(piece for piece in cut if piece.piece.lines)


def _plain_piece(piece: Piece, title: str | None, story: Story) -> MarkupPiece:
    """What the markup says of the page is true of the page's own article."""
    if not piece.own:
        return MarkupPiece(piece=piece, dates=(), link=None)
    found = piece if title is None else replace(piece, title=title, title_line=None)
    return MarkupPiece(piece=found, dates=story.dates, link=None)


def _cut_story(story: Story, given: str | None, words: PageWords, *, own: bool) -> MarkupPiece:
    lines = read_lines(tuple(line for line in map(clean_line, story.lines) if line), words)
    title = given or _title(story)
    kept = drop_menus(before_paywall(lines))
    text = text_lines(kept, Block(first=0, end=len(kept), weight=0.0), find_often(kept))
    piece = Piece(title=title, lines=without_title(up_to_last_sentence(text), title), own=own)
    return MarkupPiece(piece=piece, dates=story.dates, link=story.link, taken=lines)


def _title(story: Story) -> str | None:
    return None if story.title is None else clean_line(story.title) or None


def up_to_last_sentence(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out headlines, links and tags below a text; nothing is left of what has no prose at all."""
    if not any(line.kind is Kind.PROSE for line in lines):
        return ()
    return tuple(lines[: max(at for at, line in enumerate(lines, start=1) if line.kind is Kind.PROSE or line.ends)])


def before_paywall(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out an offer to subscribe and what is below it, unless that weighs more, as on a page of lines."""
    weights = weigh(lines)
    for at, line in enumerate(lines):
        if line.kind is Kind.PAYWALL and sum(weights[at:]) <= 0:
            return tuple(lines[:at])
    return tuple(lines)


def drop_menus(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out long runs of short lines: lists of sections, tags, months, which the extractor took for text."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in (*lines, None):
        if line is not None and line.kind is not Kind.PROSE and line.words <= _MENU_WORDS:
            run.append(line)
            continue
        kept += run if len(run) < _MENU_LINES else ()
        run = []
        kept += () if line is None else (line,)
    return tuple(kept)
