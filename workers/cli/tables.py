"""A table: drawn on a terminal that has the room, plain columns elsewhere. Nothing is ever cut."""

import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

PROSE = 24
"""Characters a line of a cell with several words should have at least."""
_FRAME = 3
"""Characters a drawn column takes beside its text."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their headings; every cell as its text."""
    cells = [[str(cell) for cell in row] for row in rows]
    console = Console()
    whole = [_stays_whole(column) for column in zip(*cells, strict=True)] or [True] * len(headings)
    if not sys.stdout.isatty() or least_width([list(headings), *cells], whole) > console.width:
        for line in plain([list(headings), *cells]):
            print(line)
        return
    table = Table()
    for heading, stays in zip(headings, whole, strict=True):
        table.add_column(heading, no_wrap=stays, overflow="fold")
    for row in cells:
        table.add_row(*row)
    console.print(table)


def least_width(rows: Sequence[Sequence[str]], whole: Sequence[bool]) -> int:
    """How wide a terminal must be to draw a table: ids, times and numbers are to stay on one line."""
    widths = _widths(rows)
    return 1 + sum(_FRAME + (width if stays else min(width, PROSE)) for width, stays in zip(widths, whole, strict=True))


def plain(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell, two spaces apart: nothing is cut."""
    widths = _widths(rows)
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _stays_whole(column: Sequence[str]) -> bool:
    """A time has two words, a detail or a headline more."""
    return all(cell.count(" ") <= 1 for cell in column)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _padded(cell: str, width: int) -> str:
    """Letters of some scripts are two columns wide."""
    return cell + " " * (width - cell_len(cell))
