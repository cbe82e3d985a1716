"""How pages are read: what the operator says of the scraper, and the tables that are shipped."""

from typing import Literal

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
    "scrapy": {"text": "body.* | body", "published": "date", "fetched_at": "scraped_at"},
    "news-please": {
        "text": "maintext",
        "published": "date_publish",
        "fetched_at": "date_download",
        "source": "source_domain",
    },
    "trafilatura": {"url": "source", "published": "date"},
    "fundus": {
        "text": "plaintext | body.*",
        "published": "publishing_date",
        "language": "lang",
        "source": "publisher",
    },
    "ninjs": {
        "url": "uri",
        "text": "body_text | body_main | bodies.contenttype=text/plain.value | bodies.contentType=text/plain.value",
        "html": (
            "body_xhtml | body_html | body_richtext | bodies.contenttype=text/html.value"
            " | bodies.contenttype=application/xhtml+xml.value | bodies.contentType=text/html.value"
            " | bodies.contentType=application/xhtml+xml.value"
        ),
        "title": "headline | headlines.role=main.value | headlines.0.value | headline_main | title",
        "published": "firstcreated | firstCreated | versioncreated | versionCreated",
        "fetched_at": "versioncreated | versionCreated",
        "source": "provider | copyrightholder | copyrightHolder",
    },
}
"""What common scrapers call our fields; those left out have our names. `paths.find_field` says what the signs mean.

Each is tested on what its tool wrote (`tests/unit/ingest/scraped/`). Of trafilatura the `filedate` is left out: it is
the day of the extraction, and a whole day's pages would be counted at its midnight. Add yours here.
"""


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
    languages: Literal["own", "py3langid"] = "own"
    """Who tells languages: our tables, or py3langid too, for those that they lack; it is the extra ``languages``."""


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
