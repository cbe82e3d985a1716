"""Live pages: many short entries, each under the time of day it was written at, which are one article.

Line by line they look like a list of teasers: a headline, a sentence or two, a headline. What tells them apart is the
headline above, which says that this is live, or whose words come again in every other entry.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workers.ingest.clock import is_clock, opens_with_clock
from workers.ingest.lines import Line
from workers.ingest.title import is_headline, key_words
from workers.ingest.words import Kind

_LEAST_ENTRIES = 3
_HEADLINES = 3
"""Lines between a time and the first sentence of its entry."""
_ABOVE = 25
"""Lines above the first entry among which the page's headline is looked for."""
_LEAST_WORDS = 3
_LEAST_SHARE = 0.5
"""Of the entries, those that take up the headline."""


class Live(Struct, frozen=True, kw_only=True):
    """Where on a page its live entries stand: ``lines[first:end]``."""

    first: int
    end: int
    headline: int
    """Where the page's headline stands; all entries are of this story."""


def find_live(lines: Sequence[Line]) -> Live | None:
    """The live entries of a page; None where it has too few, or no headline above says that they are one story."""
    entries = list(_entries(lines))
    if len(entries) < _LEAST_ENTRIES:
        return None
    first, end = entries[0][0], entries[-1][1] + 1
    headline = _headline(lines, entries)
    return None if headline is None else Live(first=first, end=end, headline=headline)


def _entries(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where each entry begins, and where its first sentence stands."""
    for at, line in enumerate(lines):
        if line.kind is Kind.PROSE and opens_with_clock(line.text):
            yield at, at
        elif is_clock(line.text):
            solid = [place for place in range(at + 1, min(at + 8, len(lines))) if lines[place].kind is not Kind.BLANK]
            prose = next((place for place in solid[:_HEADLINES] if lines[place].kind is Kind.PROSE), None)
            if prose is not None:
                yield at, prose


def _headline(lines: Sequence[Line], entries: Sequence[tuple[int, int]]) -> int | None:
    first = entries[0][0]
    above = [at for at in range(max(0, first - _ABOVE), first) if is_headline(lines[at])]
    said = next((at for at in above if lines[at].live and lines[at].words >= _LEAST_WORDS), None)
    if said is not None:
        return said
    texts = [key_words(lines[prose].text) for _, prose in entries]
    shares = {at: sum(bool(key_words(lines[at].text) & text) for text in texts) / len(texts) for at in above}
    best = max(above, key=lambda at: shares[at], default=None)
    return best if best is not None and shares[best] >= _LEAST_SHARE else None
