"""What is shown of a page: its lines with what became of them, and its articles with the reasons for all that is said.

All words in these values are `legible`.
"""

from datetime import datetime

from msgspec import Struct

from workers.model.explained import Fate
from workers.study.reading.places import Spot

TITLE = 0
"""Where a word stands that is in the title, which stands in no line of the page."""


class Word(Struct, frozen=True, kw_only=True):
    """A word that decided, and the lines it stands in."""

    text: str
    at: tuple[int, ...] = ()
    """Numbers of lines, `TITLE` for the title; empty where it was not found again."""


class Said(Struct, frozen=True, kw_only=True):
    """One thing that is said of an article, and why."""

    name: str
    words: tuple[Word, ...]
    score: float | None = None
    holds: bool = True
    """Else it only nearly holds."""
    but: str = ""
    """Why it does not."""


class ShownLine(Struct, frozen=True, kw_only=True):
    """One line."""

    number: int
    """1-based: as it stands on the page; in markup, among the lines a reader would see."""
    text: str
    fate: Fate | None
    """None where nobody looked at the lines."""
    article: int | None = None
    spots: tuple[Spot, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether something is known by it."""
        return self.fate is not None and self.fate.kept


class ShownArticle(Struct, frozen=True, kw_only=True):
    """One article."""

    id: str
    place: int
    title: str | None
    title_from: str
    title_spots: tuple[Spot, ...]
    url: str | None
    source: str | None
    published_at: datetime | None
    published_from: str
    fetched_at: datetime
    language: str
    regions: tuple[Said, ...]
    topics: tuple[Said, ...]
    watches: tuple[Said, ...]
    cautions: tuple[str, ...] = ()
    """What keeps it from being counted as it stands."""


class Part(Struct, frozen=True, kw_only=True):
    """Lines that stand together: those of an article from its first to its last, or those between articles."""

    lines: tuple[ShownLine, ...]
    article: ShownArticle | None = None


class ShownPage(Struct, frozen=True, kw_only=True):
    """One page."""

    name: str
    refused: str | None = None
    """The reason, in one word."""
    detail: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def articles(self) -> tuple[ShownArticle, ...]:
        """Its articles in order."""
        return tuple(part.article for part in self.parts if part.article is not None)

    @property
    def lines(self) -> tuple[ShownLine, ...]:
        """Its lines in order."""
        return tuple(line for part in self.parts for line in part.lines)
