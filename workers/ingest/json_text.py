"""JSON as scrapers write it: an object's fields, never too deep, with half a character mended."""

import re

import msgspec
import numpy as np
from msgspec import Raw

from workers.errors import PageRejected
from workers.model.rejection import Reason

MOST_LEVELS = 64
"""Objects and arrays inside each other. A limit of our own: what a parser bears differs between versions of Python."""

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_ANY = msgspec.json.Decoder()
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A string, ended or not: what is left open must not be searched again from each of its quotes."""
_STEPS = bytes(1 if byte in b"{[" else 255 if byte in b"}]" else 0 for byte in range(256))
"""One level down or up (as a signed byte) for each byte."""
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)")
"""Any escape; its group holds what is half of a pair without the other half."""
_UNKNOWN = "\\ufffd"


def read_object(text: str) -> dict[str, Raw]:
    """The fields of a JSON object, their values not yet decoded.

    Half of a surrogate pair, as is left where a scraper cut a text through an
    emoji, is read as U+FFFD.

    Raises:
        PageRejected: it is not JSON, nested too deeply, or no object.
    """
    levels = levels_of(text)
    if levels > MOST_LEVELS:
        detail = f"JSON nested {levels:,} levels deep; expected at most {MOST_LEVELS}, better a flat object"
        raise PageRejected(Reason.BROKEN_JSON, detail)
    try:
        return _OBJECT.decode(text)
    except msgspec.ValidationError as error:
        _, got, kind = str(error).partition("Expected `object`, got ")
        detail = f"JSON of type {kind.strip('`')}" if got else f"{error}"
        raise PageRejected(Reason.WRONG_TYPE, f"{detail}; expected an object") from None
    except msgspec.DecodeError as error:
        mended = mend_pairs(text)
        if mended != text:
            return read_object(mended)
        raise PageRejected(Reason.BROKEN_JSON, f"{error}; expected one JSON object") from None


def value_of(raw: Raw) -> object:
    """A field's value.

    Raises:
        PageRejected: it is not JSON.
    """
    try:
        value: object = _ANY.decode(raw)
    except (msgspec.DecodeError, ValueError) as error:
        raise PageRejected(Reason.BROKEN_JSON, f"{error}; expected one JSON object") from None
    return value


def levels_of(text: str) -> int:
    """How deep objects and arrays lie inside each other, or, where it is cheaper to tell, a number not below that."""
    opened = text.count("{") + text.count("[")
    if opened <= MOST_LEVELS:
        return opened
    outside = _STRING.sub(b"", text.encode("utf-8", "surrogatepass"))
    steps = np.frombuffer(outside.translate(_STEPS), dtype=np.int8)
    return int(steps.cumsum(dtype=np.int32).max(initial=0))


def mend_pairs(text: str) -> str:
    """Write U+FFFD for every escaped half of a surrogate pair that stands alone."""
    return _ESCAPE.sub(lambda match: _UNKNOWN if match[1] else match[0], text)
