"""A table: drawn on a terminal, plain columns where nobody looks on."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their headings; every cell as its text."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in plain([list(headings), *cells]):
            print(line)
        return
    table = Table(*headings)
    for row in cells:
        table.add_row(*row)
    Console().print(table)


def plain(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell, two spaces apart: nothing is cut."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
