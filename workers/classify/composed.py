"""Text in NFC: a letter is one whether a page writes it as one character or as two."""

from functools import cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

_ADDED = ((0x300, 0x370), (0x653, 0x656), (0x9D7, 0x9D8), (0x1161, 0x11C3), (0x3099, 0x309B))
"""Characters that are one letter with the one before them."""
_DOTTED = (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF, 0xA33, 0xA36, 0xA59, 0xA5A, 0xA5B, 0xA5E, 0xB5C, 0xB5D)
"""Indic letters with a dot, which NFC writes as two characters."""
_PAIRS = ("\u09c7\u09be", "\u0928\u093c", "\u0930\u093c", "\u0933\u093c")
"""The halves of a vowel that stands around a Bengali consonant, and the Hindi letters that are one with their dot."""
_TWO, _APART = b"\1", b"\2"
"""What has to be done: a letter is to be written as two, or what stands apart is to be put together."""


def composed(text: str) -> str:
    """The text in NFC, as far as the languages go that we have words for.

    `unicodedata` looks letter by letter at what every Hindi or Bengali text has in it, for a tenth of a millisecond;
    here it is asked for the few texts that are written apart.
    """
    if text.isascii():
        return text
    letters = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    kinds = _kinds().take(letters).tobytes()
    if _TWO in kinds:
        for letter, two in _twos().items():
            text = text.replace(letter, two)
    return normalize("NFC", text) if _APART in kinds or any(pair in text for pair in _PAIRS) else text


@cache
def _kinds() -> NDArray[np.uint8]:
    """[code point]: what has to be done where it stands in a text; 0 for nothing."""
    kinds = np.zeros(0x10000, dtype=np.uint8)
    kinds[list(_DOTTED)] = ord(_TWO)
    for first, end in _ADDED:
        kinds[first:end] = ord(_APART)
    return kinds


@cache
def _twos() -> dict[str, str]:
    return {letter: normalize("NFC", letter) for letter in map(chr, _DOTTED)}
