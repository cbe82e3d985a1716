"""Why a page was read as it was, line by line.

It walks again with the functions that read pages (`cut`, `blocks`, `cut_markup`), so it costs the reading path nothing
and cannot say otherwise than what was read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from workers.errors import PageRejected
from workers.ingest.articles import given_title
from workers.ingest.blocks import fate_outside, find_often, sift, weigh
from workers.ingest.cut import Piece, cut_page, page_lines
from workers.ingest.cut_markup import cut_markup
from workers.ingest.dates import find_published, time_of_page
from workers.ingest.explain_markup import explain_refused, explain_stories
from workers.ingest.lines import Line
from workers.ingest.rules import Tables
from workers.ingest.words import Kind, fold_edges
from workers.model.explained import ExplainedLine, ExplainedPage, Fate
from workers.model.page import Page, Payload


class Kept(Struct, frozen=True, kw_only=True):
    """What a line was kept as, and for which article."""

    fate: Fate
    article: int


def explain_page(page: Page, payload: Payload, tables: Tables) -> ExplainedPage:
    """What became of each line of a page and why; of a refused page too. Takes about twice as long as reading it.

    Never raises for bad input. Markup is as dangerous to parse here as where it is read: a host does it in a child.
    """
    title, at = given_title(page), _time_of(page, payload)
    if page.text is not None:
        lines = page_lines(page.text, tables.words)
        return explain_lines(lines, cut_page(lines, title), at, tables)
    return _explain_markup(page.html or "", title, at, tables)


def _explain_markup(html: str, title: str | None, at: datetime | None, tables: Tables) -> ExplainedPage:
    from workers.ingest.html import read_markup, seen_lines  # as in `articles`

    seen: tuple[Line, ...] = ()
    try:
        seen = page_lines(seen_lines(html), tables.words)
        markup = read_markup(html)
    except PageRejected:
        return explain_refused(seen)
    cut = cut_markup(markup, title, tables.words)
    if markup.plain is None:
        return explain_stories(seen, cut)
    pieces = tuple(one.piece for one in cut)
    return explain_lines(page_lines(markup.plain, tables.words), pieces, at, tables)


def explain_lines(lines: Sequence[Line], pieces: Sequence[Piece], at: datetime | None, tables: Tables) -> ExplainedPage:
    """What became of each line of a page of lines.

    Args:
        lines: As `page_lines` gives them.
        pieces: The articles cut out of them.
        at: The time of fetching, by which a date is judged (UTC); None if the page was refused for it.
    """
    kept: dict[int, Kept] = {}
    for place, piece in enumerate(pieces):
        kept |= {line.number: Kept(fate=Fate.BYLINE, article=place) for line in piece.near if line.kind is Kind.STAMP}
        kept |= {number: Kept(fate=Fate.DATE, article=place) for number in _dated(piece, at, tables)}
    for place, piece in enumerate(pieces):
        kept |= {line.number: Kept(fate=Fate.TEXT, article=place) for line in piece.lines}
        if piece.title_line is not None:
            kept[piece.title_line] = Kept(fate=Fate.TITLE, article=place)
    return ExplainedPage(
        lines=tuple(_explained(lines, kept, _fates_left_out(lines, pieces))),
        titles=tuple(piece.title for piece in pieces),
    )


def _explained(lines: Sequence[Line], kept: dict[int, Kept], left_out: Sequence[Fate]) -> Iterator[ExplainedLine]:
    ended = False
    for line, fate in zip(lines, left_out, strict=True):
        here = kept.get(line.number)
        if here is not None:
            ended = False
            yield ExplainedLine(number=line.number, text=line.text, fate=here.fate, article=here.article)
            continue
        hidden = ended and line.kind in (Kind.PROSE, Kind.SHORT)
        yield ExplainedLine(number=line.number, text=line.text, fate=Fate.AFTER_END if hidden else fate)
        ended = ended or (line.kind is Kind.STOP and bool(kept) and line.number > min(kept))


def _fates_left_out(lines: Sequence[Line], pieces: Sequence[Piece]) -> list[Fate]:
    """Why each line would be left out, were it not kept."""
    fates = [fate_outside(line, weight) for line, weight in zip(lines, weigh(lines), strict=True)]
    titles = {fold_edges(piece.title) for piece in pieces if piece.title is not None}
    often = find_often(lines)
    for piece in pieces:
        first, last = (line.number - lines[0].number for line in (piece.lines[0], piece.lines[-1]))
        for at, (_, fate) in enumerate(sift(lines[first : last + 1], often), start=first):
            fates[at] = fate if fate is not Fate.TEXT else fates[at]
    for at, line in enumerate(lines):
        if line.kind in (Kind.PROSE, Kind.SHORT) and fold_edges(line.text) in titles:
            fates[at] = Fate.REPEATED
        elif not pieces and fates[at] is Fate.OTHER_STORY:
            fates[at] = Fate.NO_ARTICLE
    return fates


def _dated(piece: Piece, at: datetime | None, tables: Tables) -> Iterator[int]:
    """The number of the line an article's date was found in."""
    if at is None:
        return
    found = find_published((line.text for line in piece.near), at, tables.words.dates)
    for line in piece.near if found is not None else ():
        if find_published((line.text,), at, tables.words.dates) == found:
            yield line.number
            return


def _time_of(page: Page, payload: Payload) -> datetime | None:
    try:
        return time_of_page(page, payload)[0]
    except PageRejected:
        return None
