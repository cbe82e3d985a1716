"""Files of pages for tests, and a way to read them."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from tests.builders import NOON, page_line
from workers.hosts.local.files import find_files
from workers.hosts.local.lane import Arrival, Order
from workers.hosts.local.peek import Asked
from workers.hosts.local.place import Place
from workers.hosts.local.sources import MergedPages
from workers.ingest.rules import InputRules

ASKED = Asked(rules=InputRules())
LIVELY = Order()


def line_at(minutes: float, **fields: object) -> bytes:
    """A page that was fetched so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    return page_line(fetched_at=at.isoformat(), title=f"At {minutes}", **fields)


def write_lines(path: Path, minutes: Iterable[float]) -> Path:
    """A file with a page for each of these minutes, in this order."""
    path.write_bytes(b"".join(line_at(minute) + b"\n" for minute in minutes))
    return path


def open_merged(
    paths: Sequence[Path], places: dict[str, Place] | None = None, *, order: Order = LIVELY, asked: Asked = ASKED
) -> MergedPages:
    return MergedPages(find_files([str(path) for path in paths]), places or {}, asked, order)


def take_all(pages: MergedPages) -> list[Arrival]:
    """Every page to the end, each one done."""
    taken = []
    while (arrival := pages.take()) is not None:
        taken.append(arrival)
        pages.done(arrival)
    return taken


def titles(arrivals: Iterable[Arrival]) -> list[str]:
    return [json.loads(arrival.payload.value)["title"] for arrival in arrivals]


def minutes(arrivals: Iterable[Arrival]) -> list[float]:
    return [float(title.removeprefix("At ")) for title in titles(arrivals)]
