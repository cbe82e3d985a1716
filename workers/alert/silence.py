"""Spans in which what matches is held, since somebody said that it is known."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from workers.alert.counting import rank
from workers.alert.subscription import WatchChoice, names_enough, wants_watch
from workers.model.alert import Change, Kind, Severity


class Silence(Struct, frozen=True, kw_only=True):
    """What is held, until when, and who said so why."""

    id: str
    watches: WatchChoice | None = None
    """Any that it names; None: any."""
    regions: tuple[str, ...] = ()
    """ISO 3166-1; at least a third of the alert's origins name one of them. Empty: any."""
    topics: tuple[str, ...] = ()
    """Likewise."""
    languages: tuple[str, ...] = ()
    """Likewise."""
    kinds: tuple[Kind, ...] = ()
    """What alerts are about; empty: anything."""
    severity: Severity | None = None
    """At most: what is rarer is told all the same. None: however rare."""
    alert: str | None = None
    """This one alone; None: any."""
    until: datetime | None = None
    """UTC; None: as long as the alert lives."""
    by: str
    because: str


class MadeSilence(Struct, frozen=True, kw_only=True):
    """A silence that was made by command."""

    silence: Silence
    expired_at: datetime | None = None
    """When somebody ended it before its time (UTC)."""


def silence_of(change: Change, silences: Iterable[Silence], at: datetime) -> Silence | None:
    """The first silence that holds a change; None where nothing does.

    Args:
        change: What would be told.
        silences: All there are, in a settled order.
        at: The time of the decision (UTC).
    """
    return next((one for one in silences if not is_past(one, at) and _is_meant(change, one)), None)


def is_past(silence: Silence, at: datetime) -> bool:
    """Whether its time is over. One that lasts as long as its alert needs no end: the end itself is never held."""
    return silence.until is not None and silence.until <= at


def _is_meant(change: Change, silence: Silence) -> bool:
    watch, chosen, evidence = change.watch, silence.watches, change.evidence
    return (
        (silence.alert is None or silence.alert == change.alert_id)
        and (chosen is None or wants_watch(chosen, watch.id, watch.tags, watch.owner))
        and (not silence.kinds or change.kind in silence.kinds)
        and (silence.severity is None or rank(change.severity) <= rank(silence.severity))
        and names_enough(silence.regions, evidence.regions, evidence.origins)
        and names_enough(silence.topics, evidence.topics, evidence.origins)
        and names_enough(silence.languages, evidence.languages, evidence.origins)
    )
