"""The files of a config folder as places: parsed, checked as wholes, and the watches of all of them put together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from msgspec import Struct

from workers.config.decode import decode
from workers.config.load import Loaded
from workers.config.node import Entries, Place
from workers.config.read import read_yaml
from workers.config.table import read_table
from workers.documents.overlay import overlay
from workers.documents.placed import Placed
from workers.documents.watches import COLUMNS, DefaultsItem, Members, WatchesFile
from workers.documents.words import Text
from workers.model.mistake import Mistake

Shape = TypeVar("Shape")
Words = tuple[Text, ...]
Places = Mapping[str, Place]
"""By the file's name in its folder."""

FILES = ("watches.yaml", "subscriptions.yaml", "channels.yaml", "groundswell.yaml")

_WATCHES = re.compile(r"watches\.(yaml|csv)|watches/[^/.][^/]*\.(yaml|csv)")
_TOP = re.compile(r"[^/.][^/]*\.(ya?ml|csv)")
_TEMPLATE = re.compile(r"templates/[^/.][^/]*")
_WEIGHTS = re.compile(r"[^/.][^/]*\.topics\.json")


def is_config(name: str) -> bool:
    """Whether a file in a config folder is ours, or stands where ours should."""
    return any(kind.fullmatch(name) for kind in (_WATCHES, _TOP, _TEMPLATE, _WEIGHTS))


def is_weights(name: str) -> bool:
    """Whether a file in a config folder holds weights of a topic classifier."""
    return bool(_WEIGHTS.fullmatch(name))


def parse(files: Sequence[Loaded], mistakes: list[Mistake]) -> Places:
    """Parse what is ours; add the mistakes of all."""
    places = {}
    for file in files:
        mistakes.extend(file.mistakes)
        if file.text is None or not _is_ours(file.name):
            continue
        table = file.name.endswith(".csv")
        parsed = read_table(file.text, file.file, "watches", COLUMNS) if table else read_yaml(file.text, file.file)
        mistakes.extend(parsed.mistakes)
        if parsed.place is not None:
            places[file.name] = parsed.place
    return places


def unread(files: Sequence[Loaded]) -> Iterator[Mistake]:
    """Files beside ours that nobody reads; one with a name like ours is probably meant to be it."""
    for file in files:
        if not _is_ours(file.name) and not _TEMPLATE.fullmatch(file.name) and not is_weights(file.name):
            near = get_close_matches(file.name, FILES, n=1)
            expected = f"{near[0]} (did you mean that?)" if near else f"one of {', '.join(FILES)}, watches/*"
            yield Mistake(file=file.file, line=0, path="", found="a file that nobody reads", expected=expected)


def _is_ours(name: str) -> bool:
    return name in FILES or bool(_WATCHES.fullmatch(name))


def check_whole(places: Places, name: str, kind: type[Shape], mistakes: list[Mistake]) -> Place | None:
    """Check a file as a whole; its items are read from where they stand, so that a wrong key hides none of them."""
    if (place := places.get(name)) is not None:
        mistakes.extend(decode(place, kind).mistakes)
    return place


class WatchPlaces(Struct, frozen=True, kw_only=True):
    """All files of watches as one."""

    watches: tuple[Place, ...]
    """Each over the defaults of its own file, else over those of ``watches.yaml``."""
    budgets: tuple[Place, ...]
    lists: dict[str, tuple[str, ...]]
    groups: dict[str, Placed[tuple[str, ...]]]


def gather_watches(places: Places, mistakes: list[Mistake]) -> WatchPlaces:
    """Put together what stands in ``watches.yaml`` and ``watches/*``; add the mistakes of each file as a whole."""
    files = {name: place for name, place in places.items() if _WATCHES.fullmatch(name)}
    for name in files:
        check_whole(places, name, WatchesFile, mistakes)
    defaults = {name: _defaults(place, mistakes) for name, place in files.items()}
    common = defaults.get("watches.yaml")
    return WatchPlaces(
        watches=tuple(
            overlay(watch, defaults[name] or common) for name, file in files.items() for watch in file.each("watches")
        ),
        budgets=tuple(budget for file in files.values() for budget in file.each("budgets")),
        lists={name: one.value for name, one in _named(files.values(), "lists", Words, mistakes).items()},
        groups=_named(files.values(), "region_groups", Members, mistakes),
    )


def _defaults(file: Place, mistakes: list[Mistake]) -> Place | None:
    """None where they are wrong, so that each mistake is told once and not for every watch."""
    place = file.inside("defaults")
    if place is None:
        return None
    wrong = decode(place, DefaultsItem).mistakes
    mistakes.extend(wrong)
    return None if wrong else place


def _named(
    files: Iterable[Place], key: str, kind: type[tuple[str, ...]], mistakes: list[Mistake]
) -> dict[str, Placed[tuple[str, ...]]]:
    """All lists under a key, by name. One that is wrong is empty, so that what refers to it is not called wrong too."""
    named: dict[str, Placed[tuple[str, ...]]] = {}
    for place in (inside for file in files if (inside := file.inside(key)) is not None):
        for name in place.node.keys if isinstance(place.node, Entries) else ():
            listed = place.within(name)
            decoded = decode(listed, kind)
            mistakes.extend(decoded.mistakes)
            if name in named:
                what = "list" if key == "lists" else "group"
                mistakes.append(listed.mistake(f"the {what} {name} a second time", f"each {what} once"))
            named.setdefault(name, Placed(place=listed, value=decoded.value or ()))
    return named
