"""Values that remember where they stand, so that what is wrong between files can be shown in its line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from workers.alert.subscription import WatchChoice
from workers.classify.linear import Weights
from workers.config.decode import Decoded
from workers.config.node import Place
from workers.documents.settings import SettingsFile
from workers.documents.subscriptions import SilenceItem, SubscriptionItem
from workers.documents.watches import BudgetItem, WatchItem
from workers.model.mistake import Mistake

Value = TypeVar("Value")
Channel = TypeVar("Channel")
SomeValue = TypeVar("SomeValue", covariant=True)
SomeChannel = TypeVar("SomeChannel", covariant=True)

DecodeChannel = Callable[[Place], Decoded[Channel]]


class Placed(Struct, Generic[SomeValue], frozen=True, kw_only=True):
    """A value and where it stands."""

    place: Place
    value: SomeValue


class Names(Struct, frozen=True, kw_only=True):
    """All that may be referred to, also where it stands in an item that is itself wrong."""

    watches: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    """Files that could not be parsed, and might have named more."""


class Documents(Struct, Generic[SomeChannel], frozen=True, kw_only=True):
    """A config folder as values."""

    folder: str
    watches: tuple[Placed[WatchItem], ...]
    lists: dict[str, tuple[str, ...]]
    budgets: tuple[Placed[BudgetItem], ...]
    subscriptions: tuple[Placed[SubscriptionItem], ...]
    silences: tuple[Placed[SilenceItem], ...]
    channels: tuple[Placed[SomeChannel], ...]
    settings: Placed[SettingsFile]
    names: Names
    groups: Mapping[str, Placed[tuple[str, ...]]] = {}
    """The config's own groups of regions, by name; one that is wrong is empty."""
    templates: Mapping[str, str] = {}
    """Texts for people that stand in the place of shipped ones, by their names."""
    weights: Weights | None = None
    """Of the topic classifier, where the settings ask for `Linear` and its file is good."""


class Findings(Struct, frozen=True, kw_only=True):
    """What is wrong, and what is only strange."""

    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(mistakes=self.mistakes + other.mistakes, warnings=self.warnings + other.warnings)


def decode_each(
    places: Iterable[Place], decode: Callable[[Place], Decoded[Value]], mistakes: list[Mistake]
) -> tuple[Placed[Value], ...]:
    """Make a value of each place; add the mistakes of those that cannot be made."""
    made = []
    for place in places:
        decoded = decode(place)
        mistakes.extend(decoded.mistakes)
        if decoded.value is not None:
            made.append(Placed(place=place, value=decoded.value))
    return tuple(made)


def texts_under(places: Sequence[Place], key: str) -> frozenset[str]:
    """Every text that stands under a key, alone or in a list, whether or not the rest can be read."""
    alone = {text for place in places if (text := place.text(key)) is not None}
    listed = {text for place in places for one in place.each(key) if (text := one.word) is not None}
    return frozenset(alone | listed)


def is_empty(choice: WatchChoice) -> bool:
    """Whether it names nothing at all."""
    return not (choice.ids or choice.tags or choice.owners)
