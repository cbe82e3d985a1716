"""Someone's wish to hear of watches, as the config says it."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from workers.model.alert import Kind, Severity
from workers.model.setting import Duration

ALL = "*"
_NAMING_SHARE = 3
"""One origin in three must name a region, topic or language asked for."""


class WatchChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which watches: any that one of the lists names. ``"*"`` in a list is all."""

    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class Subscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one reader wants to be told, and through which channels."""

    id: str
    watches: WatchChoice
    channels: tuple[str, ...]
    """Ids of channels; each gets every notice."""
    kinds: tuple[Kind, ...] = (Kind.COVERAGE_SPIKE,)
    severity: Severity = Severity.NOTICE
    """At least."""
    regions: tuple[str, ...] = ()
    """ISO 3166-1; at least a third of the alert's origins name one of them. Empty: any."""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_age: Duration | None = None
    """A change older than this when it is decided is held."""
    repeat_after: Duration | None = None
    """An alert that is open and was not told for so long (event time) is told again."""
    tell_resolved: bool = True


def wants_watch(choice: WatchChoice, watch_id: str, tags: Collection[str], owner: str | None) -> bool:
    """Whether a choice names a watch by its id, one of its tags or its owner."""
    if ALL in choice.ids or ALL in choice.tags or ALL in choice.owners:
        return True
    return watch_id in choice.ids or owner in choice.owners or not set(tags).isdisjoint(choice.tags)


def names_enough(asked: tuple[str, ...], seen: Mapping[str, int], origins: int) -> bool:
    """Whether one of the asked names stands in enough origins.

    An origin may name several, so the counts cannot be added: the most
    frequent decides, which never tells too much.
    """
    return not asked or _NAMING_SHARE * max(seen.get(name, 0) for name in asked) >= max(origins, 1)
