"""The trace a page came with, carried on to what it leads to: ``traceparent`` of the W3C's Trace Context.

https://www.w3.org/TR/trace-context/. The ids of our own steps are hashes, so what is done again after a crash has the
ids it had before.
"""

import re
from hashlib import blake2b

TRACEPARENT = "traceparent"
"""The name of the header, of the field of a page, and of that of an alert."""
_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL)
_VERSION, _NO_VERSION = "00", "ff"
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16
_FLAGS = 0b11
"""Sampled, and random: all the bits that have a meaning so far. Others are to be cleared."""
_LONGEST = 512


def read_traceparent(said: object) -> str | None:
    """What was said of a trace, as version 00 writes it; None where it says nothing valid.

    Of a later version the part is taken that all versions have in common. One that is not valid is left out and is no
    fault of the page: so the recommendation has it.
    """
    found = _FORM.fullmatch(said.strip()) if isinstance(said, str) and len(said) <= _LONGEST else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == _NO_VERSION or trace == _NO_TRACE or span == _NO_SPAN or (version == _VERSION and more):
        return None
    return f"{_VERSION}-{trace}-{span}-{int(flags, 16) & _FLAGS:02x}"


def child_of(parent: str | None, *step: str) -> str | None:
    """The same trace, one step further; nothing of nothing.

    Args:
        parent: As `read_traceparent` gave it, or an earlier step.
        step: The step's name, and what tells its results apart where it has several.
    """
    if parent is None:
        return None
    version, trace, _, flags = parent.split("-")
    span = blake2b("\x1f".join((parent, *step)).encode(), digest_size=8).hexdigest()
    return f"{version}-{trace}-{span}-{flags}"
