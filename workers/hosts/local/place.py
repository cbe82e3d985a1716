"""How far one file was read: enough to go on exactly there."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct


class Lines(Struct, frozen=True, kw_only=True, array_like=True):
    """Consecutive lines: ``first`` up to but without ``end``."""

    first: int
    end: int


class Identity(Struct, frozen=True, kw_only=True):
    """What tells a file from another one that took its name. Counts raw bytes, before any decompression."""

    head: str
    """Hash of the first ``head_size`` bytes."""
    head_size: int


class Place(Struct, frozen=True, kw_only=True):
    """Where a file's reading stands. Every line before ``ahead`` is done but for those ``pending``."""

    offset: int = 0
    """Byte (of the decompressed stream) at which ``line`` begins."""
    line: int = 1
    """The first line that is not done."""
    ahead: int = 1
    """The first line that was not even looked at."""
    pending: tuple[Lines, ...] = ()
    """The lines in between that are not done."""
    lent: dict[int, datetime] = {}
    """The times given to those of them that have none of their own (UTC)."""
    at: datetime | None = None
    """The greatest time seen before ``ahead`` (UTC)."""
    identity: Identity | None = None


def runs_of(lines: Iterable[int]) -> tuple[Lines, ...]:
    """Ascending line numbers as runs."""
    runs: list[Lines] = []
    for line in lines:
        if runs and runs[-1].end == line:
            runs[-1] = Lines(first=runs[-1].first, end=line + 1)
        else:
            runs.append(Lines(first=line, end=line + 1))
    return tuple(runs)


def covers(runs: tuple[Lines, ...], line: int) -> bool:
    """Whether a line lies in one of the runs."""
    return any(run.first <= line < run.end for run in runs)
