"""A config folder, ready for use: what a host starts with, and what it may be handed in its place while it runs."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.render.names import Names, load_names
from workers.alert.render.words import Words, compile_words, load_sources, load_words
from workers.channels import AnyChannel, decode_channel, flaws_of
from workers.channels.base import Carriers
from workers.classify.linear import Weights
from workers.config.load import Stamp, load_folder, stamp_folder
from workers.documents.files import is_config
from workers.documents.placed import Placed
from workers.documents.read import read_documents
from workers.documents.settings import SettingsFile
from workers.errors import ConfigError
from workers.model.mistake import Mistake
from workers.rules import Rules, check_documents, compile_rules, load_shipped


class Config(Struct, frozen=True, kw_only=True):
    """A config folder, compiled, and where in its files some of it stands."""

    folder: Path
    rules: Rules
    channels: Mapping[str, AnyChannel]
    """By id."""
    words: Words
    """For people, by the operator's templates."""
    templates: Mapping[str, str]
    """The operator's, by name."""
    settings: Placed[SettingsFile]
    ways: tuple[Placed[AnyChannel], ...]
    """The channels again, with their places."""
    stamp: Stamp
    """Of the files, from before they were read."""


def open_config(folder: Path) -> Config:
    """Load a config folder.

    Raises:
        ConfigError: it holds mistakes; all of them, as `check` tells them.
        InputError: there is no such folder.
    """
    stamp = stamp_folder(folder, is_config)
    documents, read = read_documents(str(folder), load_folder(folder, is_config), decode_channel)
    shipped = load_shipped()
    if read.mistakes:
        raise ConfigError(in_order((read + check_documents(documents, shipped)).mistakes))
    templates, own = documents.templates, documents.weights
    return Config(
        folder=folder,
        rules=compile_rules(documents, shipped),
        channels={placed.value.id: placed.value for placed in documents.channels},
        words=compile_words(load_sources(), templates, names_of(own)) if templates or own else load_words(),
        templates=templates,
        settings=documents.settings,
        ways=documents.channels,
        stamp=stamp,
    )


def names_of(weights: Weights | None) -> Names:
    """What people call countries, languages and subjects; these as the operator's weights say, where there are any."""
    names = load_names()
    return names if weights is None else replace(names, topics=weights.topics)


def flaws_in(ways: Iterable[Placed[AnyChannel]], carriers: Carriers) -> Iterator[Mistake]:
    """Find what would keep every notice from a channel: a secret that is none, a file that is not there."""
    for placed in ways:
        for key, found, expected in flaws_of(placed.value, carriers):
            yield placed.place.within(key).mistake(found, expected)


def in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """By file and line; what is found twice in the same words is told once."""
    return tuple(sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.file, mistake.line)))
