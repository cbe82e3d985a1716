"""A table (CSV) to the same nodes a YAML file gives: every row a mapping, some of its columns lists."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import StringIO

from workers.config.node import Entries, Entry, Items, Node, Place, Scalar, join
from workers.config.read import Parsed
from workers.config.say import unknown_key
from workers.model.mistake import Mistake

SEPARATOR = "|"
"""Between the items of a list."""


def read_table(text: str, file: str, key: str, columns: Mapping[str, bool]) -> Parsed:
    """Read a table whose first row names the columns; an empty cell is left out.

    Args:
        text: The file's text.
        file: Its name, for the mistakes.
        key: Under which the rows are listed, as if the file were YAML.
        columns: The columns there may be, and whether each holds a list.
    """
    rows = _numbered(text)
    _, first = next(rows, (1, []))
    names = [name.strip() for name in first]
    mistakes = [
        Mistake(file=file, line=1, path=name, found=found, expected=unknown_key(name, tuple(columns)))
        for number, name in enumerate(names)
        if (found := _wrong_column(name, names[:number], columns))
    ]
    header = [Scalar(line=1, text=name) if name in columns else None for name in names]
    nodes: list[Node] = []
    for line, cells in rows:
        if len(cells) == len(header):
            nodes.append(_row(header, cells, line, columns))
        elif any(cells):
            path = join(key, len(nodes))
            found, expected = f"{len(cells)} cells", f"{len(header)}, as many as the first row names"
            mistakes.append(Mistake(file=file, line=line, path=path, found=found, expected=expected))
    listed = Entry(key=Scalar(line=1, text=key), value=Items(line=1, items=tuple(nodes)))
    return Parsed(place=Place(file=file, path="", node=Entries(line=1, entries=(listed,))), mistakes=tuple(mistakes))


def _wrong_column(name: str, before: Collection[str], columns: Collection[str]) -> str:
    if name not in columns:
        return "an unknown column"
    return "the column a second time" if name in before else ""


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins in. A cell too long for a table ends it as a row of no use."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))
    begins = 1
    try:
        for cells in rows:
            yield begins, cells
            begins = rows.line_num + 1
    except csv.Error:
        yield begins, ["a quote that is never closed"]


def _row(header: Sequence[Scalar | None], cells: Sequence[str], line: int, columns: Mapping[str, bool]) -> Entries:
    entries = tuple(
        Entry(key=name, value=_cell(cell.strip(), line, listed=columns[name.text]))
        for name, cell in zip(header, cells, strict=True)
        if name is not None and cell.strip()
    )
    return Entries(line=line, entries=entries)


def _cell(cell: str, line: int, *, listed: bool) -> Node:
    if not listed:
        return Scalar(line=line, text=cell, plain=False)
    items = (item.strip() for item in cell.split(SEPARATOR))
    return Items(line=line, items=tuple(Scalar(line=line, text=item, plain=False) for item in items if item))
