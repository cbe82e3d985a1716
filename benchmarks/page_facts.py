"""How often the title and the date of a page of plain lines are right.

    python -m benchmarks.page_facts --data DIR [--wrong]

DIR holds ``article_pages/html/NAME.html.gz`` of the article-extraction-benchmark, which is no part of this project.
Each page is turned into plain lines, as text scrapers deliver them. What its markup tells machines is taken for the
truth, where the lines hold it too: the title as a line of its own, the day in one of the ways listed here. Nothing
here uses the product's own reading of markup or of dates.

Half of the pages, by a hash of their names, are for choosing rules, the other half for reporting. Half of the latter
was read later, to choose on more pages; of the blind quarter no page was ever read. ``--wrong`` prints what went wrong
in all others.
"""

import argparse
import gzip
import hashlib
import html
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import lxml.html  # type: ignore[import-untyped]  # has no stubs here
from babel.dates import get_month_names
from msgspec import Struct

from benchmarks.reading import is_blind, lines_of, read
from workers.ingest.rules import Tables, load_tables
from workers.model.article import Article

_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
_DATES = ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date")
_ARTICLE = re.compile(r"\w*(?:Article|Posting|Report|Review)")
_SITE = re.compile(r"\s+[|•·»›–—-]\s+|\s*\|\s*")
_LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl", "pl", "ru", "tr", "uk", "sv", "ar")
_KIN = 0.5
"""Share of the true title's words from which on another title is of the same story."""


class Truth(Struct, frozen=True, kw_only=True):
    """What a page's markup says of it, as far as its lines hold it too."""

    titles: frozenset[str]
    """Its title in the spellings of the markup, folded; empty if no line is one of them."""
    days: frozenset[date]
    """The day of publication, where it was written and in UTC; empty if no line holds it."""


def main() -> int:
    """Print one line a half and fact. Returns 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the set named above")
    parser.add_argument("--wrong", action="store_true", help="show what went wrong, but for the blind quarter")
    args = parser.parse_args()
    paths = sorted((args.data / "article_pages" / "html").glob("*.html.gz"))
    if not paths:
        print(f"page_facts: no pages in {args.data}; this needs the set its docstring names", file=sys.stderr)
        return 2
    tables = load_tables()
    for half in ("choosing", "reporting"):
        chosen = [path for path in paths if half_of(path.name) == half]
        measure(half, chosen, tables, shows=args.wrong)
    measure("blind quarter", [path for path in paths if _is_blind(path)], tables, shows=False)
    return 0


def half_of(name: str) -> str:
    return "choosing" if hashlib.sha256(name.encode()).digest()[0] % 2 else "reporting"


def _is_blind(path: Path) -> bool:
    return is_blind(path.name.removesuffix(".html.gz"))


def measure(half: str, paths: Sequence[Path], tables: Tables, *, shows: bool) -> None:
    titles, dates, spent = Counter[str](), Counter[str](), 0.0
    for path in paths:
        raw = gzip.decompress(path.read_bytes())
        lines = lines_of(raw)
        truth = truth_of(raw, lines)
        value = "\n".join(lines).encode()
        began = time.process_time()
        articles = read(value, tables)
        spent += time.process_time() - began
        article = max(articles, key=lambda one: len(one.text), default=None)
        for counts, verdict in ((titles, judge_title(article, truth)), (dates, judge_date(article, truth))):
            counts.update([verdict] if verdict else [])
            if shows and not _is_blind(path) and verdict not in ("", "exact", "right"):
                said = None if article is None else (article.title, str(article.published_at))
                true = (sorted(truth.titles), sorted(map(str, truth.days)))
                print(f"  {path.name[:12]} {verdict}: {said}; true {true}")
    for fact, counts in (("title", titles), ("date", dates)):
        total = counts.total()
        shares = ", ".join(f"{verdict} {count} ({count / total:.1%})" for verdict, count in counts.most_common())
        print(f"{half}, {fact}: of {total} pages {shares}")
    print(f"{half}: {len(paths) / spent:,.0f} pages/s")


def judge_title(article: Article | None, truth: Truth) -> str:
    if not truth.titles:
        return ""
    if article is None or article.title is None:
        return "none"
    found = fold(article.title)
    if found in truth.titles:
        return "exact"
    wanted, given = ({word for one in texts for word in one.split()} for texts in (truth.titles, [found]))
    return "other words" if len(wanted & given) >= _KIN * len(wanted) else "another story's"


def judge_date(article: Article | None, truth: Truth) -> str:
    if not truth.days:
        return ""
    if article is None or article.published_at is None:
        return "none"
    return "right" if article.published_at.date() in truth.days else "wrong"


def truth_of(raw: bytes, lines: Sequence[str]) -> Truth:
    tree = lxml.html.document_fromstring(raw, parser=lxml.html.HTMLParser(encoding="utf-8"))
    metas = metas_of(tree)
    data = tuple(linked(tree))
    held = {fold(line) for line in lines}
    titles = {form for text in said_titles(metas, data) for form in forms(text)} & held
    day = next((one for one in said_days(tree, metas, data) if one.year > 1990), None)
    text = fold("\n".join(lines))
    days = (
        frozenset()
        if day is None
        else frozenset(one for one in (day.date(), (day - (day.utcoffset() or timedelta())).date()) if holds(text, one))
    )
    if days and day is not None:
        days |= {day.date(), (day - (day.utcoffset() or timedelta())).date()}
    return Truth(titles=frozenset(titles), days=days)


def said_titles(metas: dict[str, str], data: Sequence[dict[str, object]]) -> Iterator[str]:
    yield from (metas[name] for name in _TITLES if name in metas)
    yield from (text for one in data if isinstance(text := one.get("headline"), str))


def forms(title: str) -> Iterator[str]:
    """A title, and without the site's name at its end."""
    yield fold(title)
    parts = _SITE.split(html.unescape(title))
    if len(parts) > 1 and len(parts[0].split()) > 3:
        yield fold(parts[0])


