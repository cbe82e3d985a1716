"""A config folder to documents: every file, every item, and every mistake at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from workers.config.decode import compile_decoder, decode
from workers.config.load import Loaded, load_folder
from workers.config.node import Place, Plain, as_node
from workers.documents.files import Places, check_whole, gather_watches, is_config, parse, unread
from workers.documents.placed import DecodeChannel, Documents, Findings, Names, Placed, decode_each, texts_under
from workers.documents.settings import SettingsFile
from workers.documents.subscriptions import ChannelsFile, SilenceItem, SubscriptionItem, SubscriptionsFile
from workers.documents.templates import read_templates, unknown_templates
from workers.documents.watches import BudgetItem, WatchItem
from workers.documents.weights import read_weights, unused_weights
from workers.errors import ConfigError
from workers.model.alert import Kind
from workers.model.mistake import Mistake

Channel = TypeVar("Channel")

LOG = "log"
"""The channel that is always there, and the subscription there is when no file says who hears of what."""


def load_config(folder: Path, decode_channel: DecodeChannel[Channel]) -> Documents[Channel]:
    """Read a config folder.

    Args:
        folder: With ``watches.yaml`` or ``watches/*``; the other three files may be left out.
        decode_channel: Makes a channel of what stands at a place.

    Raises:
        ConfigError: some file holds mistakes; those between files are for `workers.rules`.
        InputError: there is no such folder.
    """
    documents, findings = read_documents(str(folder), load_folder(folder, is_config), decode_channel)
    if findings.mistakes:
        raise ConfigError(findings.mistakes)
    return documents


def read_documents(
    folder: str, files: Sequence[Loaded], decode_channel: DecodeChannel[Channel]
) -> tuple[Documents[Channel], Findings]:
    """Make documents of what can be read; what cannot is left out of them, and told.

    Args:
        folder: What a person calls the folder.
        files: What stands in it.
        decode_channel: Makes a channel of what stands at a place.
    """
    mistakes: list[Mistake] = []
    places = parse(files, mistakes)
    if not any(is_config(file.name) and file.name.startswith("watches") for file in files):
        wanted = "watches.yaml, or files in watches/"
        mistakes.append(Mistake(file=folder, line=0, path="", found="no watches", expected=wanted))
    watches = gather_watches(places, mistakes)
    wishes, silences = _wishes(folder, places, mistakes)
    ways = _ways(folder, places, mistakes)
    settings = _settings(folder, places, mistakes)
    documents = Documents(
        folder=folder,
        watches=decode_each(watches.watches, compile_decoder(WatchItem), mistakes),
        lists=watches.lists,
        groups=watches.groups,
        budgets=decode_each(watches.budgets, compile_decoder(BudgetItem), mistakes),
        subscriptions=decode_each(wishes, compile_decoder(SubscriptionItem), mistakes),
        silences=decode_each(silences, compile_decoder(SilenceItem), mistakes),
        channels=decode_each(ways, decode_channel, mistakes),
        settings=settings,
        templates=read_templates(files, mistakes),
        weights=read_weights(files, settings, mistakes),
        names=Names(
            watches=texts_under(watches.watches, "id"),
            tags=texts_under(watches.watches, "tags"),
            owners=texts_under(watches.watches, "owner"),
            channels=texts_under(ways, "id"),
            unread=frozenset(file.name for file in files) - frozenset(places),
        ),
    )
    warnings = (*unread(files), *unknown_templates(files), *unused_weights(files, settings))
    return documents, Findings(mistakes=tuple(mistakes), warnings=warnings)


def _wishes(folder: str, places: Places, mistakes: list[Mistake]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Subscriptions and silences. Where the file is left out, the channel `LOG` hears of everything."""
    place = check_whole(places, "subscriptions.yaml", SubscriptionsFile, mistakes)
    if place is not None:
        return tuple(place.each("subscriptions")), tuple(place.each("silences"))
    everything: Plain = {
        "id": LOG,
        "watches": {"ids": ["*"]},
        "kinds": [kind.value for kind in Kind],
        "channels": [LOG],
    }
    return (_built_in(folder, "subscriptions", everything),), ()


def _ways(folder: str, places: Places, mistakes: list[Mistake]) -> tuple[Place, ...]:
    """Channels, with `LOG` among them even where it is not written."""
    place = check_whole(places, "channels.yaml", ChannelsFile, mistakes)
    ways = tuple(place.each("channels")) if place is not None else ()
    if LOG in texts_under(ways, "id"):
        return ways
    return (*ways, _built_in(folder, "channels", {"id": LOG, "kind": LOG}))


def _settings(folder: str, places: Places, mistakes: list[Mistake]) -> Placed[SettingsFile]:
    place = places.get("groundswell.yaml") or Place(file=f"{folder}/groundswell.yaml", path="", node=as_node({}))
    decoded = decode(place, SettingsFile)
    mistakes.extend(decoded.mistakes)
    return Placed(place=place, value=decoded.value or SettingsFile())


def _built_in(folder: str, key: str, item: Plain) -> Place:
    return Place(file=f"{folder}/{key}.yaml", path=f"{key}[built in]", node=as_node(item))
