"""How pages are read: what the operator says of the scraper, and the tables that are shipped."""

from msgspec import Struct
from publicsuffixlist import PublicSuffixList

from workers.ingest.words import PageWords, load_page_words

FIELDS: dict[str, str] = {
    name: name
    for name in ("url", "fetched_at", "text", "html", "title", "published", "language", "source", "traceparent")
}
"""Our own page: every field under its own name."""

FORMATS: dict[str, dict[str, str]] = {
    "groundswell": FIELDS,
    "scrapy": {"text": "body", "published": "date", "fetched_at": "scraped_at"},
    "news-please": {
        "text": "maintext",
        "published": "date_publish",
        "fetched_at": "date_download",
        "source": "source_domain",
    },
    "trafilatura": {"url": "source", "published": "date", "fetched_at": "filedate", "source": "hostname"},
    "fundus": {
        "text": "plaintext",
        "published": "publishing_date",
        "url": "html.requested_url",
        "html": "html.content",
        "fetched_at": "html.crawl_date",
        "language": "lang",
    },
    "ninjs": {
        "url": "uri",
        "text": "body_text",
        "html": "body_html",
        "title": "headline",
        "published": "firstcreated",
        "fetched_at": "versioncreated",
        "source": "provider",
    },
}
"""What common scrapers call our fields; those left out have our names. A dot leads into an object. Add yours here."""


class InputRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator says of the scraper: the section ``input`` of the config."""

    max_bytes: int = 5_000_000
    """A larger page is refused."""
    format: str = "groundswell"
    """One of `FORMATS`."""
    fields: dict[str, str] = {}
    """Our field's name to the scraper's, over the format's."""
    time_format: str | None = None
    """As for ``strptime``; None for RFC 3339 or Unix seconds."""
    source: str | None = None
    """For pages that neither name a source nor have an address."""


class Tables(Struct, frozen=True, kw_only=True):
    """What is shipped: the words of pages, and the list of public suffixes."""

    words: PageWords
    suffixes: PublicSuffixList


def load_tables() -> Tables:
    """Read what is shipped with the packages; takes about a tenth of a second, so do it once."""
    return Tables(words=load_page_words(), suffixes=PublicSuffixList())


def field_names(rules: InputRules) -> dict[str, str]:
    """Our field's name to the scraper's, for every field of ours.

    Raises:
        KeyError: `rules.format` is none of `FORMATS`.
    """
    return FIELDS | FORMATS[rules.format] | rules.fields