def said_days(
    tree: lxml.html.HtmlElement, metas: dict[str, str], data: Sequence[dict[str, object]]
) -> Iterator[datetime]:
    said = [text for one in data if isinstance(text := one.get("datePublished"), str)]
    said += [metas[name] for name in _DATES if name in metas]
    said += [one.get("datetime") or one.get("content") or "" for one in tree.xpath("//*[@itemprop='datePublished']")]
    times = {one.get("datetime")[:10] for one in tree.iter("time") if one.get("datetime")}
    said += times if len(times) == 1 else ()
    for text in said:
        try:
            yield datetime.fromisoformat(text.strip())
        except ValueError:
            continue


def holds(text: str, day: date) -> bool:
    """Whether a day stands in a folded text, in one of the ways people write it."""
    return any(re.search(rf"(?<!\d){re.escape(form)}(?!\d)", text) for form in spellings(day))


def spellings(day: date) -> Iterator[str]:
    year, month, number = day.year, day.month, day.day
    for first, second in ((f"{month:02}", f"{number:02}"), (str(month), str(number))):
        for mark in "-/.":
            yield mark.join((str(year), first, second))
            yield mark.join((second, first, str(year)))
        yield f"{first}/{second}/{year}"
        yield f"{first}/{second}/{year % 100:02}"
    yield from (f"{year}年{month}月{number}日", f"{year}년 {month}월 {number}일")
    for name in month_names(month):
        for written in {str(number), f"{number:02}", f"{number}{ordinal(number)}"}:
            for stop in ("", "."):
                yield f"{name}{stop} {written}, {year}"
                yield f"{name}{stop} {written} {year}"
                yield f"{written}{stop} {name} {year}"
                yield f"{written} {name}{stop}, {year}"
                yield f"{written}-{name}-{year}"
                yield f"{written} {name}{stop} {year}"
        yield from (f"{number} de {name} de {year}", f"{number:02} de {name} de {year}", f"{number}er {name} {year}")


def ordinal(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def month_names(month: int) -> set[str]:
    names = {
        fold(get_month_names(width, context, language)[month]).rstrip(".")
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
    }
    return {*names, "sept"} if month == 9 else names


def metas_of(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            if meta.get(key) and meta.get("content"):
                found.setdefault(meta.get(key).casefold(), meta.get("content"))
    return found


def linked(tree: lxml.html.HtmlElement) -> Iterator[dict[str, object]]:
    """The first articles that the page's linked data describe."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "", strict=False)
        except ValueError:
            continue
        waiting = value if isinstance(value, list) else [value]
        for one in waiting:
            if isinstance(one, dict):
                waiting = one.get("@graph", [one])
                yield from (item for item in waiting if isinstance(item, dict) and _is_article(item.get("@type")))


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and _ARTICLE.fullmatch(one) for one in kinds)


def fold(text: str) -> str:
    """Small letters, straight quotation marks, single spaces."""
    plain = unicodedata.normalize("NFKC", html.unescape(text)).casefold()
    plain = re.sub("[‘’‛`´]", "'", re.sub("[“”„«»]", '"', plain))
    return re.sub(r" *\n *", "\n", re.sub(r"[^\S\n]+", " ", plain)).strip()


if __name__ == "__main__":
    sys.exit(main())
