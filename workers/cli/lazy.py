"""A group of commands of which only the one that is called is loaded: a look at a page should not wait for Kafka."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Knows its commands by name, and where each is written."""

    def __init__(self, name: str, places: Mapping[str, str], text: str) -> None:
        """Make one.

        Args:
            name: What it is called by.
            places: Name of a command -> its module; it is called there by the same name, with low lines.
            text: What it is for.
        """
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        super().__init__(name, help=text, context_settings=settings)
        self._places = dict(places)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one; None where there is none of that name."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        command: click.Command = getattr(import_module(place), cmd_name.replace("-", "_"))
        return command
