"""What a config rests on outside its folder: secrets in variables and files."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from workers.config.node import Entries, Place, Scalar
from workers.documents.placed import Documents, Findings
from workers.model.mistake import Mistake


class Outside(Struct, frozen=True, kw_only=True):
    """The world as a pure step may see it."""

    environment: Mapping[str, str]
    is_file: Callable[[str], bool]


def check_outside(documents: Documents[object], outside: Outside) -> Findings:
    """Find secrets that are not there. Never says what a secret is."""
    places = [placed.place for placed in documents.channels]
    places += [inside for place in places if (inside := place.inside("security")) is not None]
    places += [documents.settings.place.within(key) for key in ("security", "http")]
    return Findings(mistakes=tuple(mistake for place in places for mistake in _secrets(place, outside)))


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
