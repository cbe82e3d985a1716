"""How well and how fast pages are read.

    python benchmarks/reading.py --data DIR

DIR holds public sets that are not part of this project:

- ``article_pages/``: ``html/NAME.html.gz`` and ``ground-truth.json`` (``{NAME: {"articleBody": ...}}``), from the
  article-extraction-benchmark. Read twice: as HTML, and turned into plain lines, as text scrapers deliver them.
- ``reuters_train.jsonl.gz``: pages of JSON with title and text, each of them one article.
- ``bbc_topics.jsonl.gz`` (``title``, ``body``): texts of which to take fingerprints.

What must be told apart on a page that holds several articles: `benchmarks.reading_glued`. How fast it all is together:
`benchmarks.reading_chain`.

The pages are two halves, by a hash of their names: what there was to choose was chosen on the seen one. Half of the
other half was read later, to choose on more pages; the figure that counts most is that of the blind quarter, of which
no page was ever read. Main text is compared as in the article-extraction-benchmark: multisets of four
consecutive words, precision and recall averaged over pages. Speeds are CPU time of this one process, but for the last
line: pages of HTML through the whole first step, in this process and in a child, by the clock on the wall.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TypeVar

import lxml.html  # type: ignore[import-untyped]  # has no stubs here

from workers.channels import decode_channel
from workers.documents.read import read_documents
from workers.errors import PageRejected
from workers.hosts.children import PageReader
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.fingerprint import anchors, signature
from workers.ingest.rules import InputRules, Tables, load_tables
from workers.model.article import Article
from workers.model.page import Payload, Position
from workers.pipeline import read_page
from workers.rules import compile_rules, load_shipped

T = TypeVar("T")
_WORD = re.compile(r"\w+")
_GRAM = 4
_SKIPPED = re.compile("script|style|noscript|template|svg|head|iframe|select|button|textarea")
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time"
    "|tt|u|var|wbr"
)
_RECORDED_AT = datetime(2025, 1, 1, tzinfo=UTC)
HALVES = ("seen", "unseen")


def main() -> int:
    """Print one line a measure. Returns 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets named above")
    data: Path = parser.parse_args().data
    needed = [
        data / "article_pages" / "ground-truth.json",
        data / "bbc_topics.jsonl.gz",
        data / "reuters_train.jsonl.gz",
    ]
    for path in needed:
        if not path.exists():
            print(
                f"reading: {path} is not there; this benchmark needs the public sets its docstring names",
                file=sys.stderr,
            )
            return 2
    tables = load_tables()
    measure_pages(data / "article_pages", tables)
    measure_given(needed[2], tables)
    measure_fingerprints(needed[1])
    measure_child(data / "article_pages" / "html")
    return 0


def read(value: bytes, tables: Tables) -> tuple[Article, ...]:
    """The articles of one page; none when it is refused."""
    page, rules = payload_of(value), InputRules()
    try:
        return read_articles(decode_page(page, rules), page, rules, tables)
    except PageRejected:
        return ()


def payload_of(value: bytes, kind: str = "auto") -> Payload:
    position = Position(input="bench", offset=1)
    return Payload(value=value, position=position, name="bench", recorded_at=_RECORDED_AT, kind=kind)


def measure_pages(folder: Path, tables: Tables) -> None:
    """Both halves apart; what was chosen was chosen on the first."""
    truths = {
        name: entry["articleBody"] for name, entry in json.loads((folder / "ground-truth.json").read_text()).items()
    }
    markup = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truths}
    plain = {name: "\n".join(lines_of(raw)).encode() for name, raw in markup.items()}
    read(next(iter(markup.values())), tables)  # what is loaded at first need
    for form, pages in (("plain lines", plain), ("HTML", markup)):
        began = time.process_time()
        found = {name: read(page, tables) for name, page in pages.items()}
        spent = time.process_time() - began
        for half, names in zip(HALVES, halves(tuple(pages), str), strict=True):
            show_pages(f"main text, {form}, {half} half", truths, {name: found[name] for name in names})
        show_pages(f"main text, {form}, blind quarter", truths, {name: found[name] for name in pages if is_blind(name)})
        show_pages(f"main text, {form}, all", truths, found)
        print(f"main text, {form}: {len(pages) / spent:,.0f} pages/s")


