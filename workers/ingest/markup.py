"""What a page of HTML says, before it is cleaned and dated."""

from msgspec import Struct


class Story(Struct, frozen=True, kw_only=True):
    """One article in the markup."""

    title: str | None
    lines: tuple[str, ...]
    """Its paragraphs."""
    dates: tuple[str, ...] = ()
    """What the markup calls its time of publication, unparsed; the likeliest first."""
    link: str | None = None
    """Where a heading among others leads: the story's own page."""


class Markup(Struct, frozen=True, kw_only=True):
    """What a page of HTML says of itself, and its articles."""

    url: str | None
    """The address it gives itself."""
    language: str | None
    stories: tuple[Story, ...]
    """One, unless the page is plainly a list of whole articles."""
    plain: str | None = None
    """All of the page as lines of text, navigation and all: given where no main text was found."""
