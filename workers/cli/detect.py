"""`groundswell detect`: counts in, scores and episodes out."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TextIO, get_args

import click
from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from workers.detect import AnyDetector
from workers.detect.base import WIDTHS_S
from workers.detect.episodes import Event, Told, follow_counts
from workers.errors import InputError
from workers.model.setting import Duration

DETECTORS: dict[str, type[AnyDetector]] = {kind.__struct_config__.tag: kind for kind in get_args(AnyDetector)}
_COLUMNS = ["timestamp", "value"]
_ENCODING = "utf-8-sig"
"""UTF-8, with the mark before it or without: spreadsheets write one."""
_HEADERS = ("series", "buckets", "opened at", "resolved at", "peak")


class Episode(Struct, frozen=True, kw_only=True):
    """From the bucket that opened it to the one that ended it: starts of buckets, UTC."""

    opened_at: str
    resolved_at: str | None = None
    peak: float


class _Row(Struct, frozen=True, kw_only=True):
    line: int
    at_s: float
    """Unix time."""
    value: int | None
    """None for a gap."""


class _Width(click.ParamType):
    """A duration that a bucket may last."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read `5m` as 300 seconds."""
        if isinstance(value, int):
            return value
        try:
            width_s = Duration(str(value)).seconds
        except ValueError as error:
            self.fail(f"{value!r} is not {error}", param, ctx)
        if width_s not in WIDTHS_S:
            self.fail(f"{value!r} is not one of 1m, 5m, 15m, 30m, 1h", param, ctx)
        return width_s


@click.command()
@click.argument("files", metavar="FILE.csv...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--detector", "kind", type=click.Choice(sorted(DETECTORS)), default="surprise", show_default=True)
@click.option("--threshold", type=click.FloatRange(min=0, min_open=True), help="Score that opens an episode.")
@click.option("--bucket", "width_s", type=_Width(), default="5m", show_default=True, help="1m, 5m, 15m, 30m or 1h.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a bucket, then one a series.")
def detect(files: tuple[Path, ...], kind: str, threshold: float | None, width_s: int, as_json: bool) -> None:
    """Score series of counts: FILE.csv or FILE.csv.gz with the columns timestamp,value.

    Times without a zone are UTC. An empty value, like a missing row, is a gap: nobody knows, which is
    not the same as zero.
    """
    detector = DETECTORS[kind]()
    line = detector.threshold if threshold is None else threshold
    rows: list[tuple[str, ...]] = []
    for path in files:
        first, counts = read_counts(path, width_s)
        told = follow_counts(detector, first, counts, threshold=line, width_s=width_s)
        if as_json:
            _print_json(path, told, width_s)
        else:
            rows.extend(_lines(path, len(counts), gather(told, width_s)))
    if not as_json:
        _print_table(rows, f"{kind}, threshold {line:g}")


