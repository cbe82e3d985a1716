"""What a local state keeps of refused pages: looked at, and written out again as files that can be run."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from workers.errors import StateError
from workers.hosts.admin.rejects import Choice, Reject
from workers.hosts.local.schema import VERSION
from workers.hosts.local.store import FILE
from workers.model.names import short_hash

_QUERY = "select n, at, input, line, name, reason, detail, size, value from rejects"


class Written(Struct, frozen=True, kw_only=True):
    """What was written out."""

    pages: int
    files: tuple[Path, ...]


@contextmanager
def open_rejects(folder: Path) -> Iterator[sqlite3.Connection]:
    """Look into a state folder, while a run may hold it.

    Raises:
        StateError: it holds no state, or one of a newer version.
    """
    path = folder / FILE
    if not path.exists():
        raise StateError(f"{folder}: holds no state; expected the folder of an earlier run, see --state (or --kafka)")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma query_only = on")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise StateError(f"{path}: was written by a newer version (state {version}, this one knows {VERSION})")
        yield connection
    except sqlite3.DatabaseError as error:
        raise StateError(f"{path}: {error}") from error
    finally:
        connection.close()


def stored_rejects(connection: sqlite3.Connection, choice: Choice) -> Iterator[Reject]:
    """Yield the rejects of a state, in the order in which they were refused."""
    since = 0 if choice.since is None else int(choice.since.timestamp())
    for row in connection.execute(f"{_QUERY} where at >= ? order by n", (since,)):
        reject = _reject(row)
        if not choice.reasons or reject.reason in choice.reasons:
            yield reject


def stored_reject(connection: sqlite3.Connection, number: str) -> Reject:
    """Return one reject by its number.

    Raises:
        StateError: there is none.
    """
    row = connection.execute(f"{_QUERY} where n = ?", (number,)).fetchone() if number.isdecimal() else None
    if row is None:
        raise StateError(f"no reject {number}; expected one of those that `groundswell rejects list` shows")
    return _reject(row)


def _reject(row: tuple[int, int, str, int, str, str, str, int, bytes]) -> Reject:
    number, at, input_, line, name, reason, detail, size, value = row
    return Reject(
        id=str(number),
        at=datetime.fromtimestamp(at, UTC),
        refused_at=None,
        reason=reason,
        detail=detail,
        part="read",
        where=f"{input_}:{line}",
        size=size,
        value=value,
        of_many=name.endswith(f":{line}"),
    )


def write_out(rejects: Iterable[Reject], folder: Path) -> Written:
    """Write pages as files that `groundswell run FOLDER` reads: their own bytes, each file with its pages' date.

    Pages of one file of lines come into one file again; a page that was a file becomes one.

    Raises:
        StateError: the folder holds something already.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StateError(f"{folder}: is not empty; expected a new folder, so that what is run is what was refused")
    dates: dict[Path, float] = {}
    pages = 0
    for reject in rejects:
        path = folder / _file_name(reject)
        with path.open("ab") as file:
            file.write(reject.value + b"\n" if reject.of_many else reject.value)
        dates[path], pages = reject.at.timestamp(), pages + 1
    for path, date in dates.items():
        os.utime(path, (date, date))
    return Written(pages=pages, files=tuple(dates))


def _file_name(reject: Reject) -> str:
    """The input's own name, with a few letters that tell it from another input, and from another date."""
    named = Path(reject.where.rpartition(":")[0])
    stem = named.name.split(".")[0].strip("-") or "pages"
    if reject.of_many:
        return f"{stem}-{short_hash(str(named), reject.at.isoformat())}.jsonl"
    return f"{stem}-{short_hash(reject.where, reject.id)}{named.suffix.lower() or '.txt'}"
