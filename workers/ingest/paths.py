"""Where a field stands in a scraper's object: `content.main`, `bodies.role=main.value`, `body.* | text`."""

from collections.abc import Iterator

from msgspec import Raw

from workers.ingest.json_text import value_of

_OR = "|"
_ALL = "*"


def find_field(fields: dict[str, Raw], path: str) -> object:
    """What stands at the first place of a path that holds anything; None where none does.

    A dot leads into an object; of an array, a number takes that element, and ``key=value`` the first object that
    says so (``key=``: that does not have the key). ``*`` takes all strings from there on, a line each. ``|`` stands
    between places. A field whose name is all of a place, dots and signs included, goes before what they mean.

    Raises:
        PageRejected: the object is no JSON there.
    """
    for place in places_of(path):
        found = _find_at(fields, place)
        if found not in (None, "", [], {}) and not (isinstance(found, str) and not found.strip()):
            return found
    return None


def places_of(path: str) -> tuple[str, ...]:
    """The places of a path, in their order."""
    return (path,) if _OR not in path else tuple(place.strip() for place in path.split(_OR))


def _find_at(fields: dict[str, Raw], place: str) -> object:
    raw = fields.get(place)
    if raw is not None:
        return value_of(raw)
    outer, _, inner = place.partition(".")
    return _dig(value_of(fields[outer]), inner) if inner and outer in fields else None


def _dig(value: object, path: str) -> object:
    for step in path.split("."):
        if step == _ALL:
            return "\n".join(_strings(value))
        value = _of_array(value, step) if isinstance(value, list) else _of_object(value, step)
    return value


def _of_object(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _of_array(values: list[object], step: str) -> object:
    key, wanted, said = step.partition("=")
    if wanted:
        return next((one for one in values if isinstance(one, dict) and one.get(key, "") == said), None)
    return values[int(step)] if step.isdecimal() and int(step) < len(values) else None


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case dict():
            for one in value.values():
                yield from _strings(one)