def read_counts(path: Path, width_s: int) -> tuple[int, list[int | None]]:
    """Read one file into buckets: the first one (Unix time // width), and a count, or None for a gap, for each.

    Rows that fall into one bucket are added up.

    Raises:
        InputError: the file cannot be read, or a line is not as it should be.
    """
    found: dict[int, int | None] = {}
    rows = list(_read_rows(path))
    _check_step(path, rows, width_s)
    for row in rows:
        bucket = int(row.at_s // width_s)
        before = found.get(bucket)
        found[bucket] = row.value if before is None else before + (row.value or 0)
    first, last = min(found), max(found)
    return first, [found.get(bucket) for bucket in range(first, last + 1)]


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    try:
        with (
            gzip.open(path, "rt", encoding=_ENCODING)
            if path.suffix == ".gz"
            else path.open(encoding=_ENCODING) as lines
        ):
            yield lines
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise InputError(f"{path}: cannot be read ({what}); expected CSV in UTF-8, plain or .gz") from error


def _read_rows(path: Path) -> Iterator[_Row]:
    with _open(path) as lines:
        cells = csv.reader(lines)
        header = next(cells, [])
        if [one.strip().lower() for one in header] != _COLUMNS:
            raise InputError(f"{path}:1: columns {','.join(header) or 'missing'}; expected timestamp,value")
        before, empty = float("-inf"), True
        for row in cells:
            if not row:
                continue
            told = _read_row(path, cells.line_num, row)
            if told.at_s <= before:
                raise InputError(
                    f"{path}:{told.line}: {row[0]} is not after the row before; expected rows in time order"
                )
            before, empty = told.at_s, False
            yield told
        if empty:
            raise InputError(f"{path}:2: no rows; expected at least one")


def _read_row(path: Path, line: int, row: list[str]) -> _Row:
    if len(row) != len(_COLUMNS):
        raise InputError(f"{path}:{line}: {len(row)} columns; expected 2, timestamp,value")
    stamp, value = row[0].strip(), row[1].strip()
    try:
        at = datetime.fromisoformat(stamp)
        at_s = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except ValueError as error:
        raise InputError(f"{path}:{line}: time {stamp!r}; expected one such as 2024-06-18 05:00:00") from error
    try:
        number = float(value or "nan")
        count = None if not value else int(number)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{path}:{line}: value {value!r}; expected a whole number, or nothing for a gap") from error
    if count is not None and (count < 0 or count != number):
        raise InputError(f"{path}:{line}: value {value!r}; expected a whole number from 0 up, or nothing for a gap")
    return _Row(line=line, at_s=at_s, value=count)


def _check_step(path: Path, rows: list[_Row], width_s: int) -> None:
    """Refuse rows farther apart than buckets: nearly all of them would be gaps."""
    steps = [(after.at_s - before.at_s, after.line) for before, after in pairwise(rows)]
    if steps and (least := min(steps))[0] > width_s:
        raise InputError(
            f"{path}:{least[1]}: rows {least[0]:g} s apart in buckets of {width_s} s; expected a wider --bucket"
        )


def gather(told: Iterable[Told], width_s: int) -> list[Episode]:
    """The episodes of one series, oldest first."""
    episodes: list[Episode] = []
    for one in told:
        if one.event is Event.OPEN:
            episodes.append(Episode(opened_at=_at(one.bucket, width_s), peak=one.score.value))
        elif episodes and episodes[-1].resolved_at is None:
            ended = _at(one.bucket, width_s) if one.event is Event.RESOLVE else None
            peak = max(episodes[-1].peak, one.score.value)
            episodes[-1] = replace(episodes[-1], peak=peak, resolved_at=ended)
    return episodes


def _at(bucket: int, width_s: int) -> str:
    return datetime.fromtimestamp(bucket * width_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _series(path: Path) -> str:
    return path.name.removesuffix(".gz")


def _print_json(path: Path, told: Iterable[Told], width_s: int) -> None:
    kept = []
    for one in told:
        kept.append(one)
        known = one.count is not None
        bucket = {
            "series": _series(path),
            "at": _at(one.bucket, width_s),
            "observed": one.count,
            "expected": one.score.usual if known else None,
            "score": one.score.value if known else None,
            "event": one.event,
        }
        click.echo(json.dumps(bucket))
    episodes = [
        {"opened_at": one.opened_at, "resolved_at": one.resolved_at, "peak": one.peak} for one in gather(kept, width_s)
    ]
    click.echo(json.dumps({"series": _series(path), "episodes": episodes}))


def _lines(path: Path, buckets: int, episodes: list[Episode]) -> Iterator[tuple[str, ...]]:
    if not episodes:
        yield _series(path), str(buckets), "none", "", ""
    for one in episodes:
        yield _series(path), str(buckets), one.opened_at, one.resolved_at or "still open", f"{one.peak:.2f}"


def _print_table(rows: list[tuple[str, ...]], title: str) -> None:
    """A table for people; plain lines, tabs between columns, for whatever reads a pipe."""
    console = Console()
    if not console.is_terminal:
        for row in (_HEADERS, *rows):
            click.echo("\t".join(row))
        return
    table = Table(*_HEADERS, title=title)
    for row in rows:
        table.add_row(*row)
    console.print(table)
