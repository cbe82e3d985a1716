"""Why a page was read as it was, line by line.

It walks again with the functions that read pages (`cut`, `blocks`, `cut_markup`), so it costs the reading path nothing
and cannot say otherwise than what was read.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workers.errors import PageRejected
from workers.ingest.articles import About, about_page, cut_text, given_title, title_of
from workers.ingest.blocks import fate_outside, find_often, sift, weigh
from workers.ingest.cut import Piece, page_lines
from workers.ingest.cut_markup import cut_markup
from workers.ingest.dates import find_published
from workers.ingest.explain_markup import explain_refused, explain_stories
from workers.ingest.lines import Line
from workers.ingest.live import find_live
from workers.ingest.rules import InputRules, Tables
from workers.ingest.words import Kind, fold_edges
from workers.model.explained import ExplainedLine, ExplainedPage, Fate
from workers.model.page import Page, Payload

_USUAL = InputRules()


class Kept(Struct, frozen=True, kw_only=True):
    """What a line was kept as, and for which article."""

    fate: Fate
    article: int


def explain_page(page: Page, payload: Payload, tables: Tables, rules: InputRules = _USUAL) -> ExplainedPage:
    """What became of each line of a page and why; of a refused page too. Takes about twice as long as reading it.

    Never raises for bad input. Markup is as dangerous to parse here as where it is read: a host does it in a child.
    """
    title, about = given_title(page), _about(page, payload, rules, tables)
    if page.text is not None:
        lines = page_lines(page.text, tables.words)
        return explain_lines(lines, cut_text(lines, title, _source(about)), about, tables)
    return _explain_markup(page.html or "", title, about, tables)


def _explain_markup(html: str, title: str | None, about: About | None, tables: Tables) -> ExplainedPage:
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
    return explain_lines(page_lines(markup.plain, tables.words), pieces, about, tables)


def explain_lines(lines: Sequence[Line], pieces: Sequence[Piece], about: About | None, tables: Tables) -> ExplainedPage:
    """What became of each line of a page of lines.

    Args:
        lines: As `page_lines` gives them.
        pieces: The articles cut out of them.
        about: The page as a whole; None if it was refused for its time.
        tables: Words of pages.
    """
    kept: dict[int, Kept] = {}
    for place, piece in enumerate(pieces):
        kept |= {line.number: Kept(fate=Fate.BYLINE, article=place) for line in piece.near if line.kind is Kind.STAMP}
        kept |= {number: Kept(fate=Fate.DATE, article=place) for number in _dated(piece, about, tables)}
    for place, piece in enumerate(pieces):
        kept |= {line.number: Kept(fate=Fate.TEXT, article=place) for line in piece.lines}
        if piece.title_line is not None:
            kept[piece.title_line] = Kept(fate=Fate.TITLE, article=place)
    return ExplainedPage(
        lines=tuple(_explained(lines, kept, _fates_left_out(lines, pieces))),
        titles=tuple(title_of(piece, _source(about)) for piece in pieces),
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
    fates = [fate_outside(line, weight) for line, weight in zip(lines, weigh(lines, find_live(lines)), strict=True)]
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


def _dated(piece: Piece, about: About | None, tables: Tables) -> Iterator[int]:
    """The number of the line an article's date was found in."""
    if about is None:
        return
    found = find_published((line.text for line in piece.near), about.when, tables.words.dates)
    for line in piece.near if found is not None else ():
        if find_published((line.text,), about.when, tables.words.dates) == found:
            yield line.number
            return


def _about(page: Page, payload: Payload, rules: InputRules, tables: Tables) -> About | None:
    try:
        return about_page(page, payload, rules, tables)
    except PageRejected:
        return None


def _source(about: About | None) -> str | None:
    return None if about is None else about.source
