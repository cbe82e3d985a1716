"""Where a report says that it was written."""

import re
from collections.abc import Sequence

MONTHS_DAY = r"(?:[^\W\d_]{3,10}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,10}\.?)"
"""A day as datelines have it, in any language: ``March 2``, ``18 jun.``, ``18. Juni``."""

_AGENCY = r"(?:\([^()\n\d]{2,30}\)|/[^/\n\d]{2,20}/\.?)"
_DASH = r"(?:--?|[–—])"
_SIGNED = re.compile(rf"\s*([^\n(/]{{2,80}}?)\s?{_AGENCY}\s?(?:{_DASH}\s|[.:,]?\s)")
_DATED = re.compile(rf"\s*([^\n,.:;]{{2,40}}(?:, ?[^\n,:;]{{2,25}}){{0,2}}[,.] {MONTHS_DAY})[.,]?\s?(?:{_DASH}\s|\()")
_DASHED = re.compile(rf"\s*([^\n]{{2,80}}?)\s?{_DASH}\s")
_COLON = re.compile(r"\s*([^\n:]{3,40}):\s")
_UNSPACED = re.compile(
    r"\s*(?:【[^】\n]{2,30}】|（[^）\n]{2,40}[电電]）|[(\[][^()\n]{2,30}=[^()\n]{2,30}[)\]]|[^\n，。、]{2,24}日\s?[电電])"
)
_LOUD = re.compile(rf"[^\Wa-z\d_][^a-z\d]+(?: {MONTHS_DAY})?$")
_BETWEEN_PLACES = re.compile(r"[\s,./]*(?:and|und|y|et|e|i|og|och|и|та)?[\s,./]*")


def dateline_end(text: str, begin: int, places: Sequence[tuple[int, int]]) -> int:
    """Where the dateline ends; where the text begins when there is none.

    ``ELMWOOD PARK, N.J., March 2 - ``, ``Moscow (AFP) - ``, ``MADRID, 18 jun. (EUROPA PRESS) - ``, ``NEW DELHI: ``,
    ``Nairobi, Kenya — ``. East Asia writes ``【ロンドン共同】``, ``新华社北京6月18日电``, ``(서울=뉴스)``.

    Args:
        text: With the title or without it.
        begin: Where the article begins in it.
        places: Where its first places stand (start, end), in order: without an agency, a day or capitals, a
            beginning is a dateline only when nothing but places stands in it.
    """
    if found := _UNSPACED.match(text, begin):
        return found.end()
    for form in (_SIGNED, _DATED):
        if (found := form.match(text, begin)) and _is_heading(found[1]):
            return found.end(1)
    for form in (_DASHED, _COLON):
        found = form.match(text, begin)
        if found and (_is_loud(found[1]) or _only_places(text, found.span(1), places)):
            return found.end(1)
    return begin


def _is_heading(words: str) -> bool:
    """Whether it is as short as a place, and every longer word of its first part begins with a capital."""
    first = words.split(",", 1)[0].split()
    return len(first) <= 5 and all(not word[0].islower() for word in first if len(word) > 3 or word == first[0])


def _is_loud(words: str) -> bool:
    """Whether a place stands in it all in capitals, whatever follows."""
    first = words.split(",", 1)[0]
    return bool(_LOUD.match(first)) and len(first) <= 40


def _only_places(text: str, span: tuple[int, int], places: Sequence[tuple[int, int]]) -> bool:
    here, end = span
    inside = [place for place in places if here <= place[0] and place[1] <= end]
    for start, stop in inside:
        if not _BETWEEN_PLACES.fullmatch(text, here, start):
            return False
        here = stop
    return bool(inside) and bool(_BETWEEN_PLACES.fullmatch(text, here, end))
