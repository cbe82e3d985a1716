"""How far the inputs are that other readers have: asked of the group's own records, not of them."""

from collections.abc import Collection
from datetime import datetime

from workers.hosts.kafka.reading.group import Group
from workers.hosts.kafka.reading.in_step import Pace, slowest

LOOK_S = 1.0
"""How often to ask where the others are;"""
WAITING_LOOK_S = 0.04
"""while we wait for them."""


class Others:
    """What was last heard of them."""

    def __init__(self, group: Group, started_at: datetime) -> None:
        self._group, self._started_at = group, started_at
        self._looked_s: float | None = None
        self._paces: tuple[Pace, ...] = ()

    def look(self, ours: Collection[str], now_s: float, *, waiting: bool = False) -> None:
        """Ask again, at most once a second.

        Args:
            ours: The inputs that are not others'.
            now_s: The loop's clock.
            waiting: Whether pages of ours wait for others: then it is asked more often.
        """
        if self._looked_s is not None and now_s - self._looked_s < (WAITING_LOOK_S if waiting else LOOK_S):
            return
        self._looked_s = now_s
        theirs = self._group.inputs - set(ours)
        self._paces = tuple(self._ask(theirs)) if theirs else ()

    def forget(self) -> None:
        """Inputs changed hands: what was heard is no longer of others."""
        self._looked_s, self._paces = None, ()

    def slowest(self, now: datetime) -> datetime | None:
        """How far the slowest of them is that is waited for (UTC)."""
        return slowest(self._paces, now)

    def neglected(self, now: datetime, patience_s: float) -> bool:
        """Whether there is an input with pages to be read, and nobody was heard to read it for so long."""
        return any(pace.behind and (now - pace.heard_at).total_seconds() > patience_s for pace in self._paces)

    def _ask(self, theirs: Collection[str]) -> list[Pace]:
        places, ends = self._group.places(theirs), self._group.ends(theirs)
        begins = self._group.begins(theirs - places.keys()) if len(places) < len(theirs) else {}
        paces = []
        for name in theirs:
            place = places.get(name)
            read_to = begins.get(name, 0) if place is None else place.offset
            paces.append(
                Pace(
                    at=None if place is None else place.noted.at,
                    behind=read_to < ends.get(name, 0),
                    heard_at=(place and place.noted.told_at) or self._started_at,
                )
            )
        return paces
