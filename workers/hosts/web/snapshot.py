"""What a host hands over to be shown: values that nobody changes any more, so that no lock is needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from workers import __version__
from workers.alert.counting import CountRules
from workers.alert.silence import Silence
from workers.alert.state import WatchState
from workers.channels import AnyChannel
from workers.detect.clock import Clock
from workers.detect.partition import PartitionClock
from workers.rules import Rules


class ChannelShown(Struct, frozen=True, kw_only=True):
    """A channel, without anything that may be secret."""

    id: str
    kind: str


class SilenceShown(Struct, frozen=True, kw_only=True):
    """A silence that holds, or stands in the config."""

    id: str
    until: datetime | None
    by: str
    because: str


class ConfigShown(Struct, frozen=True, kw_only=True):
    """The config that holds, as far as it may be seen."""

    hash: str
    version: str
    """Of the product."""
    watches: int
    subscriptions: tuple[str, ...]
    channels: tuple[ChannelShown, ...]
    silences: tuple[SilenceShown, ...]
    time: str | None
    lateness: str
    max_age: str
    detectors: dict[str, int]
    """Watches by kind of detector."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """Everything that is counted, at one moment."""

    config: ConfigShown
    watches: Mapping[str, CountRules]
    states: Mapping[str, WatchState | bytes] = {}
    """By watch id; a watch that was never named has none. Bytes are states as they are kept."""
    decode: Callable[[bytes], WatchState] | None = None
    """Reads those bytes: only what is drawn anew is decoded, for a decoded state takes ten times the memory."""
    clock: Clock = Clock()
    partition: PartitionClock = PartitionClock()
    made: tuple[Silence, ...] = ()
    """The silences that were made by command, and that nobody ended."""

    def state_of(self, watch_id: str) -> WatchState | None:
        """The state of a watch."""
        kept = self.states.get(watch_id)
        return self.decode(kept) if isinstance(kept, bytes) and self.decode is not None else _decoded(kept)


def _decoded(kept: WatchState | bytes | None) -> WatchState | None:
    return None if isinstance(kept, bytes) else kept


def show_config(rules: Rules, channels: Mapping[str, AnyChannel]) -> ConfigShown:
    """Take of a config what may be seen: no address, no secret, no name of a variable."""
    settings = rules.settings
    return ConfigShown(
        hash=rules.config_hash,
        version=__version__,
        watches=len(rules.watches),
        subscriptions=tuple(one.id for one in rules.subscriptions),
        channels=tuple(ChannelShown(id=name, kind=_tag(one)) for name, one in channels.items()),
        silences=show_silences(rules.silences),
        time=settings.time,
        lateness=str(settings.lateness),
        max_age=str(settings.max_age),
        detectors=_count([_tag(one.detector) for one in rules.watches.values()]),
    )


def show_silences(silences: Iterable[Silence]) -> tuple[SilenceShown, ...]:
    """Take of silences what may be seen."""
    return tuple(SilenceShown(id=one.id, until=one.until, by=one.by, because=one.because) for one in silences)


def _tag(value: Struct) -> str:
    return str(value.__struct_config__.tag)


def _count(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
