"""Text as a search for words wants it: small letters, no marks, two spaces between words."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from unicodedata import normalize

from workers.classify.composed import composed
from workers.classify.letter_table import LetterTable, letter_table
from workers.classify.lexicon import Letters

_BETWEEN = (
    (0, 0x250),
    (0x5BE, 0x5BF),
    (0x5F3, 0x5F5),
    (0x600, 0x620),
    (0x66A, 0x66E),
    (0x6D4, 0x6D5),
    (0x964, 0x966),
    (0x2010, 0x2040),
    (0x20AC, 0x20AD),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x30FB, 0x30FC),
    (0xFF01, 0xFF10),
    (0xFF1A, 0xFF20),
)
"""Marks between words in the scripts we have words for. Signs that are part of a word (Devanagari vowels) are not."""
_POINTS = (
    (0x300, 0x370),
    (0x591, 0x5BE),
    (0x5BF, 0x5C0),
    (0x5C1, 0x5C3),
    (0x5C4, 0x5C6),
    (0x5C7, 0x5C8),
    (0x640, 0x641),
    (0x64B, 0x653),
)
"""Stresses, vowels above and below Hebrew and Arabic letters, what draws a word out: most writers leave them out."""
_CASED = ((0, 0x3100), (0xA640, 0xAC00), (0xF900, 0x10000))
"""Where letters have a small form, or a better one."""
_NOTHING = "\0"


def spaced(text: str, letters: Letters) -> str:
    """Small words in NFC, each with a space of its own on either side: a pattern with its spaces matches whole words.

    Args:
        text: Of any length.
        letters: Which letters are one to the language.
    """
    small = _small(letters.plain(composed(text)))
    if letters.silent:
        small = small.replace(letters.silent, "")
    return f" {'  '.join(small.split())} "


def _small(text: str) -> str:
    """In small letters, a space for each mark."""
    if "\u03a3" in text:
        text = text.lower()  # a sigma is small in its own way at the end of a word
    return _table().change(text).replace(_NOTHING, "")


@cache
def _table() -> LetterTable:
    small = ((code, normalize("NFC", chr(code)).lower()) for code in _codes(_CASED))
    single = ((code, letter) for code, letter in small if len(letter) == 1 and letter < "\U00010000")
    marks = ((code, " ") for code in _codes(_BETWEEN) if not chr(code).isalnum())
    points = ((code, _NOTHING) for code in _codes(_POINTS))
    return letter_table(chain(single, [(ord("İ"), "i")], marks, points))


def _codes(ranges: tuple[tuple[int, int], ...]) -> Iterator[int]:
    return chain.from_iterable(range(first, last) for first, last in ranges)
