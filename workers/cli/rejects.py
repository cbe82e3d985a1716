"""`groundswell rejects`: what was refused and why, and feed it again."""

import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.cli.asking import Folders, Time, ask_folders, state_of
from workers.cli.broker import Outside, stand_outside
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.hosts.admin.local_rejects import stored_reject, stored_rejects, write_out
from workers.hosts.admin.rejects import Choice, Reject, read_reject, read_rejects
from workers.hosts.admin.replay import replay, why_not
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.reach import reach
from workers.hosts.local.rejects import open_rejects
from workers.model.rejection import Reason

Result = TypeVar("Result")

HEADINGS = ("id", "at (UTC)", "reason", "where", "bytes", "detail")
REASONS = [reason.value for reason in Reason]
SHOWN = 50
LONGEST = 2_000
"""Characters of a page that are shown."""


class Listed(Struct, frozen=True, kw_only=True):
    """A reject without its bytes: a line of `list --json`."""

    id: str
    at: datetime
    refused_at: datetime | None
    reason: str
    detail: str
    part: str
    where: str
    size: int
    kept: int
    """Bytes of it that are there."""


class Shown(Listed, frozen=True, kw_only=True):
    """A reject with all that is known of it: what `show --json` prints."""

    key: str | None
    headers: dict[str, str]
    text: str | None
    """Its bytes, where they are UTF-8."""
    base64: str | None
    """Its bytes, where they are not."""


class Asked(Struct, frozen=True, kw_only=True):
    """Where the rejects are."""

    folders: Folders
    kafka: bool

    def outside(self) -> Outside:
        """The broker of the config, reached."""
        outside = stand_outside(self.folders.config)
        reach(outside.settings, outside.ways)
        return outside


def _ask_place(function: Callable[..., Result]) -> Callable[..., Result]:
    @ask_folders
    @click.option("--kafka", is_flag=True, help="Those of the product on Kafka; else those of the local state.")
    @wraps(function)
    def asked(*, folders: Folders, kafka: bool, **rest: object) -> Result:
        if kafka and folders.state is not None:
            raise click.UsageError("--state is the local state's folder; with --kafka there is none")
        return function(asked=Asked(folders=folders, kafka=kafka), **rest)

    return asked


def _ask_choice(function: Callable[..., Result]) -> Callable[..., Result]:
    @click.option("--reason", "reasons", multiple=True, type=click.Choice(REASONS), help="Only for this reason.")
    @click.option("--since", type=Time(), help="Only those refused since; of a local state, of pages as young as that.")
    @wraps(function)
    def asked(*, reasons: tuple[str, ...], since: datetime | None, **rest: object) -> Result:
        return function(choice=Choice(reasons=reasons, since=since), **rest)

    return asked


@click.group()
def rejects() -> None:
    """Look at what was refused and why, and feed it again."""


@rejects.command("list")
@_ask_place
@_ask_choice
@click.option("--limit", type=click.IntRange(1), default=SHOWN, show_default=True, help="The last so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a reject.")
def list_rejects(*, asked: Asked, choice: Choice, limit: int, as_json: bool) -> None:
    """List what was refused, the oldest first."""
    with _open(asked, choice) as found:
        bare = (replace(one, value=b"", headers=(("kept", str(len(one.value)).encode()),)) for one in found)
        last = nlargest(limit, bare, key=_order)
    if as_json:
        for one in reversed(last):
            print_line(msgspec.json.encode(_listed(one, kept=int(one.headers[0][1] or b"0"))).decode())
    else:
        print_table(HEADINGS, map(_row, reversed(last)))


@contextmanager
def _open(asked: Asked, choice: Choice) -> Iterator[Iterator[Reject]]:
    if asked.kafka:
        outside = asked.outside()
        yield read_rejects(outside.ways, flows_of(outside.settings).rejects.name, choice)
        return
    with open_rejects(state_of(asked.folders)) as stored:
        yield stored_rejects(stored, choice)


def _order(reject: Reject) -> tuple[datetime, tuple[int, ...]]:
    """By when it was refused; a local state numbers them so."""
    return reject.refused_at or reject.at, tuple(map(int, reject.id.split(":")))


def _listed(reject: Reject, kept: int) -> Listed:
    return Listed(
        id=reject.id,
        at=reject.at,
        refused_at=reject.refused_at,
        reason=reject.reason,
        detail=reject.detail,
        part=reject.part,
        where=reject.where,
        size=reject.size,
        kept=kept,
    )


