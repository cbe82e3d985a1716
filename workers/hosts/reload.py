"""A new config, or the old one and why: what differs between two, what that means, and what only a restart changes."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from workers.documents.placed import Placed
from workers.documents.settings import SettingsFile
from workers.errors import ConfigError
from workers.hosts.config import Config, in_order
from workers.model.mistake import Mistake
from workers.rules import Rules

FIXED = ("broker", "security", "flows", "time", "lateness", "http", "state")
"""Settings that a running part of the product rests on. A restart changes them."""
MOST_NAMED = 20

Flaws = Callable[[Config], Collection[Mistake]]
"""What a part would refuse to start for, beside mistakes in the files."""


class Asking(Struct, frozen=True, kw_only=True):
    """What a part of the product asks of a config that is to take the place of its own."""

    fixed: tuple[str, ...] = FIXED
    """Settings that must stay as they are."""
    flaws: Flaws = lambda _: ()


class Parted(Struct, frozen=True, kw_only=True):
    """Names of one kind that came, went, or mean something else. Sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all is as it was."""
        return not (self.added or self.removed or self.changed)


NONE = Parted()


class Difference(Struct, frozen=True, kw_only=True):
    """What another config changes."""

    watches: Parted = NONE
    anew: tuple[str, ...] = ()
    """Of the changed watches, those that count something else and so learn anew."""
    subscriptions: Parted = NONE
    silences: Parted = NONE
    channels: Parted = NONE
    templates: Parted = NONE
    settings: tuple[str, ...] = ()
    """Keys of ``groundswell.yaml``."""

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same."""
        return self == Difference()


def compare(old: Config, new: Config) -> Difference:
    """Find what differs between two configs."""
    before, after = old.rules, new.rules
    return Difference(
        watches=part(_hashes(before), _hashes(after)),
        anew=_anew(before, after),
        subscriptions=part({one.id: one for one in before.subscriptions}, {one.id: one for one in after.subscriptions}),
        silences=part({one.id: one for one in before.silences}, {one.id: one for one in after.silences}),
        channels=part(old.channels, new.channels),
        templates=part(old.templates, new.templates),
        settings=changed_settings(before.settings, after.settings),
    )


def part(old: Mapping[str, object], new: Mapping[str, object]) -> Parted:
    """Compare what stands under each name."""
    return Parted(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )


def _hashes(rules: Rules) -> dict[str, str]:
    return {name: watch.watch_hash for name, watch in rules.watches.items()}


def _anew(old: Rules, new: Rules) -> tuple[str, ...]:
    both = old.watches.keys() & new.watches.keys()
    return tuple(sorted(name for name in both if old.watches[name].counted_hash != new.watches[name].counted_hash))


def changed_settings(old: SettingsFile, new: SettingsFile) -> tuple[str, ...]:
    """The keys under which something else stands, in the file's own order."""
    return tuple(key for key in SettingsFile.__struct_fields__ if getattr(old, key) != getattr(new, key))


def renew(old: Config, load: Callable[[], Config], asking: Asking) -> Config:
    """Return the config that is to take the place of the old one.

    Args:
        old: In use.
        load: Reads the new one.
        asking: What the part that runs asks of it.

    Raises:
        ConfigError: it holds mistakes, or the part that runs cannot change to it: every reason, as `check` tells it.
        InputError: there is no such folder any more.
    """
    new = load()
    reasons = in_order((*refuse_fixed(old.rules.settings, new.settings, asking.fixed), *asking.flaws(new)))
    if reasons:
        raise ConfigError(reasons)
    return new


def refuse_fixed(old: SettingsFile, new: Placed[SettingsFile], fixed: Collection[str]) -> Iterator[Mistake]:
    """Find settings that cannot change while the process runs; never says what they are."""
    for key in changed_settings(old, new.value):
        if key in fixed:
            found = "another value than the one in use, which only a restart changes"
            yield new.place.within(key).mistake(found, "the value in use, or a restart of this part")


def describe(difference: Difference) -> tuple[str, ...]:
    """What a difference means, one line a kind; a line that says so where there is none."""
    kinds = ("watches", "subscriptions", "silences", "channels", "templates")
    lines = [f"{kind}: {said}" for kind in kinds if (said := _said(getattr(difference, kind)))]
    if difference.anew:
        lines.append(f"learning anew, since they count something else now: {_named(difference.anew)}")
    if difference.settings:
        lines.append(f"settings: {_named(difference.settings)}")
    return tuple(lines) or ("nothing has changed",)


def _said(parted: Parted) -> str:
    kinds = (("added", parted.added), ("removed", parted.removed), ("changed", parted.changed))
    return "; ".join(f"{len(names)} {what} ({_named(names)})" for what, names in kinds if names)


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
