"""What the commands ask that look at the flows of a broker, or change them, from outside."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click
from msgspec import Struct

from workers.channels import decode_channel
from workers.cli.asking import DEFAULT, Folders, configure_log
from workers.documents.read import load_config
from workers.documents.settings import SettingsFile, check_settings
from workers.errors import ConfigError
from workers.hosts.kafka.security import open_access
from workers.hosts.kafka.ways import Ways, brokers_of
from workers.hosts.overheard import overhear

Result = TypeVar("Result")


class Outside(Struct, frozen=True, kw_only=True):
    """Someone who stands beside the product, with its config."""

    settings: SettingsFile
    ways: Ways


def stand_outside(folder: Path) -> Outside:
    """Take what is needed to speak to the broker of a config.

    Raises:
        ConfigError: the config holds mistakes.
        InputError: there is no such folder.
        HostError: a secret or a certificate is not there.
    """
    placed = load_config(folder, decode_channel).settings
    settings = placed.value
    if mistakes := tuple(check_settings(placed.place, settings)):
        raise ConfigError(mistakes)
    log = configure_log("error")
    overhear(log)
    access = open_access(settings.security, os.environ, lambda path: Path(path).read_text(encoding="utf-8"))
    ways = Ways(brokers=brokers_of(settings, os.environ), access=access, log=log)
    return Outside(settings=settings, ways=ways)


def ask_outside(function: Callable[..., Result]) -> Callable[..., Result]:
    """Add ``--config``; the command gets ``outside``."""
    folder = click.Path(file_okay=False, path_type=Path)

    @click.option("--config", type=folder, default=DEFAULT, show_default=True, help="The config folder.")
    @wraps(function)
    def asked(*, config: Path, **rest: object) -> Result:
        return function(outside=stand_outside(config), **rest)

    return asked


def ask_kafka(function: Callable[..., Result]) -> Callable[..., Result]:
    """Add ``--kafka`` beside ``--config`` and ``--state``; the command gets ``folders`` and ``kafka``."""

    @click.option("--kafka", is_flag=True, help="Ask Kafka instead of the local state.")
    @wraps(function)
    def asked(*, folders: Folders, kafka: bool, **rest: object) -> Result:
        if kafka and folders.state is not None:
            raise click.UsageError("--state is the local state's folder; with --kafka there is none")
        return function(folders=folders, kafka=kafka, **rest)

    return asked
