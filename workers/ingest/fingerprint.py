"""What tells copies apart: a MinHash signature of a text, and a few anchors.

The hashes are defined here and nowhere else (CRC-32 of a word, then multiply-shift as of Dietzfelbinger et al. 1997),
so that signatures kept in a state stay comparable from one version of any library to the next.
"""

import re
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 64
LEAST_WORDS = 8
"""A shorter text has no signature."""
MOST_ANCHORS = 12
MOST_CHARACTERS = 60_000
"""What a text has beyond these is not looked at: two copies are cut at the same place, and memory stays bounded."""

_GRAM = 3
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED_OR_WORD = re.compile(
    _UNSPACED.pattern + r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_ANCHOR = re.compile(r"(?<!\A)(?<![.!?…:;\"“”‘«»(\n] )(?<![\n\"“‘«(])\b[^\W\d_a-zà-ÿа-я][\w’'-]{2,}|\d[\d.,]*\d|\d{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASCII_WORDS = bytes(byte if chr(byte).isalnum() or chr(byte) == "_" else 0x20 for byte in range(0x80)).ljust(256)
"""For each byte itself if it is of a word, else a blank: so words of ASCII are split without a pattern."""


def _constants(name: str) -> NDArray[np.uint64]:
    drawn = [blake2b(f"{name}{place}".encode(), digest_size=8).digest() for place in range(PERMUTATIONS)]
    return np.array([int.from_bytes(value, "little") | 1 for value in drawn], dtype=np.uint64).reshape(-1, 1)


_FACTORS = _constants("factor")
_SUMMANDS = _constants("summand")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_TURN = (np.uint64(1), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def signature(text: str) -> bytes:
    """MinHash over groups of three words (three letters where words are not spaced): one byte for each permutation.

    Empty for a text of fewer than `LEAST_WORDS` words. Two texts' share of equal bytes estimates
    the Jaccard similarity J of their groups as (share - 1/256) / (1 - 1/256).
    """
    words = _words(text[:MOST_CHARACTERS])
    if len(words) < LEAST_WORDS:
        return b""
    hashed = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    permuted = _FACTORS * _mix(_gram_hashes(hashed))
    permuted += _SUMMANDS
    lowest: NDArray[np.uint64] = permuted.min(axis=1)
    return (lowest >> np.uint64(32)).astype(np.uint8).tobytes()


def _words(text: str) -> list[bytes]:
    """The words in small letters, as UTF-8."""
    folded = text.casefold()
    if folded.isascii():
        return folded.encode("ascii").translate(_ASCII_WORDS).split()
    words = (_UNSPACED_OR_WORD if _UNSPACED.search(folded) else _WORD).findall(folded)
    # One encoding for all of them: no word has a blank in it, and no letter's bytes have one.
    return " ".join(words).encode("utf-8", "surrogatepass").split(b" ")


def _gram_hashes(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    total = np.zeros(len(words) - _GRAM + 1, dtype=np.uint64)
    for place, turn in enumerate(_TURN):
        total = (total * _MIX) ^ (words[place : len(words) - _GRAM + 1 + place] * turn)
    return total


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread neighbouring values over all 64 bits (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * _TURN[1]
    values = (values ^ (values >> np.uint64(27))) * _TURN[2]
    mixed: NDArray[np.uint64] = values ^ (values >> np.uint64(31))
    return mixed


def anchors(text: str, calendar: frozenset[str] = frozenset()) -> tuple[tuple[str, int], ...]:
    """Up to `MOST_ANCHORS` numbers and capitalised names of a text, each with its 16-bit hash; sorted by hash.

    Templated briefs look alike and differ in these. Words at the start of a sentence are left out, for their capital
    says nothing; so are years and the words of the ``calendar`` (in small letters), which all the news of a day shares.
    Those with the lowest hashes are taken, so that two copies keep the same ones. The word (in small letters) comes
    along, so that a watch's own terms, which all its mentions share, can be left out.
    """
    found = {match.casefold().rstrip(".,") for match in _ANCHOR.findall(text[:MOST_CHARACTERS])}
    telling = (word for word in found if word not in calendar and not _YEAR.fullmatch(word))
    hashed = sorted((crc32(word.encode("utf-8", "surrogatepass")) & 0xFFFF, word) for word in telling)
    return tuple((word, value) for value, word in hashed[:MOST_ANCHORS])
