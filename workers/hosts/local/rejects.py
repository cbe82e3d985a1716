"""What a state keeps of refused pages, as rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from workers.hosts.local.looking import open_reading

_QUERY = "select n, at, input, line, name, reason, detail, size, value from rejects"


class RejectRow(Struct, frozen=True, kw_only=True):
    """One refused page."""

    number: int
    at: int
    """The page's own time, Unix seconds."""
    input: str
    line: int
    name: str
    reason: str
    detail: str
    size: int
    """In bytes."""
    value: bytes
    """Of which so many are kept."""

    @property
    def of_many(self) -> bool:
        """Whether it stood in a file among others, one a line."""
        return self.name.endswith(f":{self.line}")


class Rejects:
    """One reader's view of what was refused."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def since(self, at: datetime | None) -> Iterator[RejectRow]:
        """Yield those of pages with such a time or a later one (UTC), in the order in which they were refused."""
        first = 0 if at is None else int(at.timestamp())
        for row in self._connection.execute(f"{_QUERY} where at >= ? order by n", (first,)):
            yield _row(row)

    def one(self, number: int) -> RejectRow | None:
        """Return the one with a number."""
        row = self._connection.execute(f"{_QUERY} where n = ?", (number,)).fetchone()
        return None if row is None else _row(row)


def _row(row: tuple[int, int, str, int, str, str, str, int, bytes]) -> RejectRow:
    return msgspec.convert(dict(zip(RejectRow.__struct_fields__, row, strict=True)), RejectRow)


@contextmanager
def open_rejects(folder: Path) -> Iterator[Rejects]:
    """Look into a state folder, while a run may hold it.

    Raises:
        StateError: it holds no state, or one of a newer version.
    """
    with open_reading(folder) as connection:
        yield Rejects(connection)
