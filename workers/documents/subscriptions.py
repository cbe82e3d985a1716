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
    watches: WatchChoice
    channels: Annotated[tuple[Id, ...], Meta(min_length=1, description="a list of at least one channel's id")]
    kinds: tuple[Kind, ...] = (Kind.COVERAGE_SPIKE,)
    severity: Severity = Severity.NOTICE
    regions: tuple[RegionCode, ...] = ()
    topics: tuple[Text, ...] = ()
    languages: tuple[LanguageCode, ...] = ()
    time_zone: Text = "UTC"
    quiet_hours: QuietHours | None = None
    digest: DigestTimes | None = None
    limit: Limit | None = None
    repeat_after: Duration | None = None
    max_age: Duration | None = None
    tell_resolved: bool = True


class SilenceItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A span in which what matches is held: watches, or one alert, and whatever else is asked of them."""

    id: Id
    watches: WatchChoice | None = None
    regions: tuple[RegionCode, ...] = ()
    topics: tuple[Text, ...] = ()
    languages: tuple[LanguageCode, ...] = ()
    kinds: tuple[Kind, ...] = ()
    severity: Severity | None = None
    alert: Id | None = None
    until: Until
    by: Text
    because: Text

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
