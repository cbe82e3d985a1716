"""Cleaning that remembers where each character came from, for whoever shows a line as it stood on the page."""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from workers.ingest.clean import CONTROLS, ENTITY, HIDDEN, ROUNDS, decode_entity, is_odd, repair, undo_control
from workers.ingest.homoglyphs import fold_homoglyphs

_SPACE = re.compile(r"\s+")
_SYNC = 4
"""Characters that must agree after a repaired letter, to know how many were in its place."""
_WIDEST = 24
"""Characters that one letter may have become, by being decoded wrongly more than once."""


class Cleaned(Struct, frozen=True, kw_only=True):
    """A clean line, and the way back to the dirty one."""

    text: str
    origins: tuple[int, ...]
    """For each character of ``text``, and for its end, the place in the dirty line; rising."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the dirty line that became ``text[start:end]``."""
        return self.origins[start], self.origins[end]


def clean_with_places(line: str) -> Cleaned:
    """What `clean_line` makes of a line, with the origin of each character. Slower: for lines that are looked at."""
    return _clean(Cleaned(text=line, origins=tuple(range(len(line) + 1))))


def _clean(line: Cleaned) -> Cleaned:
    for _ in range(ROUNDS):
        before, line = line, _straighten(_clear(line) if is_odd(line.text) else line)
        if line.text == before.text:
            return line
    return _clean(_replace(line, re.compile("&"), lambda _: ""))


def _clear(line: Cleaned) -> Cleaned:
    line = _replace(_replace(line, HIDDEN, lambda _: ""), ENTITY, decode_entity)
    return _replace(_repair(line), CONTROLS, undo_control)


def _straighten(line: Cleaned) -> Cleaned:
    folded = Cleaned(text=fold_homoglyphs(line.text), origins=line.origins)
    return _trim(_replace(folded, _SPACE, lambda _: " "))


def _replace(line: Cleaned, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Cleaned:
    """Replace every match; what stands in its place came from where it began."""
    texts, origins, last = list[str](), list[int](), 0
    for match in pattern.finditer(line.text):
        new = by(match)
        texts += (line.text[last : match.start()], new)
        origins += (*line.origins[last : match.start()], *[line.origins[match.start()]] * len(new))
        last = match.end()
    return Cleaned(text="".join(texts) + line.text[last:], origins=(*origins, *line.origins[last:]))


def _trim(line: Cleaned) -> Cleaned:
    start, text = len(line.text) - len(line.text.lstrip()), line.text.strip()
    return Cleaned(text=text, origins=line.origins[start : start + len(text) + 1])


def _repair(line: Cleaned) -> Cleaned:
    repaired = repair(line.text)
    if repaired == line.text:
        return line
    return Cleaned(text=repaired, origins=tuple(line.origins[place] for place in _aligned(line.text, repaired)))


def _aligned(broken: str, repaired: str) -> Iterator[int]:
    """For each character of the repaired text, and for its end, its place in the broken one.

    Each became one or more; how many shows by where the two go on alike.
    """
    at = 0
    for place in range(len(repaired)):
        yield min(at, len(broken))
        after = repaired[place + 1 : place + 1 + _SYNC]
        steps = (step for step in range(1, _WIDEST) if broken[at + step : at + step + _SYNC] == after)
        at += 1 if broken[at : at + 1] == repaired[place] else next(steps, 2)
    yield len(broken)
