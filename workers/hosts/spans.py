"""What was taken from each input since its last pulse."""

from collections.abc import Mapping
from datetime import datetime

from workers.detect.partition import SLOT_S
from workers.model.pulse import Span, Tally


class Spans:
    """The open span of every input. A page's time, source and number of articles go in, spans come out."""

    def __init__(self, taken: Mapping[str, int], at: Mapping[str, datetime]) -> None:
        self.taken = dict(taken)
        """Pages ever taken of each input."""
        self._told = dict(taken)
        self._at = dict(at)
        self._tallies: dict[str, dict[tuple[str, int], int]] = {}

    def begin(self, name: str, start: int, at: datetime | None) -> None:
        """Take an input over at a place, with the time that was read from it before (UTC)."""
        self.drop(name)
        self.taken[name] = self._told[name] = start
        if at is not None:
            self._at[name] = at

    def drop(self, name: str) -> None:
        """Forget an input, with what was taken of it and not told."""
        for known in (self.taken, self._told, self._at, self._tallies):
            known.pop(name, None)

    def at(self, name: str) -> datetime | None:
        """The greatest time read from an input (UTC); None before its first page."""
        return self._at.get(name)

    def raises_slot(self, name: str, at: datetime) -> bool:
        """Whether a page's time lies in a later slot than all that was read from its input."""
        before = self._at.get(name)
        return before is None or at.timestamp() // SLOT_S > before.timestamp() // SLOT_S

    def raise_to(self, name: str, at: datetime) -> None:
        """Hear of a time read from an input; it never goes back."""
        self._at[name] = max(at, self._at.get(name, at))

    def take(self, name: str, at: datetime | None, sources: Mapping[str, int], end: int | None = None) -> None:
        """Hear of a page.

        Args:
            name: Its input.
            at: Its time (UTC); None when it was refused.
            sources: Its articles by source.
            end: The place behind it; None: the next one.
        """
        self.taken[name] = self.taken.get(name, 0) + 1 if end is None else end
        if at is None:
            return
        self.raise_to(name, at)
        slot = int(at.timestamp() // SLOT_S)
        tallies = self._tallies.setdefault(name, {})
        for source, articles in sources.items():
            tallies[source, slot] = tallies.get((source, slot), 0) + articles

    def is_open(self, name: str) -> bool:
        """Whether pages were taken since the last cut."""
        return self.taken.get(name, 0) > self._told.get(name, 0)

    def cut(self, name: str, *, idle: bool = False) -> Span:
        """End the open span of an input and return it; empty when nothing was taken."""
        start, end = self._told.get(name, 0), self.taken.get(name, 0)
        self._told[name] = end
        tallies = tuple(
            Tally(source=source, slot=slot, articles=articles)
            for (source, slot), articles in sorted(self._tallies.pop(name, {}).items())
        )
        return Span(input=name, start=start, end=end, at=self._at.get(name), idle=idle, tallies=tallies)
