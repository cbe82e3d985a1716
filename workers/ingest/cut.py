"""The articles of a page of lines: those we find, or the one the scraper already cut out."""

from collections.abc import Sequence

from msgspec import Struct

from workers.ingest.blocks import find_often, text_lines
from workers.ingest.clean import clean_lines
from workers.ingest.lines import Line, read_lines
from workers.ingest.split import Part, find_parts
from workers.ingest.title import taken_up
from workers.ingest.words import Kind, PageWords, fold_edges

_LINES_ABOVE, _LINES_INSIDE, _LINES_BELOW = 25, 4, 4
"""How far from a text its date is looked for."""
_MOST_UNDER_TITLE = 80
_UNDATED = (Kind.BLANK, Kind.PROSE, Kind.CAPTION)
"""Sentences and captions tell of other days than that of publication."""
_BOUNDARIES = (Kind.ASIDE, Kind.RANKING, Kind.PAUSE, Kind.STOP, Kind.PAYWALL)


class Piece(Struct, frozen=True, kw_only=True):
    """One article as cut out of its page, before it has a name and a time."""

    title: str | None
    lines: tuple[Line, ...]
    """Its text."""
    near: tuple[Line, ...] = ()
    """Lines around it among which its date may be; the likeliest first."""
    title_line: int | None = None
    """The number of the line the title was found in; None where it was given, or is none."""
    own: bool = True
    """It is the one the page is about: what the scraper said of the page is true of it."""


def page_lines(text: str, words: PageWords) -> tuple[Line, ...]:
    """The lines of a page, cleaned, each with what it is."""
    return read_lines(clean_lines(text), words)


def join_lines(lines: Sequence[Line]) -> str:
    """Paragraphs, one a line; what was broken to fit a width is whole again."""
    parts: list[str] = []
    for line in lines:
        parts.append(" " if line.wrapped and parts else "\n")
        parts.append(line.text)
    return "".join(parts[1:])


def cut_found(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """The articles of a page of which nothing is known but its lines; empty if there is none."""
    often = find_often(lines)
    parts = find_parts(lines)
    pieces = [_piece(lines, part, often, own=part is parts[0]) for part in parts]
    return tuple(piece for piece in pieces if piece.lines)


def cut_page(lines: Sequence[Line], title: str | None) -> tuple[Piece, ...]:
    """The articles of a page of lines; empty if there is none.

    Args:
        lines: As `page_lines` gives them.
        title: As the scraper gave it.
    """
    return cut_found(lines) if title is None else cut_given(lines, title)


def cut_given(lines: Sequence[Line], title: str) -> tuple[Piece, ...]:
    """The article of a page whose title the scraper gave; empty only if the page has no line of text.

    The scraper has cut it out already, so its text stays whole, unless lines say that more than the
    article came along: a comment form, a list of other stories, the next article.
    """
    kept = tuple(line for line in lines if line.kind is not Kind.BLANK and not _is_button(line))
    if any(line.kind in _BOUNDARIES for line in kept):
        found = _retitled(cut_found(lines), title)
        if found:
            return found
    text = without_title(tuple(line for line in kept if line.kind not in _BOUNDARIES), title)
    stamps = tuple(line for line in text[:_LINES_INSIDE] if line.kind is Kind.STAMP)
    return (Piece(title=title, lines=text, near=stamps),) if text else ()


def _is_button(line: Line) -> bool:
    """Noise that says something, for a line of figures or dashes belongs to a table; and banners."""
    return line.kind is Kind.COOKIES or (line.kind is Kind.NOISE and bool(fold_edges(line.text)))


def _retitled(pieces: tuple[Piece, ...], title: str) -> tuple[Piece, ...]:
    """Give the scraper's title to the article that it fits best; the first of equals."""
    if not pieces:
        return ()
    shares = [taken_up(title, piece.title or piece.lines[0].text)[1] for piece in pieces]
    own = shares.index(max(shares))
    return tuple(
        Piece(
            title=title if place == own else piece.title,
            lines=without_title(piece.lines, title),
            near=piece.near,
            title_line=None if place == own else piece.title_line,
            own=place == own,
        )
        for place, piece in enumerate(pieces)
    )


def _piece(lines: Sequence[Line], part: Part, often: frozenset[str], *, own: bool) -> Piece:
    title = None if part.title is None else part.title.text
    text = without_title(text_lines(lines, part.block, often), title)
    at = None if part.title is None else lines[part.title.index].number
    return Piece(title=title, lines=text, near=_near(lines, part), title_line=at, own=own)


def _near(lines: Sequence[Line], part: Part) -> tuple[Line, ...]:
    """Lines among which the date may be, the likeliest first: under the title, then over it, then under the text."""
    first, end = part.block.first, part.block.end
    head = first if part.title is None or part.title.index >= first else part.title.index + 1
    above = lines[max(part.first, min(head, first) - _LINES_ABOVE) : head]
    inside, below = lines[first : first + _LINES_INSIDE], lines[end : end + _LINES_BELOW]
    near = (*lines[head:first][:_MOST_UNDER_TITLE], *inside, *reversed(above), *below)
    return tuple(line for line in near if line.kind not in _UNDATED)


def without_title(lines: tuple[Line, ...], title: str | None) -> tuple[Line, ...]:
    """The text does not say its title again."""
    if title is None:
        return lines
    folded = fold_edges(title)
    start = 0
    while start < len(lines) - 1 and fold_edges(lines[start].text) == folded:
        start += 1
    return lines[start:]
