"""Which family a source belongs to, and whether it is a news agency or a state's voice."""

from enum import StrEnum

from msgspec import Struct

from workers.classify.lexicon import load_lexicon, words_of


class PublisherKind(StrEnum):
    """What sort of publisher."""

    WIRE = "wire"
    """A news agency: others print its text."""
    STATE = "state"
    """Owned or directed by a government."""
    OTHER = "other"


class Publisher(Struct, frozen=True, kw_only=True):
    """A family of sources that speak with one voice."""

    family: str
    kind: PublisherKind


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: PublisherKind
    domains: str


def load_publishers() -> dict[str, Publisher]:
    """Read ``lexicons/publishers.yaml``: domain or name, in small letters, to publisher."""
    rows = load_lexicon("publishers.yaml", dict[str, _Row])
    return {
        domain: Publisher(family=family, kind=row.kind)
        for family, row in rows.items()
        for domain in words_of(row.domains)
    }


def publisher_of(source: str | None, publishers: dict[str, Publisher]) -> Publisher | None:
    """The family of a source; a source that is not listed is a family of its own. None when the source is unknown.

    Args:
        source: Registrable domain, host, or the scraper's own name.
        publishers: From `load_publishers`.
    """
    if source is None:
        return None
    name = source.strip().lower().removeprefix("www.")
    labels = name.split(".")
    for first in range(len(labels)):
        if known := publishers.get(".".join(labels[first:])):
            return known
    return Publisher(family=name, kind=PublisherKind.OTHER)
