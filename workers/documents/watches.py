"""``watches.yaml``: what is counted, and when it is worth telling."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from workers.alert.counting import Counted
from workers.alert.subscription import WatchChoice
from workers.config.node import Place
from workers.detect import AnyDetector
from workers.detect.budget import LEAST_PER_WEEK
from workers.documents.words import BucketWidth, GroupName, Id, LanguageCode, RegionCode, Text
from workers.model.setting import Duration

MOST_PER_WEEK = 5.0
"""Alerts; the line of more lies where any ripple crosses it."""

Budgeted = Annotated[float, Meta(ge=LEAST_PER_WEEK, le=MOST_PER_WEEK)]
Members = Annotated[tuple[Text, ...], Meta(min_length=1, description="a list of at least one country or area")]
Sensitivity = Literal["sensitive", "normal", "quiet"]


class NeedsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of which one must stand near a term: those of a list, those written here, or both."""

    list: Id | None = None
    """The name of a list in ``lists``."""
    words: tuple[Text, ...] = ()
    """Words beside those of the list."""


class TermItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way an article may name a watch; see `workers.model.watch.Term`."""

    text: Text
    """As it stands in articles."""
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0
    """An article is a mention when the weights of its distinct terms reach 1."""
    case: Literal["auto", "exact", "any"] = "auto"
    """``exact``: as written; ``any``: case is ignored; ``auto``: capitals count in a term that is short or all in
    capitals."""
    inflect: LanguageCode | None = None
    """The language whose endings the term may take."""
    needs: NeedsItem | None = None
    near: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Characters within which one of ``needs`` must stand; 0: anywhere in the article."""


class ScopeItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an article must belong to be a mention; empty lists ask for nothing."""

    regions: tuple[RegionCode, ...] = ()
    """Met by a region with at least half the score of the first one."""
    topics: tuple[Text, ...] = ()
    """IPTC Media Topics, as ``medtop:16000000``."""
    languages: tuple[LanguageCode, ...] = ()
    """Of the article."""
    sources: tuple[Text, ...] = ()
    """Where it was fetched from, as ``example.org``."""


class SplitItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts that are counted apart, by one dimension: its values, or ``any``."""

    region: Literal["any"] | tuple[RegionCode, ...] | None = None
    """Parts by country or area."""
    language: Literal["any"] | tuple[LanguageCode, ...] | None = None
    """Parts by the language of articles."""
    topic: Literal["any"] | tuple[Text, ...] | None = None
    """Parts by topic."""
    source: Literal["any"] | tuple[Text, ...] | None = None
    """Parts by source."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: not exactly one dimension is named, or it has no values.
        """
        named = [value for value in (self.region, self.language, self.topic, self.source) if value is not None]
        if len(named) != 1 or not named[0]:
            raise ValueError(
                "found no dimension, several, or one without values; expected one, such as region: [KR, JP]"
            )


class MinimumItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least that is worth an alert, over the window that decided."""

    articles: Annotated[int, Meta(ge=1)] = 3
    """Fewer are no alert, however rare."""
    sources: Annotated[int, Meta(ge=1)] = 2
    """Of different publishers; left out where most articles name no source."""


class SeverityItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores from which an alert is called a warning, and critical."""

    warning: Annotated[float, Meta(gt=0, le=4)] = 2.9
    """About once in 4 weeks, for any watch."""
    critical: Annotated[float, Meta(gt=0, le=4)] = 3.6
    """About once in 10 weeks, for any watch; and at least 10 independent stories."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: critical would come before the warning.
        """
        if self.critical < self.warning:
            raise ValueError("found a critical below warning; expected one at or above it")


class DefaultsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every watch of a file that does not say otherwise. See `overlay`."""

    count: Counted = Counted.ORIGINS
    """What is counted: independent stories (copies of one count once), articles, or sources."""
    bucket: BucketWidth = BucketWidth("5m")
    """The steps in which it is counted."""
    fold: Duration = Duration("24h")
    """A copy of something seen within this time is not new."""
    minimum: MinimumItem = MinimumItem()
    severity: SeverityItem = SeverityItem()
    alerts_per_week: Budgeted | None = None
    """How often it may call, true news counted in; its line is worked out from this."""
    sensitivity: Sensitivity | None = None
    """The same in a word: about 1.5, 0.8 or 0.3 alerts a week."""
    detector: AnyDetector | None = None
    """How counts are scored, for those who want to set it themselves."""
    tags: tuple[Id, ...] = ()
    """Names by which subscriptions and budgets choose watches."""
    owner: Id | None = None
    """Who looks after it; subscriptions may choose by it, and alerts name it."""


class WatchItem(DefaultsItem, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One watch as it is written: what the defaults may say, and what only it can."""

    id: Id
    """The name other files call it by; never changed, or it is learnt anew."""
    name: Text | None = None
    """What people read; the id where it is left out."""
    terms: Annotated[tuple[Text | TermItem, ...], Meta(min_length=1, description="a list of at least one term")]
    mask: tuple[Text, ...] = ()
    """Phrases that are not read as the terms inside them."""
    unless: tuple[Text, ...] = ()
    """An article with one of these is no mention."""
    requires: tuple[Text, ...] = ()
    """At least one of these must stand in the article, whatever the term."""
    scope: ScopeItem = ScopeItem()
    split_by: SplitItem | None = None


class BudgetItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Alerts a week that several watches share."""

    alerts_per_week: Annotated[float, Meta(gt=0)]
    """Of all these watches together; each gets an even part, and the stricter line holds."""
    watches: WatchChoice


class WatchesFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; what stands in it is decoded piece by piece, so that a wrong one does not hide the rest."""

    defaults: Place | None = None
    lists: dict[Id, Place] = {}
    region_groups: dict[GroupName, Place] = {}
    watches: tuple[Place, ...] = ()
    budgets: tuple[Place, ...] = ()


COLUMNS: Mapping[str, bool] = {
    "id": False,
    "name": False,
    "terms": True,
    "mask": True,
    "unless": True,
    "requires": True,
    "tags": True,
    "owner": False,
    "alerts_per_week": False,
    "sensitivity": False,
    "count": False,
}
"""What a table of watches may have, and which of it are lists."""
