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
TEACHING = timedelta(days=5)
"""Before the first group is in the news."""
TEACHING_PAGES = 30
"""At least."""

LEAST_SENTENCES = 8
"""A page with less is none."""


class Town(Struct, frozen=True, kw_only=True):
    """How many piers it has."""

    groups: int
    piers: int
    """In each group."""
    called: str = "w"
    """How the ids of its watches begin."""
    first_day: int = 5
    """Days from the beginning to the first group's turn."""

    @property
    def alerts(self) -> int:
        """One for each pier."""
        return self.groups * self.piers

    @property
    def ids(self) -> list[str]:
        """Of all watches."""
        return [self.id(group, pier) for group in range(self.groups) for pier in range(self.piers)]

    def lines(self) -> list[str]:
        """Of ``watches.yaml``, one a watch; tagged by what they are called."""
        return [
            f"  - {{id: {self.id(group, pier)}, name: {self.name(group, pier)},"
            f" terms: [{self.name(group, pier)}], tags: [{self.called}]}}"
            for group in range(self.groups)
            for pier in range(self.piers)
        ]

    def id(self, group: int, pier: int) -> str:
        """Of a watch."""
        return f"{self.called}{group}-{pier}"

    def name(self, group: int, pier: int) -> str:
        """What a pier is called: two words, the second of them letters that no other pier has."""
        digits = short_hash(self.called, str(group), str(pier))[:8]
        return f"Pier {''.join(ascii_uppercase[int(digit, 16)] for digit in digits)}"

    def pages(self, group: int) -> Iterator[bytes]:
        """Five days in which each group is named now and then; from then on, day after day, one is in the news."""
        if group == 0:
            yield from self.teaching()
        yield from self.day(group)

    def day(self, group: int) -> Iterator[bytes]:
        """The day on which a group is in the news."""
        begin = BEGIN + timedelta(days=self.first_day + group)
        quiet = [begin + timedelta(hours=hour, minutes=7) for hour in range(0, 24, 2)]
        burst = [begin + timedelta(hours=9, minutes=3 * number) for number in range(20)]
        for number, at in enumerate(sorted([*quiet, *burst])):
            yield self._page(group, number, at, group if at in burst else None)

    def teaching(self) -> Iterator[bytes]:
        """The first five days, in which each group is named now and then."""
        pages = max(TEACHING_PAGES, self.groups)
        for number in range(pages):
            yield self._page(-1, number, BEGIN + number * (TEACHING / pages), number % self.groups)

    def _page(self, group: int, number: int, at: datetime, about: int | None) -> bytes:
        random = Random(f"{group} {number}")
        named = [None if about is None else self.name(about, pier) for pier in range(self.piers)]
        named += [None] * (LEAST_SENTENCES // 2 - len(named))
        text = " ".join(sentence(random, one) for one in named for _ in range(2))
        return page(f"{self.called}/{group}/{number}", number, at, f"In the town this week {text}")


def page(path: str, paper: int, at: datetime, text: str) -> bytes:
    """One line of a file of pages."""
    url = f"https://paper{paper % 19}.example/{path}"
    return json.dumps({"url": url, "fetched_at": at.astimezone(UTC).isoformat(), "text": text}).encode() + b"\n"
