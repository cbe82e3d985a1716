"""What a worker on Kafka needs to know of the world, and how it takes part."""

from collections.abc import Mapping

from msgspec import Struct
from structlog.typing import FilteringBoundLogger

from workers.documents.settings import SettingsFile
from workers.hosts.kafka.security import Access

BROKER = "GROUNDSWELL_BROKER"
"""The variable that takes the place of ``broker`` in the config: one config serves where addresses differ."""


def brokers_of(settings: SettingsFile, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The addresses to begin with, as ``host:port``."""
    said = environment.get(BROKER) or settings.broker
    return tuple(one.strip() for one in said.split(",") if one.strip())


class Pace(Struct, frozen=True, kw_only=True):
    """How a worker of ours takes part. Seconds, unless it says records."""

    session_s: float = 10.0
    heartbeat_s: float = 2.0
    rebalance_s: float = 30.0
    batch: int = 500
    """Records of one flow that are worked on together."""
    within_s: float = 0.02
    """How long a batch waits to be full: the greater part of the way from page to alert when little comes."""
    linger_s: float = 0.0
    outage_s: float = 120.0
    """How long a broker may be away before the process gives up."""
    stalled_s: float = 60.0
    """Not ready, or behind and without progress, for so long: it ends, to be started again."""


class Ways(Struct, frozen=True, kw_only=True):
    """What an app needs to know of the world."""

    brokers: tuple[str, ...]
    access: Access
    log: FilteringBoundLogger
    instance: str | None = None
    """A name of this worker that outlives it: a restart under it moves no partition (static membership)."""
    place: int = 6066
    """A number no other worker of the group on this machine has; under an instance, always the same."""
    folder: str = "/tmp/groundswell"  # Faust makes a folder it then never uses
    pace: Pace = Pace()
