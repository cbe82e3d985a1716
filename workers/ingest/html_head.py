"""What a page's markup says of it, for machines: title, time of publication, address, language, and what it is."""

import re
from collections.abc import Iterator, Sequence

import msgspec
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from msgspec import Struct

from workers.ingest.html_tree import is_linked_data, text_of

_DATES = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "og:published_time",
        "rnews:datepublished",
    ),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
    ),
    *("date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "article.published"),
    *("article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime", "displaydate", "timestamp"),
)
"""Names under which pages tell when they were published; the surest first."""
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_ARTICLE = re.compile(r"(?:\w*Article|\w*Posting|Report|Review)$")
_YEAR = re.compile(r"(?<!\d)(?:199|20[0-9])\d(?!\d)")
"""Where a date is not known, some pages name the first day of the first year."""
_LONGEST = 500_000
"""Characters of linked data that are looked at."""
_MOST_VALUES = 2_000
_MARKS = re.compile(r"\s+[|•·»›:–—-]+\s+|\s*[|»]\s*")
"""What stands between a page's title and the name of its site."""


class Head(Struct, frozen=True, kw_only=True):
    """What a page says of itself."""

    title: str | None
    dates: tuple[str, ...]
    """When it was published, unparsed; the surest first."""
    url: str | None
    language: str | None
    single: bool
    """It says that it is one article."""


def read_head(tree: HtmlElement) -> Head:
    """Read the markup that is for machines, and the headings."""
    metas = _metas(tree)
    data = tuple(_linked_articles(tree))
    return Head(
        title=_title(tree, metas, data),
        dates=tuple(text for text in _dates(tree, metas, data) if _YEAR.search(text)),
        url=_url(tree, metas),
        language=_language(tree, metas),
        single=bool(data) or metas.get("og:type", "").casefold() in {"article", "news", "newsarticle"},
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The first value under each name."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = meta.get(key)
            if name and content:
                found.setdefault(name.strip().casefold(), content)
    return found


def _linked_articles(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The objects of the page's linked data that describe an article."""
    for script in tree.iter("script"):
        text = script.text
        if not text or len(text) > _LONGEST or not is_linked_data(script):
            continue
        try:
            value = msgspec.json.decode(" ".join(text.split()))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            continue
        yield from _articles_in(value)


def _articles_in(value: object) -> Iterator[dict[str, object]]:
    """Look through lists, and the graphs and main entities of objects; not through what an article only names."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_VALUES:
        one, seen = waiting.pop(0), seen + 1
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            kinds = one.get("@type")
            if any(
                isinstance(kind, str) and _ARTICLE.match(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                yield one
            else:
                waiting += [one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one]


def _is_article(kinds: object) -> bool:
    """Whether a kind of thing, or one of several, is a kind of article."""
    return any(
        isinstance(kind, str) and _ARTICLE.match(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _title(tree: HtmlElement, metas: dict[str, str], data: Sequence[dict[str, object]]) -> str | None:
    """The heading a reader sees where it is the one the page names itself by; else that name, without the site's."""
    named = [metas[name] for name in _TITLES if name in metas]
    named += [text for one in data if isinstance(text := one.get("headline"), str)]
    whole = text_of(next(tree.iter("title"), None))
    headings = [text for heading in tree.iter("h1") if (text := text_of(heading))]
    said = {_folded(form) for name in (*named, whole) for form in (name, _without_marks(name))}
    for heading in headings:
        if _folded(heading) in said:
            return heading
    if named:
        return _without_site(named[0], metas.get("og:site_name"))
    site = {_folded(part) for part in _MARKS.split(whole)} - said
    headings = [heading for heading in headings if _folded(heading) not in site]
    return headings[0] if len(headings) == 1 else _without_marks(whole) or None


def _without_marks(title: str) -> str:
    """The longest part of a title: the others are names of the site and its sections."""
    return max(_MARKS.split(title), key=len).strip()


def _without_site(title: str, site: str | None) -> str:
    parts = _MARKS.split(title)
    if site and len(parts) > 1 and _folded(parts[-1]) == _folded(site):
        return title[: title.rindex(parts[-1])].rstrip(" |•·»›:–—-")
    return title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _dates(tree: HtmlElement, metas: dict[str, str], data: Sequence[dict[str, object]]) -> Iterator[str]:
    yield from (text for one in data if isinstance(text := one.get("datePublished"), str))
    yield from (metas[name] for name in _DATES if name in metas)
    for element in tree.iter("time", "span", "abbr"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield element.get("datetime") or element.get("content") or element.get("title") or text_of(element)


def dates_in(element: HtmlElement) -> tuple[str, ...]:
    """The times an element of the page names for machines."""
    return tuple(time.get("datetime") for time in element.iter("time") if time.get("datetime"))


def _url(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").casefold().split() and (link.get("href") or "").startswith("http"):
            href: str = link.get("href")
            return href
    said = metas.get("og:url", "")
    return said if said.startswith("http") else None


def _language(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    said: str | None = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    )
    return said or metas.get("content-language") or metas.get("og:locale") or None
