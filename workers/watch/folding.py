"""Text as it is compared: small letters, plain marks, single spaces, and where each of its characters came from.

NFKC and casefold, and what else people write in more than one way: curly
quotes, dashes, ё, dotted and dotless i, alef with its signs. Terms and
articles go through the same folding.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

_BREAKS = "\n\r\t\v\f"
_SAME_LENGTH = tuple(
    (mark, plain)
    for marks, plain in (
        ("\u2018\u2019\u201b\u02bc\u2032\u00b4", "'"),
        ("\u201c\u201d\u201e\u2033", '"'),
        ("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        ("\u00a0\u2009\u202f\u3000\u2028\u2029\u0085\u2122\u2120", " "),  # a trade mark is no letter of the name
        ("\u2026", "."),
        ("ё", "е"),
        ("Ё", "Е"),
        ("İ", "I"),
        ("ı", "i"),
        ("أإآٱ", "ا"),
        ("یى", "ي"),
        ("ک", "ك"),
    )
    for mark in marks
)
"""One character for one, so that places stay the same."""
_DROPPED = (
    # Soft hyphens, joiners and marks of direction; then the signs few Arabic texts write.
    "\u00ad\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
)
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x2000 + place: 0x20 for place in range(11)}
"""Full-width forms and rarer spaces: one for one, and a text that has one has many."""
_SPACES = " {2,}"
"""Of a run, one space is kept."""


class Folded(Struct, frozen=True, kw_only=True):
    """A text for comparing, with the way back to the text it was made from."""

    text: str
    source: str
    places: tuple[int, ...] = ()
    """Where in ``text`` the reckoning of places begins anew, rising; empty when every character stayed in its place."""
    origins: tuple[int, ...] = ()
    """The place in ``source`` for each of these."""

    def origin(self, place: int) -> int:
        """Where in ``source`` the character at ``place`` of ``text`` was written."""
        if not self.places:
            return place
        last = bisect_right(self.places, place) - 1
        return self.origins[last] + place - self.places[last]


def fold(text: str) -> Folded:
    """Fold a text of any length; equal for all the ways of writing the same words."""
    plain = _plain(text)
    folded = _fold_evenly(plain)
    if folded is None:
        plain = plain.translate(_WIDE)
        folded = _fold_evenly(plain)
    if folded is None:
        return _join(text, _fold_unevenly(plain))
    return Folded(text=folded, source=text)


def _plain(text: str) -> str:
    """Replace marks one for one."""
    for mark in _BREAKS:
        text = text.replace(mark, " ")
    if text.isascii():
        return text
    for mark, plain in _SAME_LENGTH:
        text = text.replace(mark, plain)
    return text


def _fold_evenly(plain: str) -> str | None:
    """The folded text when every character keeps its place, else None."""
    if "  " in plain:
        return None
    if plain.isascii():
        return plain.lower()
    if any(mark in plain for mark in _DROPPED) or not unicodedata.is_normalized("NFKC", plain):
        return None
    folded = plain.casefold()
    return folded if len(folded) == len(plain) else None


def _fold_unevenly(plain: str) -> Iterator[tuple[int, str, bool]]:
    """Give the folded parts in order, each with its place in ``plain`` and whether it went one for one."""
    done = 0
    for run in _uneven_in(plain).finditer(plain):
        yield done, plain[done : run.start()].casefold(), True
        done = run.end()
        if run.group().isspace():
            yield run.start(), " ", False
        else:
            yield from _fold_clusters(run.group(), run.start())
    yield done, plain[done:].casefold(), True


def _uneven_in(plain: str) -> re.Pattern[str]:
    """What to look for in this text: runs in which folding may change the length.

    Made from the characters that occur, since in most texts one or two of them
    (ß, №, a Thai vowel) are all that is uneven.
    """
    chars = sorted(char for char in set(plain) if char > "\x7f")
    signs = [char for char in chars if _leans(char)]
    odd = [char for char in chars if char in _DROPPED or _is_odd(char)]
    if not unicodedata.is_normalized("NFC", plain):
        odd += signs
    if not odd:
        return re.compile(_SPACES)
    base = f"[^{''.join(signs)}]?[{''.join(signs)}]*" if signs else ""
    return re.compile(f"{_SPACES}|{base}[{''.join(odd)}][{''.join(odd + signs)}]*", re.DOTALL)


def _is_odd(char: str) -> bool:
    return not unicodedata.is_normalized("NFKC", char) or len(char.casefold()) > 1


def _fold_clusters(run: str, start: int) -> Iterator[tuple[int, str, bool]]:
    begin = 0
    for end in range(1, len(run) + 1):
        if end == len(run) or not _leans(run[end]):
            kept = "".join(char for char in run[begin:end] if char not in _DROPPED)
            folded = _plain(unicodedata.normalize("NFKC", kept)).casefold()
            yield start + begin, folded, len(folded) == end - begin == 1
            begin = end


def _leans(char: str) -> bool:
    """Whether a character may join with the one before it when normalised (or vanish)."""
    if char in _DROPPED or unicodedata.category(char).startswith("M"):
        return True
    return "\u1160" <= char <= "\u11ff" or "\u3131" <= char <= "\u318e" or "\uff9e" <= char <= "\uffdc"


def _join(source: str, parts: Iterator[tuple[int, str, bool]]) -> Folded:
    texts: list[str] = []
    places: list[int] = []
    origins: list[int] = []
    length = 0
    for origin, text, even in parts:
        # Every character made of a cluster comes from the cluster's first.
        steps = 1 if even else len(text)
        places.extend(range(length, length + steps))
        origins.extend([origin] * steps)
        texts.append(text)
        length += len(text)
    return Folded(text="".join(texts), source=source, places=tuple(places), origins=tuple(origins))
