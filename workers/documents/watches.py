"""``watches.yaml``: what is counted, and when it is worth telling."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from workers.alert.counting import Counted
from workers.alert.subscription import WatchChoice
from workers.config.node import Place
from workers.detect import AnyDetector
from workers.detect.budget import LEAST_PER_WEEK
from workers.documents.words import BucketWidth, Id, LanguageCode, RegionCode, Text
from workers.model.setting import Duration

MOST_PER_WEEK = 5.0
"""Alerts; the line of more lies where any ripple crosses it."""

Budgeted = Annotated[float, Meta(ge=LEAST_PER_WEEK, le=MOST_PER_WEEK)]
Sensitivity = Literal["sensitive", "normal", "quiet"]


class NeedsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of which one must stand near a term: those of a list, those written here, or both."""

    list: Id | None = None
    words: tuple[Text, ...] = ()


class TermItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way an article may name a watch; see `workers.model.watch.Term`."""

    text: Text
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0
    case: Literal["auto", "exact", "any"] = "auto"
    inflect: LanguageCode | None = None
    needs: NeedsItem | None = None
    near: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class ScopeItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an article must belong to be a mention; empty lists ask for nothing."""

    regions: tuple[RegionCode, ...] = ()
    topics: tuple[Text, ...] = ()
    languages: tuple[LanguageCode, ...] = ()
    sources: tuple[Text, ...] = ()


class SplitItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts that are counted apart, by one dimension: its values, or ``any``."""

    region: Literal["any"] | tuple[RegionCode, ...] | None = None
    language: Literal["any"] | tuple[LanguageCode, ...] | None = None
    topic: Literal["any"] | tuple[Text, ...] | None = None
    source: Literal["any"] | tuple[Text, ...] | None = None

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
    sources: Annotated[int, Meta(ge=1)] = 2


class SeverityItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores from which an alert is called a warning, and critical."""

    warning: Annotated[float, Meta(gt=0, le=4)] = 2.9
    critical: Annotated[float, Meta(gt=0, le=4)] = 3.6

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
    bucket: BucketWidth = BucketWidth("5m")
    fold: Duration = Duration("24h")
    minimum: MinimumItem = MinimumItem()
    severity: SeverityItem = SeverityItem()
    alerts_per_week: Budgeted | None = None
    sensitivity: Sensitivity | None = None
    detector: AnyDetector | None = None
    tags: tuple[Id, ...] = ()
    owner: Id | None = None


class WatchItem(DefaultsItem, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One watch as it is written: what the defaults may say, and what only it can."""

    id: Id
    name: Text | None = None
    terms: Annotated[tuple[Text | TermItem, ...], Meta(min_length=1, description="a list of at least one term")]
    mask: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()
    requires: tuple[Text, ...] = ()
    scope: ScopeItem = ScopeItem()
    split_by: SplitItem | None = None


class BudgetItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Alerts a week that several watches share."""

    alerts_per_week: Annotated[float, Meta(gt=0)]
    watches: WatchChoice


class WatchesFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; what stands in it is decoded piece by piece, so that a wrong one does not hide the rest."""

    defaults: Place | None = None
    lists: dict[Id, Place] = {}
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
