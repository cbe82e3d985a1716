"""What every part of the product on Kafka asks in the same words."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import click

from workers.cli.asking import DEFAULT, configure_log, open_config
from workers.hosts.kafka.security import open_access
from workers.hosts.kafka.ways import Ways, brokers_of

Result = TypeVar("Result")

_FOLDER = click.Path(file_okay=False, path_type=Path)
_INSTANCE = "A name of this worker that outlives it: a restart under it moves no partition."
_PORT = "Where health and metrics are served; else the config's."


def ask_part(function: Callable[..., Result]) -> Callable[..., Result]:
    """Add what every part asks; the command gets ``config``, ``ways`` and ``port``."""

    @click.option("--config", "folder", type=_FOLDER, default=DEFAULT, show_default=True, help="The config folder.")
    @click.option("--instance", help=_INSTANCE)
    @click.option("--port", type=click.IntRange(0, 65_535), help=_PORT)
    @wraps(function)
    def asked(*, folder: Path, instance: str | None, port: int | None, **rest: object) -> Result:
        config = open_config(folder)
        settings = config.rules.settings
        port = settings.http.port if port is None else port
        ways = Ways(
            brokers=brokers_of(settings, os.environ),
            access=open_access(settings.security, os.environ, lambda path: Path(path).read_text(encoding="utf-8")),
            log=configure_log("info"),
            instance=instance,
            place=port or _place_of(instance),
        )
        return function(config=config, ways=ways, port=port, **rest)

    return asked


def _place_of(instance: str | None) -> int:
    """A number like a port: under an instance always the same, or the group would stand still after a restart."""
    return os.getpid() if instance is None else 1024 + crc32(instance.encode()) % 60_000
