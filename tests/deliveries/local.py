"""The local host with far sides around it: a file of pages that grows."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from math import ceil
from pathlib import Path

import msgspec

from tests.deliveries.place import write_config
from tests.deliveries.side import Side
from tests.deliveries.stand import STEPS, Work, list_deliveries
from tests.deliveries.town import Town
from workers.hosts.local.store import FILE
from workers.model.alert import Change
from workers.model.notice import Delivery


class LocalStand:
    """`groundswell run --follow --tell` in a folder of its own. Its news is that of the first town."""

    def __init__(self, folder: Path, towns: Sequence[Town], sides: Sequence[Side]) -> None:
        self._folder, self._town = folder, towns[0]
        self.config = folder / "config"
        # Whether all was read is seen by the articles that are kept.
        said = {"time": "pages", "lateness": "0m", "state": str(folder / "state"), "keep": "{text: 400d}"}
        write_config(self.config, towns, sides, **said)
        self._pages = folder / "pages.jsonl"
        self._pages.touch()
        self._written = 0
        words = ["run", "--config", self.config, "--follow", "--tell", self._pages]
        environment = {key: value for side in sides for key, value in side.environment.items()}
        self.work = Work(words, folder, environment, ready="health and metrics are served")

    @property
    def parts(self) -> int:
        return self._town.groups * STEPS

    def tell(self, part: int) -> None:
        """A quarter of the day of a group that is in the news."""
        group, quarter = divmod(part, STEPS)
        lines = list(self._town.pages(group))
        size = ceil(len(lines) / STEPS)
        self.write(lines[quarter * size : (quarter + 1) * size])

    def write(self, lines: Sequence[bytes]) -> None:
        """Let these pages be fetched."""
        with self._pages.open("ab") as pages:
            pages.writelines(lines)
        self._written += len(lines)

    def all_heard(self) -> bool:
        """Whether every page is an article: each holds one."""
        with closing(sqlite3.connect(f"file:{self._folder / 'state' / FILE}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("select count(*) = ? from articles", (self._written,)).fetchone()[0])

    def changes(self) -> list[Change]:
        with closing(sqlite3.connect(self._folder / "state" / FILE)) as connection:
            rows = connection.execute("select body from changes order by n").fetchall()
        return [msgspec.json.decode(body, type=Change) for (body,) in rows]

    def deliveries(self) -> list[Delivery]:
        return list_deliveries(self.config)
