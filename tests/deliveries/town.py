"""A made-up town in whose papers one group of piers after the other is in the news: as many alerts as are wanted.

Each pier of a group opens, grows and ends with the others, so that few pages make many alerts.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_uppercase

from msgspec import Struct

from tests.hosts.world import BEGIN, sentence
from workers.model.names import short_hash

WATCHED = "defaults: {count: articles, minimum: {articles: 3, sources: 2}}"
NAME = r"Pier [A-P]{8}"
"""What piers are called."""
TEACHING = 30
"""Pages before the first group is in the news."""


class Town(Struct, frozen=True, kw_only=True):
    """How many piers it has."""

    groups: int
    piers: int
    """In each group."""

    @property
    def alerts(self) -> int:
        """One for each pier."""
        return self.groups * self.piers

    @property
    def ids(self) -> list[str]:
        """Of all watches."""
        return [f"w{group}-{pier}" for group in range(self.groups) for pier in range(self.piers)]

    def lines(self) -> list[str]:
        """``watches.yaml``."""
        watches = [
            f"  - {{id: w{group}-{pier}, name: {name(group, pier)}, terms: [{name(group, pier)}]}}"
            for group in range(self.groups)
            for pier in range(self.piers)
        ]
        return [WATCHED, "watches:", *watches]

    def pages(self, group: int) -> Iterator[bytes]:
        """Five days in which each group is named now and then; from then on, day after day, one is in the news."""
        if group == 0:
            for number in range(TEACHING):
                yield self._page(-1, number, BEGIN + timedelta(hours=4 * number), number % self.groups)
        begin = BEGIN + timedelta(days=5 + group)
        quiet = [begin + timedelta(hours=hour, minutes=7) for hour in range(0, 24, 2)]
        burst = [begin + timedelta(hours=9, minutes=3 * number) for number in range(20)]
        for number, at in enumerate(sorted([*quiet, *burst])):
            yield self._page(group, number, at, group if at in burst else None)

    def _page(self, group: int, number: int, at: datetime, about: int | None) -> bytes:
        random = Random(f"{group} {number}")
        named = [None if about is None else name(about, pier) for pier in range(self.piers)]
        text = " ".join(sentence(random, one) for one in named for _ in range(2))
        return page(f"{group}/{number}", number, at, f"In the town this week {text}")


def page(path: str, paper: int, at: datetime, text: str) -> bytes:
    """One line of a file of pages."""
    url = f"https://paper{paper % 19}.example/{path}"
    return json.dumps({"url": url, "fetched_at": at.astimezone(UTC).isoformat(), "text": text}).encode() + b"\n"


def name(group: int, pier: int) -> str:
    """What a pier is called: two words, the second of them letters that no other pier has."""
    letters = "".join(ascii_uppercase[int(digit, 16)] for digit in short_hash(str(group), str(pier))[:8])
    return f"Pier {letters}"
