"""What the page shows, as JSON in small pieces: who looks on is sent the pieces that changed since the last time."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

Section = Mapping[str, bytes]
"""A piece of JSON by its key."""
_encode = msgspec.json.Encoder().encode


class Board(Struct, frozen=True, kw_only=True):
    """Everything at one moment; never changed, so any number may read it at once."""

    sections: Mapping[str, Section] = {}
    """By name; see `view.py`."""


class Difference(Struct, frozen=True, kw_only=True):
    """What makes the newer of two boards of the older one."""

    whole: bool
    """Whether there was none before: what the page has, it forgets."""
    put: dict[str, dict[str, msgspec.Raw]] = {}
    gone: dict[str, tuple[str, ...]] = {}


def difference(before: Board | None, after: Board) -> Difference | None:
    """What is to be sent to who has ``before``; None where nothing changed."""
    put: dict[str, dict[str, msgspec.Raw]] = {}
    gone: dict[str, tuple[str, ...]] = {}
    for name, section in after.sections.items():
        known: Section = {} if before is None else before.sections.get(name, {})
        changed = {key: msgspec.Raw(piece) for key, piece in section.items() if known.get(key) != piece}
        missing = tuple(key for key in known if key not in section)
        put |= {name: changed} if changed else {}
        gone |= {name: missing} if missing else {}
    if before is not None and not put and not gone:
        return None
    return Difference(whole=before is None, put=put, gone=gone)


def encode_difference(what: Difference) -> bytes:
    """As JSON, in one line."""
    return _encode(what)


def encode_section(section: Section) -> bytes:
    """The pieces of a section as a JSON array, in its order."""
    return b"[" + b",".join(section.values()) + b"]"
