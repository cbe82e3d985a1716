"""``subscriptions.yaml`` and ``channels.yaml``: who hears of what, by which way, and when not."""

from typing import Annotated

from msgspec import Meta, Struct

from workers.alert.subscription import DigestTimes, Limit, QuietHours, WatchChoice
from workers.config.node import Place
from workers.documents.words import Id, LanguageCode, RegionCode, Text, Until
from workers.model.alert import Kind, Severity
from workers.model.setting import Duration


class SubscriptionItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One subscription as it is written; see `workers.alert.subscription.Subscription`."""

    id: Id
    """Its name in the record of deliveries."""
    watches: WatchChoice
    channels: Annotated[tuple[Id, ...], Meta(min_length=1, description="a list of at least one channel's id")]
    """The ids of the channels that it is told by, all of them."""
    kinds: tuple[Kind, ...] = (Kind.COVERAGE_SPIKE,)
    """What kinds of alerts: about watches, or about our own sources."""
    severity: Severity = Severity.NOTICE
    """At least."""
    regions: tuple[RegionCode, ...] = ()
    """At least a third of the alert's stories must name one of them."""
    topics: tuple[Text, ...] = ()
    """Likewise."""
    languages: tuple[LanguageCode, ...] = ()
    """Likewise."""
    time_zone: Text = "UTC"
    """Times are told in it; quiet hours and digests go by it. A name such as ``Europe/Berlin``."""
    quiet_hours: QuietHours | None = None
    digest: DigestTimes | None = None
    limit: Limit | None = None
    repeat_after: Duration | None = None
    """Say again what is still open and was not told for so long; none: never."""
    max_age: Duration | None = None
    """With a digest, only what is older waits for it; without, what is older is not told."""
    tell_resolved: bool = True
    """Whether the end is told, too."""


class SilenceItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A span in which what matches is held: watches, or one alert, and whatever else is asked of them."""

    id: Id
    """By which it is named where it holds something."""
    watches: WatchChoice | None = None
    regions: tuple[RegionCode, ...] = ()
    """At least a third of the alert's stories name one of them."""
    topics: tuple[Text, ...] = ()
    """Likewise."""
    languages: tuple[LanguageCode, ...] = ()
    """Likewise."""
    kinds: tuple[Kind, ...] = ()
    """Of these kinds alone; empty: of all."""
    severity: Severity | None = None
    """At most; what is rarer is told."""
    alert: Id | None = None
    """One alert, instead of watches."""
    until: Until
    """A time; or ``resolved``, with ``alert``."""
    by: Text
    """Who asked for it."""
    because: Text
    """Why, for those who wonder."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: nothing, or two things, are silenced, or there is no end.
        """
        if (self.watches is None) == (self.alert is None):
            raise ValueError("found both watches and alert, or neither; expected one of them")
        if self.until.at is None and self.alert is None:
            raise ValueError("found until: resolved without alert; expected a time, or the alert that has to end")


class SubscriptionsFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; its items are decoded one by one."""

    subscriptions: tuple[Place, ...] = ()
    silences: tuple[Place, ...] = ()


class ChannelsFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; what a channel is, is for the channels to say."""

    channels: tuple[Place, ...] = ()
