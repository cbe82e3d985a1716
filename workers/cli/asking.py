"""What several commands ask in the same words: a config, inputs, a state folder, a time."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click
from msgspec import Struct

from workers.channels import decode_channel
from workers.cli.logs import configure_log
from workers.documents.read import load_config, read_documents
from workers.hosts.config import Config, open_config
from workers.hosts.local.files import legible
from workers.hosts.local.run import Said
from workers.rules import Rules, compile_rules, load_shipped

__all__ = [
    "DEFAULT",
    "Config",
    "Folders",
    "Time",
    "ask_folders",
    "ask_inputs",
    "ask_some_inputs",
    "configure_log",
    "open_config",
    "open_rules",
    "state_in",
    "state_of",
]

Result = TypeVar("Result")

DEFAULT = "config"
"""The config folder, where none is named."""


class Time(click.ParamType):
    """A moment: RFC 3339, or a date; without a zone it is UTC."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it as UTC."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a time; expected one such as 2024-06-19T05:02:11Z", param, ctx)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


class Folders(Struct, frozen=True, kw_only=True):
    """Where config and state are."""

    config: Path
    state: Path | None = None
    """None: as the config says."""


def state_in(folders: Folders, config: Config) -> Path:
    """The state folder: as asked for, else as the config says."""
    return folders.state or Path(config.rules.settings.state)


def state_of(folders: Folders) -> Path:
    """The same without the rules, where the state alone is looked at.

    Raises:
        ConfigError: the config holds mistakes.
        InputError: there is no such folder.
    """
    return folders.state or Path(load_config(folders.config, decode_channel).settings.value.state)


def ask_folders(function: Callable[..., Result]) -> Callable[..., Result]:
    """Add ``--config`` and ``--state``; the command gets them as ``folders``."""
    folder = click.Path(file_okay=False, path_type=Path)

    @click.option("--config", type=folder, default=DEFAULT, show_default=True, help="The config folder.")
    @click.option("--state", type=folder, help="The state folder; else the config's, which is ./state.")
    @wraps(function)
    def asked(*, config: Path, state: Path | None, **rest: object) -> Result:
        return function(folders=Folders(config=config, state=state), **rest)

    return asked


def ask_inputs(function: Callable[..., Result]) -> Callable[..., Result]:
    """Add the inputs and what can be said of them; the command gets them as ``said``."""
    return _ask_inputs(function, "INPUT...", required=True)


def ask_some_inputs(function: Callable[..., Result]) -> Callable[..., Result]:
    """The same where there may be none, and where another word may stand before them."""
    return _ask_inputs(function, "[ALERT_ID] [INPUT...]", required=False)


def _ask_inputs(function: Callable[..., Result], metavar: str, *, required: bool) -> Callable[..., Result]:
    @click.argument("names", metavar=metavar, nargs=-1, required=required)
    @click.option("--fetched-at", type=Time(), help="When pages were fetched that do not say; else the file's date.")
    @click.option(
        "--time",
        "dated_by",
        type=click.Choice(["fetched", "published"]),
        default="fetched",
        show_default=True,
        help="published: date pages by their own publication time (archives).",
    )
    @click.option("--source", help="Where pages come from that do not say.")
    @click.option("--sort", "whole", is_flag=True, help="Put each file in order as a whole before it is read.")
    @wraps(function)
    def asked(
        *,
        names: tuple[str, ...],
        fetched_at: datetime | None,
        dated_by: str,
        source: str | None,
        whole: bool,
        **rest: object,
    ) -> Result:
        said = Said(
            names=names,
            fetched_at=fetched_at,
            by_published=dated_by == "published",
            source=None if source is None else legible(source),
            whole=whole,
        )
        return function(said=said, **rest)

    return asked  # fmt: skip


def open_rules(folders: Folders) -> Rules:
    """The rules of the config; those of an empty one where nobody named a config and there is none.

    Raises:
        ConfigError: it holds mistakes.
        InputError: there is no such folder.
    """
    if folders.config == Path(DEFAULT) and not folders.config.exists():
        documents, _ = read_documents(DEFAULT, (), decode_channel)
        return compile_rules(documents, load_shipped())
    return open_config(folders.config).rules
