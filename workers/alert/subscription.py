"""Someone's wish to hear of watches, as the config says it."""

from collections.abc import Collection, Mapping
from typing import Annotated

from msgspec import Meta, Struct, field

from workers.model.alert import Kind, Severity
from workers.model.setting import Duration, TimeOfDay

ALL = "*"
_NAMING_SHARE = 3
"""One origin in three must name a region, topic or language asked for."""


class WatchChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which watches: any that one of the lists names. ``"*"`` in a list is all."""

    ids: tuple[str, ...] = ()
    """These watches; ``"*"`` is all."""
    tags: tuple[str, ...] = ()
    """Watches with one of these tags."""
    owners: tuple[str, ...] = ()
    """Watches of one of these owners."""


class QuietHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When nobody wants to be told, by the subscription's own clock; the end may be on the next day."""

    from_: TimeOfDay = field(name="from")
    """Their beginning, in the subscription's time zone."""
    to: TimeOfDay
    """Their end; before the beginning: on the next day."""
    except_: Severity | None = field(name="except", default=None)
    """Told all the same: this and what is rarer."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: they have no length.
        """
        if self.from_ == self.to:
            raise ValueError("found quiet hours of no length, from and to the same; expected two times of day")


class DigestTimes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a digest is told: at a time of day by the subscription's own clock, or every so often."""

    at: TimeOfDay | None = None
    """At this time of day."""
    every: Duration | None = None
    """Counted from midnight UTC of 1 January 1970, so that every host tells it at the same times."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: both are told, or neither, or a length of nothing.
        """
        if (self.at is None) == (self.every is None):
            raise ValueError("found both at and every, or neither; expected one of them")
        if self.every is not None and self.every.seconds < 60:
            raise ValueError("found less than a minute between digests; expected at least 1m")


class Limit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is told at most; what is beyond waits until there is room."""

    notices: Annotated[int, Meta(ge=1, le=1_000)]
    """So many at most,"""
    per: Duration
    """in this time; what is beyond waits for room."""
    except_: Severity | None = field(name="except", default=None)
    """Told all the same: this and what is rarer."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: a length of nothing.
        """
        if self.per.seconds <= 0:
            raise ValueError("found a limit per no time; expected at least 1s")


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
    time_zone: str = "UTC"
    """An IANA name; people read times in it, and quiet hours and digests go by it."""
    quiet_hours: QuietHours | None = None
    digest: DigestTimes | None = None
    """When to tell all that waited; without `max_age` everything waits."""
    limit: Limit | None = None
    max_age: Duration | None = None
    """A change older than this when it is decided is told in the digest; where there is none, it is held."""
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
