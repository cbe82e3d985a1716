"""What a local state keeps of refused pages: looked at, and written out again as files that can be run."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from workers.errors import StateError
from workers.hosts.admin.rejects import Choice, Reject
from workers.hosts.local.rejects import RejectRow, Rejects
from workers.model.names import short_hash


class Written(Struct, frozen=True, kw_only=True):
    """What was written out."""

    pages: int
    files: tuple[Path, ...]


def stored_rejects(rejects: Rejects, choice: Choice) -> Iterator[Reject]:
    """Yield the rejects of a state, in the order in which they were refused."""
    found = map(_reject, rejects.since(choice.since))
    yield from (one for one in found if not choice.reasons or one.reason in choice.reasons)


def stored_reject(rejects: Rejects, number: str) -> Reject:
    """Return one reject by its number.

    Raises:
        StateError: there is none.
    """
    row = rejects.one(int(number)) if number.isdecimal() else None
    if row is None:
        raise StateError(f"no reject {number}; expected one of those that `groundswell rejects list` shows")
    return _reject(row)


def _reject(row: RejectRow) -> Reject:
    return Reject(
        id=str(row.number),
        at=datetime.fromtimestamp(row.at, UTC),
        refused_at=None,
        reason=row.reason,
        detail=row.detail,
        part="read",
        where=f"{row.input}:{row.line}",
        size=row.size,
        value=row.value,
        of_many=row.of_many,
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
