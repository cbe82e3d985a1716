"""A made-up world of news whose truth is known: some watched names, quiet days, and now and then one in the news."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
SOURCES = 23
SYLLABLES = [one + two for one in "bdfgklmnprstv" for two in ("a", "e", "i", "o", "u", "an", "er", "il", "on")]
QUIET_H = 30
"""Hours before the first name is in the news: what is usual must be known by then."""


class Story(Struct, frozen=True, kw_only=True):
    """What happens."""

    seed: int = 1
    names: int = 24
    quiet_step_s: int = 30
    """Seconds of event time between pages of the quiet time."""
    step_s: int = 30
    """The same after it."""
    turn_h: int = 3
    """Hours from one name to the next."""

    @property
    def quiet_pages(self) -> int:
        """Pages before the first name is in the news."""
        return QUIET_H * 3600 // self.quiet_step_s

    def name(self, number: int) -> str:
        """What a watch looks for: two made-up words."""
        random = Random(f"name {number}")
        return " ".join("".join(random.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))

    def at(self, number: int) -> datetime:
        """When a page is fetched (UTC)."""
        quiet = min(number, self.quiet_pages)
        return BEGIN + timedelta(seconds=quiet * self.quiet_step_s + (number - quiet) * self.step_s)

    def loud(self, at: datetime) -> int | None:
        """The name that is in the news at a time: one after the other, for half an hour each."""
        hours = (at - BEGIN).total_seconds() / 3600
        turn, within = divmod(hours, self.turn_h)
        return int(turn) % self.names if hours >= QUIET_H and within < 0.5 else None

    def page(self, number: int) -> dict[str, str]:
        """One page, as a scraper would deliver it."""
        random, at = Random(f"{self.seed} {number}"), self.at(number)
        loud = self.loud(at)
        about = loud if loud is not None and random.random() < 0.4 else None
        if about is None and random.random() < 0.15:
            about = random.randrange(self.names)
        sentences = [_sentence(random) for _ in range(random.randint(5, 9))]
        if about is not None:
            sentences[1] = f"{self.name(about)} {sentences[1][0].lower()}{sentences[1][1:]}"
        return {
            "url": f"https://paper{random.randrange(SOURCES)}.example/{self.seed}/{number}",
            "fetched_at": at.isoformat(),
            "title": f"{_sentence(random)[:-1]} {number}",
            "text": "\n".join(sentences),
        }

    def values(self, begin: int, end: int) -> Iterator[bytes]:
        """Pages as JSON."""
        yield from (json.dumps(self.page(number)).encode() for number in range(begin, end))

    def write_config(self, folder: Path, **settings: str) -> None:
        """Write a config that watches for the names.

        Args:
            folder: Made if need be.
            settings: Lines of ``groundswell.yaml``; ``channels`` and ``subscriptions`` are files of their own.
        """
        folder.mkdir(parents=True, exist_ok=True)
        watches = [
            f"  - {{id: w{number}, name: {self.name(number)}, terms: [{self.name(number)}]}}"
            for number in range(self.names)
        ]
        files = {
            "watches": "\n".join(["defaults: {minimum: {articles: 3, sources: 2}}", "watches:", *watches]),
            "channels": f"channels: {settings.pop('channels', '[{id: out, kind: log}]')}",
            "subscriptions": "subscriptions: "
            + settings.pop("subscriptions", "[{id: desk, watches: {ids: ['*']}, channels: [out]}]"),
            "groundswell": "\n".join(f"{key}: {value}" for key, value in settings.items()),
        }
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text + "\n", encoding="utf-8")


def _sentence(random: Random) -> str:
    words = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(random.randint(7, 14))]
    return f"{' '.join(words).capitalize()} {random.randint(2, 999)}."
