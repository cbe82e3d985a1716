"""What an article is tagged with: language, regions, topics."""

from enum import StrEnum

from msgspec import Struct, field


class LanguageFrom(StrEnum):
    """What decided the language."""

    SCRIPT = "script"
    PROFILE = "profile"
    DECLARED = "declared"
    NONE = "none"


class Language(Struct, frozen=True, kw_only=True):
    """The language an article is written in."""

    code: str
    """BCP 47, ``und`` when it cannot be told."""
    confidence: float
    """0 to 1."""
    from_: LanguageFrom = field(name="from")


class Region(Struct, frozen=True, kw_only=True):
    """A country an article is about."""

    code: str
    """ISO 3166-1 alpha-2."""
    score: float
    """Relative to the first region's, which has 1."""
    area: str
    """UN M49 sub-region, three digits."""
    because: tuple[str, ...]
    """The words that named it, as they stand in the text."""


class Topic(Struct, frozen=True, kw_only=True):
    """A news subject an article is about."""

    code: str
    """IPTC Media Topic, as ``medtop:11000000``."""
    name: str
    score: float
    """0 to 1."""
    because: tuple[str, ...]
    """The words that decided."""


class Tags(Struct, frozen=True, kw_only=True):
    """Language, regions and topics of one article; best first."""

    language: Language
    regions: tuple[Region, ...] = ()
    topics: tuple[Topic, ...] = ()
