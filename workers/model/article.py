"""One cleaned article."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class PublishedFrom(StrEnum):
    """What kind of evidence the publication time rests on."""

    GIVEN = "given"
    """The scraper said so."""
    META = "meta"
    """The page's markup said so."""
    TEXT = "text"
    """An absolute date stands in the page's text."""
    RELATIVE = "relative"
    """A word such as "a day ago", reckoned from the time of fetching."""


class Article(Struct, frozen=True, kw_only=True):
    """One article as a careful reader would cut it out of its page."""

    id: str
    place: int
    """0-based order on its page."""
    title: str | None
    """None when the page gives none; never another story's headline."""
    text: str
    """Paragraphs, one a line."""
    at: datetime
    """When it is counted: the time of fetching, made plausible (UTC)."""
    clock_ahead: bool = False
    """The page claimed a time after its own record; ``at`` is the record's."""
    lines: tuple[int, ...] | None = None
    """1-based lines of the page the text was taken from; None for HTML."""
    url: str | None = None
    """Canonical form."""
    source: str | None = None
    """Registrable domain or the scraper's own name for it; None when unknown."""
    published_at: datetime | None = None
    published_from: PublishedFrom | None = None
    declared_language: str | None = None
    """What the page claims, as it claims it."""