def _row(one: Reject) -> tuple[object, ...]:
    detail = one.detail if one.part in ("read", "unknown") else f"{one.detail} (refused by {one.part})"
    return one.id, f"{one.at:%Y-%m-%d %H:%M:%S}", one.reason, one.where, f"{one.size:,}", _plain(detail)


def _plain(text: str) -> str:
    """Text of a stranger on one line, without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@rejects.command()
@_ask_place
@click.argument("number", metavar="ID")
@click.option("--raw", is_flag=True, help="Its bytes, untouched, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(*, asked: Asked, number: str, raw: bool, as_json: bool) -> None:
    """Show one reject: why, where it stood, its headers, and how it begins."""
    reject = _one(asked, number)
    if raw:
        sys.stdout.buffer.write(reject.value)
        sys.stdout.buffer.flush()
    elif as_json:
        print_line(msgspec.json.encode(_shown(reject)).decode())
    else:
        for line in _described(_shown(reject)):
            print_line(line)


def _one(asked: Asked, number: str) -> Reject:
    if asked.kafka:
        outside = asked.outside()
        return read_reject(outside.ways, flows_of(outside.settings).rejects.name, number)
    with open_rejects(state_of(asked.folders)) as stored:
        return stored_reject(stored, number)


def _shown(reject: Reject) -> Shown:
    try:
        text, base64 = reject.value.decode("utf-8"), None
    except UnicodeDecodeError:
        text, base64 = None, b64encode(reject.value).decode("ascii")
    return Shown(
        **msgspec.structs.asdict(_listed(reject, kept=len(reject.value))),
        key=None if reject.key is None else reject.key.decode("utf-8", "backslashreplace"),
        headers={name: (value or b"").decode("utf-8", "backslashreplace") for name, value in reject.headers},
        text=text,
        base64=base64,
    )


def _described(one: Shown) -> Iterator[str]:
    yield f"{one.reason}: {_plain(one.detail)}"
    yield f"refused by {one.part}: {one.where}, of {one.at:%Y-%m-%d %H:%M:%S} UTC, {one.size:,} bytes"
    if one.kept < one.size:
        yield f"only its first {one.kept:,} bytes were kept"
    if one.key is not None:
        yield f"key: {_plain(one.key)}"
    for name, value in one.headers.items():
        yield f"header {_plain(name)}: {_plain(value)}"
    yield ""
    lines = (one.text or "").splitlines() if one.text is not None else ["(no UTF-8; --raw gives its bytes)"]
    yield from (_plain(line) for line in "\n".join(lines)[:LONGEST].splitlines())


@rejects.command("replay")
@_ask_place
@_ask_choice
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="A new folder for pages of a local state.")
@click.option("--limit", type=click.IntRange(1), help="The first so many.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def replay_rejects(*, asked: Asked, choice: Choice, to: Path | None, limit: int | None, dry_run: bool) -> int:
    """Feed pages that were refused to the readers again; of a local state, write them out for `groundswell run`.

    Exit 1: some cannot be fed again. Feeding twice is harmless, no article counts twice.
    """
    if asked.kafka == (to is not None):
        raise click.UsageError("expected --kafka, or --to FOLDER for the pages of a local state")
    left_out: list[Reject] = []
    with _open(asked, choice) as found:
        pages = islice(_fit(found, left_out), limit)
        said = _say_only(pages) if dry_run else _feed(asked, pages) if to is None else _write(pages, to)
    for reject in left_out:
        warn(f"groundswell: reject {reject.id} is left out: {why_not(reject)}")
    print_line(said)
    return 1 if left_out else 0


def _fit(found: Iterator[Reject], left_out: list[Reject]) -> Iterator[Reject]:
    for reject in found:
        if why_not(reject) is None:
            yield reject
        else:
            left_out.append(reject)


def _say_only(pages: Iterator[Reject]) -> str:
    return f"{sum(1 for _ in pages)} pages would be fed again"


def _feed(asked: Asked, pages: Iterator[Reject]) -> str:
    outside = asked.outside()
    flow = flows_of(outside.settings).pages.name
    return f"{replay(outside.ways, pages, flow)} pages were fed again, to {flow}"


def _write(pages: Iterator[Reject], folder: Path) -> str:
    written = write_out(pages, folder)
    return f"{written.pages} pages were written to {len(written.files)} files; now: groundswell run {folder}"
