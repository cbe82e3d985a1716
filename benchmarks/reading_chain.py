"""How fast a page becomes articles with tags, mentions and signatures, and where the time goes.

    python -m benchmarks.reading_chain --data DIR [--rounds 3] [--profile]

DIR holds ``bbc_topics.jsonl.gz`` (``title``, ``body``) and ``places_trnews_geovirus.jsonl.gz`` (``title``, ``text``),
which are not part of this project: their articles of 2.4 to 3.6 thousand characters, once as JSON with title and text,
once as plain text. *Whole* is `workers.pipeline.read_page` with a hundred watches, each named after a country; beside
it the same chain without tags, and the way up to the article. Speeds are CPU time, the best of some rounds; beside them
that of a bare loop, by which machines can be compared.
"""

import argparse
import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.reading import payload_of, records
from workers.channels import decode_channel
from workers.classify.lexicon import load_languages, words_of
from workers.config.load import Loaded
from workers.documents.read import read_documents
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.fingerprint import signature
from workers.model.tags import Language, LanguageFrom, Tags
from workers.pipeline import Reading, read_page
from workers.rules import Rules, compile_rules, load_shipped
from workers.watch.match import find_mentions

_SIZES = range(2_400, 3_600)
_BARE = 1_000_000
_UNTAGGED = Tags(language=Language(code="en", confidence=1.0, from_=LanguageFrom.DECLARED))


def main() -> int:
    """Print one line a form and portion. Returns 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets named above")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    said = parser.parse_args()
    if not (said.data / "bbc_topics.jsonl.gz").exists():
        print(f"reading_chain: {said.data} does not hold the public sets its docstring names", file=sys.stderr)
        return 2
    file = Loaded(name="watches.yaml", file="watches.yaml", text=a_hundred_watches())
    rules = compile_rules(read_documents("", (file,), decode_channel)[0], load_shipped())
    stories = read_stories(said.data)
    print(f"{len(stories)} articles of {sum(len(text) for _, text in stories) / len(stories):,.0f} characters")
    print(f"a bare loop: {_BARE / best_of(said.rounds, lambda: sum(range(_BARE))) / 1e6:,.0f} M additions/s")
    for form, pages in forms_of(stories).items():
        spent = best_of(said.rounds, partial(chain, pages, rules))
        cut = best_of(said.rounds, partial(cut_out, pages, rules))
        full = best_of(said.rounds, partial(whole, pages, rules))
        print(
            f"{form}: {len(pages) / full:,.0f} articles/s whole, {len(pages) / spent:,.0f} /s without tags, "
            f"{len(pages) / cut:,.0f} /s up to the article; {mentions(pages, rules):,.1f} mentions an article"
        )
    if said.profile:
        profile(partial(whole, [page for pages in forms_of(stories).values() for page in pages], rules))
    return 0


def a_hundred_watches() -> str:
    """A file of watches: a hundred countries, by their first names in English."""
    names = load_languages()["en"].regions.names
    watches = [{"id": code, "terms": [words_of(line)[0]]} for code, line in sorted(names.items())[-100:]]
    return json.dumps({"watches": watches})


def whole(pages: Sequence[bytes], rules: Rules) -> None:
    """The first step, as a worker does it."""
    for value in pages:
        read_page(payload_of(value), rules)


def mentions(pages: Sequence[bytes], rules: Rules) -> float:
    """How many watches an article mentions, on average."""
    readings = [read_page(payload_of(value), rules) for value in pages]
    counts = [len(one.found) for reading in readings if isinstance(reading, Reading) for one in reading.articles]
    return sum(counts) / max(len(counts), 1)


def read_stories(data: Path) -> list[tuple[str, str]]:
    told = [(one["title"], one["body"]) for one in records(data / "bbc_topics.jsonl.gz")]
    told += [(one["title"], one["text"]) for one in records(data / "places_trnews_geovirus.jsonl.gz")]
    return [(title, text) for title, text in told if title and len(text) in _SIZES]


def forms_of(stories: Sequence[tuple[str, str]]) -> dict[str, list[bytes]]:
    return {
        "title and text": [json.dumps({"title": title, "text": text}).encode() for title, text in stories],
        "plain text": [f"{title}\n\n{text}".encode() for title, text in stories],
    }


def cut_out(pages: Sequence[bytes], rules: Rules) -> None:
    for value in pages:
        page = payload_of(value)
        read_articles(decode_page(page, rules.input), page, rules.input, rules.tables)


def chain(pages: Sequence[bytes], rules: Rules) -> None:
    """All that is done to every page, and to an article that names a watch."""
    for value in pages:
        page = payload_of(value)
        for article in read_articles(decode_page(page, rules.input), page, rules.input, rules.tables):
            find_mentions(article.title, article.text, _UNTAGGED, article.source, rules.matcher)
            signature(article.text)


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """CPU seconds."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def profile(work: Callable[[], object]) -> None:
    with cProfile.Profile() as watched:
        work()
    pstats.Stats(watched).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    sys.exit(main())