def show_pages(what: str, truths: Mapping[str, str], found: Mapping[str, tuple[Article, ...]]) -> None:
    scores = [overlap(truths[name], main_text(articles)) for name, articles in found.items()]
    precision, recall = (sum(score[side] for score in scores) / len(scores) for side in (0, 1))
    cut = sum(len(articles) > 1 for articles in found.values()) / len(found)
    refused = sum(not articles for articles in found.values())
    print(
        f"{what}: P {precision:.3f} R {recall:.3f} F1 {harmonic(precision, recall):.3f}, cut {cut:.1%}, "
        f"refused {refused} of {len(found)}"
    )


def measure_given(path: Path, tables: Tables) -> None:
    with gzip.open(path) as lines:
        values = lines.read().splitlines()
    began = time.process_time()
    counts = Counter(len(read(value, tables)) for value in values)
    spent = time.process_time() - began
    characters = sum(map(len, values))
    print(
        f"title and text given: {counts[1] / len(values):.2%} of {len(values):,} pages are one article, "
        f"{len(values) / spent:,.0f} pages/s, {characters / spent / 1e6:.1f} M characters/s"
    )


def measure_fingerprints(path: Path) -> None:
    texts = [entry["body"] for entry in records(path)][:1000]
    for name, measure in (("signatures", signature), ("anchors", anchors)):
        began = time.process_time()
        for text in texts:
            measure(text)
        spent = time.process_time() - began
        print(f"{name}: {len(texts) / spent:,.0f} /s, {sum(map(len, texts)) / len(texts):,.0f} characters each")


def measure_child(folder: Path) -> None:
    pages = [payload_of(gzip.decompress(path.read_bytes()), kind="html") for path in sorted(folder.glob("*.html.gz"))]
    rules = compile_rules(read_documents("config", (), decode_channel)[0], load_shipped())
    with closing(PageReader(rules)) as reader:
        began = time.perf_counter()
        reader.read(pages[0])
        started = time.perf_counter()
        there = [reader.read(page) for page in pages]
        done = time.perf_counter()
        here = [read_page(page, rules) for page in pages]
        here_s = time.perf_counter() - done
    print(
        f"HTML, whole step: here {len(pages) / here_s:,.0f} pages/s, in a child {len(pages) / (done - started):,.0f}, "
        f"{'the same' if here == there else 'NOT the same'}; its start and first page {started - began:.1f} s"
    )


def halves(items: Sequence[T], name: Callable[[T], str]) -> tuple[list[T], list[T]]:
    """The seen and the unseen half."""
    both: tuple[list[T], list[T]] = ([], [])
    for item in items:
        both[blake2b(name(item).encode(), digest_size=1).digest()[0] & 1].append(item)
    return both


def is_blind(name: str) -> bool:
    """Whether a page is of the quarter that nobody has looked at: of the unseen half, and of that of the titles."""
    return bool(halves([name], str)[1]) and sha256(f"{name}.html.gz".encode()).digest()[0] % 2 == 0


def records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lines_of(raw: bytes) -> list[str]:
    """The lines of a page as a simple text scraper makes them: one a block element, navigation and all."""
    tree = lxml.html.document_fromstring(raw, parser=lxml.html.HTMLParser(encoding="utf-8"))
    text = "".join(pieces(tree))
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def pieces(element: lxml.html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or _SKIPPED.fullmatch(element.tag):
        return
    edge = "" if _INLINE.fullmatch(element.tag) else "\n"
    yield edge + (element.text or "").replace("\n", " ")
    for child in element:
        yield from pieces(child)
        yield (child.tail or "").replace("\n", " ")
    yield edge


def main_text(articles: Sequence[Article]) -> str:
    return max((article.text for article in articles), key=len, default="")


def overlap(true: str, found: str) -> tuple[float, float]:
    """Precision and recall over multisets of four words."""
    wanted, given = grams(true), grams(found)
    shared = sum((wanted & given).values())
    return shared / max(1, sum(given.values())), shared / max(1, sum(wanted.values()))


def grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return (
        Counter(tuple(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1))) if words else Counter()
    )


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    sys.exit(main())
