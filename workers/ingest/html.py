"""Main text out of markup. The only file that imports trafilatura."""

from datetime import UTC, datetime

from msgspec import Struct

from workers.errors import PageRejected
from workers.model.rejection import Reason


class Markup(Struct, frozen=True, kw_only=True):
    """What a page of HTML says."""

    title: str | None
    lines: tuple[str, ...]
    """Paragraphs of the main text, not yet cleaned."""
    published_on: datetime | None
    """The day in the page's metadata (UTC)."""
    url: str | None
    language: str | None


def read_markup(html: str) -> Markup:
    """Main text, title and date by trafilatura, without its slower second opinions.

    Raises:
        PageRejected: the page has no main text.
    """
    # Half a second to import, and only pages of HTML need it.
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        found = bare_extraction(html, fast=True, include_comments=False, include_tables=False, with_metadata=True)
    except (LxmlError, ValueError, RecursionError) as error:
        raise PageRejected(Reason.NO_ARTICLE, f"markup that cannot be read ({type(error).__name__})") from None
    if not isinstance(found, Document) or not found.text:
        raise PageRejected(Reason.NO_ARTICLE, "markup without a main text; expected an article")
    return Markup(
        title=found.title or None,
        lines=tuple(found.text.split("\n")),
        published_on=_day(found.date),
        url=found.url or None,
        language=found.language or None,
    )


def _day(text: str | None) -> datetime | None:
    try:
        return None if not text else datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
