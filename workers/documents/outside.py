"""What a config rests on outside its folder: secrets in variables and files, and time zones."""

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct

from workers.config.node import Entries, Place, Scalar
from workers.documents.placed import Documents, Findings
from workers.model.mistake import Mistake


class Outside(Struct, frozen=True, kw_only=True):
    """The world as a pure step may see it."""

    environment: Mapping[str, str]
    is_file: Callable[[str], bool]
    time_zones: Collection[str]
    """Names of the time zones this machine knows; empty when it knows none by name."""


def check_outside(documents: Documents[object], outside: Outside) -> Findings:
    """Find secrets that are not there, and time zones nobody knows. Never says what a secret is."""
    places = [placed.place for placed in documents.channels]
    places += [documents.settings.place.within(key) for key in ("security", "http")]
    secrets = [mistake for place in places for mistake in _secrets(place, outside)]
    zones = [] if not outside.time_zones else list(_zones(documents, outside.time_zones))
    return Findings(mistakes=(*secrets, *zones))


def _secrets(place: Place, outside: Outside) -> Iterator[Mistake]:
    """By the names of the keys: ``..._env`` is a variable and ``..._file`` a file, in whatever channel."""
    for entry in place.node.entries if isinstance(place.node, Entries) else ():
        key = entry.key.text
        if not isinstance(entry.value, Scalar) or entry.value.empty:
            continue
        if key.endswith("_env") and not outside.environment.get(entry.value.text):
            yield place.within(key).mistake(f"the variable {entry.value.text}, which is not set", "one that is set")
        if key.endswith("_file") and not outside.is_file(entry.value.text):
            yield place.within(key).mistake(f"the file {entry.value.text}, which is not there", "a readable file")


def _zones(documents: Documents[object], known: Collection[str]) -> Iterator[Mistake]:
    for placed in documents.subscriptions:
        if placed.value.time_zone not in known:
            found = f'"{placed.value.time_zone}", which is no time zone'
            yield placed.place.within("time_zone").mistake(found, "a name such as Europe/Berlin")
