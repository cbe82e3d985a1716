"""The most telling words of an article, as numbers: by these, reports of one event know each other.

What it is about stands in the title and the lead, what is telling comes again, and names tell more than other words.
No language needs a list of stop words: short words are left out, and what all stories of an alert share weighs little
there (`alert/likeness.py`). The hashes are CRC-32 cut to 16 bits, defined here and nowhere else: states keep them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from math import log
from operator import itemgetter
from struct import iter_unpack, pack
from zlib import crc32

WORDS = 20
"""Words of a gist; each takes three bytes: a hash of two and a weight of one."""
LEAD = 600
"""Characters of the text that are looked at."""
STEM = 6
"""Letters of a word that count: endings differ where languages inflect."""

_SPARE = 12
"""Words found beyond `WORDS`, since a watch's own terms are left out later."""
SCALE_OF_ONE = 8
"""Weight of a word that comes once, in small letters, not in the title."""
_NAME, _TITLE = 2.0, 1.5
_OFTEN = 20
"""More of the same word tells no more."""
_WEIGHTS = [0.0, *(SCALE_OF_ONE * (1 + log(count)) for count in range(1, _OFTEN + 1))]
_EASTERN = r"\u30a0-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Without hiragana, which is grammar more often than a word."""
_SOUTHERN = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PLAIN = re.compile(r"\w{4,}|\d{2,}|\b[A-Z]{2,3}\b")
_ANY = re.compile(
    rf"[{_EASTERN}]{{2,}}|[{_SOUTHERN}]{{4,}}|[\uac00-\ud7af]{{2,}}|[\u0590-\u06ff]{{3,}}"
    rf"|[^\W\u3040-\u309f{_EASTERN}{_SOUTHERN}\uac00-\ud7af\u0590-\u06ff]{{4,}}|\d{{2,}}"
    r"|\b[A-ZΑ-ΩА-Я]{2,3}\b"
)
_UNSPACED = re.compile(rf"[{_EASTERN}{_SOUTHERN}]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def gist(title: str | None, text: str, calendar: Collection[str] = ()) -> tuple[tuple[str, int], ...]:
    """The most telling words of an article with their weights (1 to 255), heaviest first; of equals the first found.

    Args:
        title: None when there is none.
        text: Cleaned; its lead is enough.
        calendar: Names of months and days in small letters, which all the news of a day shares.
    """
    # Only where small letters are in use, a short word in capitals is a name.
    titled, _ = _count(_tokens((title.lower() if title.isupper() else title) if title else ""), calendar)
    counts, names = _count(_tokens(text[:LEAD]), calendar)
    weighed = [
        (stem, _WEIGHTS[min(count, _OFTEN)] * (_NAME if stem in names else 1) * (_TITLE if stem in titled else 1))
        for stem, count in counts.items()
    ]
    weighed += [(stem, _WEIGHTS[1] * _TITLE) for stem in titled if stem not in counts]
    heaviest = sorted(weighed, key=itemgetter(1), reverse=True)[: WORDS + _SPARE]
    return tuple((stem, round(weight)) for stem, weight in heaviest)


def pack_gist(words: Iterable[tuple[str, int]], own: Iterable[str] = ()) -> bytes:
    """The bytes a mention carries of the first `WORDS`, without the ``own`` terms of its watch: all its mentions share
    those.
    """
    shared = {token.lower()[:STEM] for term in own for token in _tokens(term)}
    kept = [
        (crc32(stem.encode("utf-8", "surrogatepass")) & 0xFFFF, weight) for stem, weight in words if stem not in shared
    ]
    return pack("<" + "HB" * len(kept[:WORDS]), *chain.from_iterable(kept[:WORDS]))


def unpack_gist(packed: bytes) -> dict[int, int]:
    """Hash to weight, heaviest first; of a gist that was cut short, what is whole."""
    return dict(iter_unpack("<HB", packed[: len(packed) // 3 * 3]))


def _count(tokens: Iterable[str], calendar: Collection[str]) -> tuple[dict[str, int], set[str]]:
    """How often each stem comes, in order, and which are of names: words that are never written small."""
    found = Counter(tokens)
    counts, names = dict[str, int](), set[str]()
    for token, count in found.items():
        small = token.lower()
        if small in calendar or (small[0] in "12" and _YEAR.fullmatch(small)):
            continue
        stem = small[:STEM]
        counts[stem] = counts.get(stem, 0) + count
        if token != small and small not in found:
            names.add(stem)
    return counts, names


def _tokens(text: str) -> list[str]:
    """Words; where a script has no blanks, pieces of words: two signs in China and Japan, four in South-East Asia."""
    if text.isascii():
        return _PLAIN.findall(text)
    found: list[str] = _ANY.findall(text)
    if not _UNSPACED.search(text):
        return found
    return [piece for run in found for piece in (_pieces(run) if _UNSPACED.match(run) else (run,))]


def _pieces(run: str) -> list[str]:
    size = 2 if run[0] >= "\u3000" else 4
    return [run[at : at + size] for at in range(len(run) - size + 1)]
