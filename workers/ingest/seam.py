"""Where one story ends and the next begins, with nothing between them but a headline.

A headline inside a text is a seam if what follows takes it up and what stands before does not know it, if what follows
has left the old story's names and first sentence behind, and if the two sides share fewer words than either side's own
halves do. The last is the depth of TextTiling (Hearst 1997): it asks how far the likeness falls here, so that texts of
one trade, whose words are all alike, are told apart by the same measure as others.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from workers.ingest.lines import Line, join_prose
from workers.ingest.title import is_headline, key_words, story_words
from workers.ingest.words import Kind

_BEFORE, _AFTER = 1500, 700
"""Characters on both sides that are compared; of what follows, those in which its headline is taken up."""
_NEAR_LINES = 40
"""Lines, blank ones too, that hold these characters; a bound, so that no page takes long."""
_NEAR_STAMP = 4
_SIDE_WORDS = 40
_LEAST_KEYS = 2
_FEW_KEYS = 4
"""A headline of fewer key words is judged as if it had so many: two words are easily found again."""
_NEXT_LINES = 8
_LEAST_NAMES = 4
"""Of fewer names one that is shared says little."""
_NAME = re.compile(r"(?<=[^\W\d_.!?:;\"“”] )[^\W\d_a-zà-ÿа-я][\w’'-]{2,}")
"""Capitalised, and not at the start of a sentence."""
_ITEM = re.compile(r"\d{1,2}[.)] ")
"""The heading of one of several points of a story."""
_STEM = 6
_LEAST_CHAPTERS, _CHAPTER_WORDS = 3, 5
"""So many headings of at most so many words in a story are those of its chapters."""

# By logistic regression on glued and single articles (`benchmarks/reading_glued.py`), one half of each set.
_FLOOR = -7.3
_TAKEN, _KNOWN, _NAMES, _DEPTH, _OLD, _PARAGRAPHS = 6.0, -6.0, -8.5, 14.0, -11.5, 6.0
_STAMPED, _ALIKE, _CHAPTER = 1.5, 3.5, -0.75
"""By hand: the sets have no dates between articles, and headings inside an article have none below them.
Chapters decide only where the rest is even, since headlines of glued articles may be short, too."""


class Seam(Struct, frozen=True, kw_only=True):
    """What speaks for and against a seam at a headline; shares from 0 to 1, but for `depth`."""

    taken: float
    """Of the headline's key words, those in the next 700 characters."""
    known: float
    """Of these, those in the last 1,500 characters."""
    names: float
    """Of the names on the side that has fewer, those on both."""
    depth: float
    """How much more of their words the halves of each side share than the two sides do (-1 to 1)."""
    old: float
    """Of the key words of the old story's title and first sentence, those in what follows."""
    paragraphs: float
    """Of the next eight lines, those that are sentences: in a list of offers or teasers every other is."""
    stamped: bool
    """A line that says when or by whom stands below."""
    alike: bool
    """Such a line stands right below, and right above the old story's text too: an item of a list like the first."""
    chapter: bool
    """Several headings as short as this one stand in the old story: it is one more of them."""

    @property
    def strength(self) -> float:
        """Above zero, it is rather a seam than not."""
        return (
            _FLOOR
            + _TAKEN * self.taken
            + _KNOWN * self.known
            + _NAMES * self.names
            + _DEPTH * self.depth
            + _OLD * self.old
            + _PARAGRAPHS * self.paragraphs
            + _STAMPED * self.stamped
            + _ALIKE * self.alike
            + _CHAPTER * self.chapter
        )


def find_seam(lines: Sequence[Line], start: int, at: int, end: int, old: frozenset[str]) -> Seam | None:
    """What speaks for and against a new story at the headline ``lines[at]``; None where there is too little to tell.

    Args:
        lines: Of the page.
        start: Where the old story's text begins.
        at: Where the headline stands.
        end: Where the run of lines ends that both are in.
        old: Key words of the old story's title and first sentence.
    """
    head = key_words(lines[at].text)
    if len(head) < _LEAST_KEYS or _ITEM.match(lines[at].text):
        return None
    before = join_prose(lines[max(start, at - _NEAR_LINES) : at])[-_BEFORE:]
    after = join_prose(lines[at + 1 : min(end, at + 1 + _NEAR_LINES)])[:_BEFORE]
    taken = len(head & key_words(after[:_AFTER]))
    if not taken or min(len(before.split()), len(after.split())) < _SIDE_WORDS:
        return None
    return Seam(
        taken=taken / max(_FEW_KEYS, len(head)),
        known=len(head & key_words(before)) / len(head),
        names=_likeness(_names(before), _names(after), _LEAST_NAMES),
        depth=_depth(before, after),
        old=len(old & story_words(after)) / max(3, len(old)),
        paragraphs=_paragraphs(lines[at + 1 : min(end, at + 1 + _NEAR_LINES)]),
        stamped=any(line.kind is Kind.STAMP for line in lines[at + 1 : at + 1 + _NEAR_STAMP]),
        alike=_is_stamp(lines[at + 1 : at + 1 + _NEAR_STAMP]) and _is_stamp(_upwards(lines, start)),
        chapter=_is_chapter(lines[at])
        and sum(map(_is_chapter, lines[max(start, at - _NEAR_LINES) : at])) >= _LEAST_CHAPTERS,
    )


def _is_chapter(line: Line) -> bool:
    return line.kind is Kind.SHORT and line.words <= _CHAPTER_WORDS and is_headline(line)


def _is_stamp(lines: Sequence[Line]) -> bool:
    """Whether the first of them that is not blank says when or by whom."""
    return next((line.kind is Kind.STAMP for line in lines if line.kind is not Kind.BLANK), False)


def _upwards(lines: Sequence[Line], start: int) -> Sequence[Line]:
    """The lines above a text, the nearest first; or its own first ones, if it begins with its headline and date."""
    first = next((at for at in range(start, len(lines)) if lines[at].kind is Kind.PROSE), start)
    return lines[max(0, first - _NEAR_STAMP) : first][::-1]


def _paragraphs(lines: Sequence[Line]) -> float:
    solid = [line.kind for line in lines if line.kind is not Kind.BLANK][:_NEXT_LINES]
    return solid.count(Kind.PROSE) / max(1, len(solid))


def _names(text: str) -> frozenset[str]:
    return frozenset(name.casefold()[:_STEM] for name in _NAME.findall(text))


def _depth(before: str, after: str) -> float:
    first, second = map(story_words, _halves(before))
    third, fourth = map(story_words, _halves(after))
    within = _likeness(first, second) + _likeness(third, fourth)
    across = sum(_likeness(old, new) for old in (first, second) for new in (third, fourth))
    return within / 2 - across / 4


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return text[:middle], text[middle:]


def _likeness(some: frozenset[str], others: frozenset[str], least: int = 1) -> float:
    return len(some & others) / max(least, min(len(some), len(others)))
