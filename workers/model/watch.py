"""What a person writes about an entity to be watched: plain values."""

from msgspec import Struct


class Needs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of which one must stand near a term."""

    list: str | None = None
    """The id of a list of the config's ``lists``."""
    words: tuple[str, ...] = ()


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way an article may name a watch."""

    text: str
    weight: float = 1.0
    """An article is a mention when the weights of its distinct terms reach 1."""
    case: str = "auto"
    """``exact``: as written; ``any``: case is ignored; ``auto``: capitals in a short or all-capital term count."""
    inflect: str | None = None
    """Language code whose endings the term may take."""
    needs: Needs | None = None
    near: int = 0
    """Characters within which one of ``needs`` must stand; 0: anywhere in the article."""


class Scope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an article must belong to be a mention; empty lists ask for nothing."""

    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Minimum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least that is worth an alert, over the window that decided."""

    articles: int = 3
    sources: int = 2


class SeverityLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores from which an alert is called a warning, and critical."""

    warning: float = 2.9
    critical: float = 3.6


class WatchTerms(Struct, frozen=True, kw_only=True):
    """All that decides whether an article is a mention of one watch."""

    watch_id: str
    terms: tuple[Term, ...]
    mask: tuple[str, ...] = ()
    """Phrases that are not read as the terms inside them."""
    unless: tuple[str, ...] = ()
    """An article with one of these is no mention."""
    requires: tuple[str, ...] = ()
    """At least one of these must stand in the article, whatever the term."""
    scope: Scope = Scope()
    lists: dict[str, tuple[str, ...]] = {}
    """The lists of words that the terms' ``needs`` refer to, by id."""
