"""Whether pages that hold several articles are cut where one ends and the next begins, and others are not.

    python -m benchmarks.reading_glued --data DIR

DIR holds public sets that are not part of this project: ``bbc_topics.jsonl.gz`` (``title``, ``body``),
``places_trnews_geovirus.jsonl.gz`` and ``reuters_train.jsonl.gz`` (``title``, ``text``), ``foreign_newswire.jsonl.gz``
(``text``) and ``article_pages/`` as `benchmarks.reading` reads them.

Two to four stories of a set, or of any, are glued to a page with nothing between them but an empty line, or not even
that. A boundary is right if an article begins at it under its own headline. The stories of each set are two halves, by
a hash of their titles: the weights of `workers/ingest/seam.py` were chosen on the seen one, so the other counts.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reading import HALVES, halves, harmonic, lines_of, read, records
from workers.ingest.clean import clean_line
from workers.ingest.html import read_markup
from workers.ingest.rules import Tables, load_tables

Stories = list[tuple[str, str]]
"""Title and text."""
_PAGES = 200
_SINGLES = 400
_OF_EACH = 30
_SHORTEST = 600
_SEED = 1


def main() -> int:
    """Print one line a set and half. Returns 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets named above")
    data: Path = parser.parse_args().data
    if not (data / "article_pages" / "ground-truth.json").exists():
        print(f"reading_glued: {data} does not hold the public sets its docstring names", file=sys.stderr)
        return 2
    tables, sets = load_tables(), read_sets(data)
    for side, half in enumerate(HALVES):
        stories = {name: halves(told, _title)[side] for name, told in sets.items()}
        chosen = random.Random(_SEED)
        mixed = [one for told in stories.values() for one in chosen.sample(told, min(_OF_EACH, len(told)))]
        for name, told in (*stories.items(), ("all sets", mixed)):
            measure_glued(f"{half} half, {name}", told, tables)
        for name, texts in {**singles(stories), **other_singles(data, side)}.items():
            cut = sum(len(read(text.encode(), tables)) > 1 for text in texts[:_SINGLES])
            print(f"{half} half, single: {name}: cut {cut / len(texts[:_SINGLES]):.1%} of {len(texts[:_SINGLES])}")
    return 0


def _title(story: tuple[str, str]) -> str:
    return story[0]


def read_sets(data: Path) -> dict[str, Stories]:
    places = [one for one in records(data / "places_trnews_geovirus.jsonl.gz") if one["src"] == "TR-News"]
    wire = [one for one in records(data / "reuters_train.jsonl.gz") if len(one["text"]) > _SHORTEST and one["title"]]
    return {
        "BBC": [(one["title"], one["body"]) for one in records(data / "bbc_topics.jsonl.gz")],
        "TR-News": [(one["title"], one["text"]) for one in places if one["title"]],
        "Reuters": [(one["title"], one["text"]) for one in wire],
        "pages": list(true_pages(data / "article_pages")),
    }


def true_pages(folder: Path) -> Stories:
    """The true texts of pages under the titles their markup names."""
    truths = json.loads((folder / "ground-truth.json").read_text())
    found = []
    for name, entry in truths.items():
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8", "replace")
        title = read_markup(html).stories[0].title
        if title and len(entry["articleBody"]) > _SHORTEST:
            found.append((clean_line(title), entry["articleBody"]))
    return found


def singles(stories: dict[str, Stories]) -> dict[str, list[str]]:
    return {name: [f"{title}\n\n{text}" for title, text in told] for name, told in stories.items()}


def other_singles(data: Path, side: int) -> dict[str, list[str]]:
    """Newswire without titles, and whole pages turned into lines."""
    wire = halves(records(data / "foreign_newswire.jsonl.gz"), lambda one: one["id"])[side]
    pages = halves(
        sorted((data / "article_pages" / "html").glob("*.html.gz")), lambda path: path.name[: -len(".html.gz")]
    )
    return {
        "newswire": [one["text"].partition("\n")[2] for one in wire],
        "page lines": ["\n".join(lines_of(gzip.decompress(path.read_bytes()))) for path in pages[side]],
    }


def measure_glued(name: str, stories: Stories, tables: Tables) -> None:
    chosen = random.Random(_SEED)
    right = found = wanted = 0
    for page in range(_PAGES):
        group = chosen.sample(stories, chosen.randint(2, 4))
        articles = read(glued(group, "\n" if page % 2 else "\n\n").encode(), tables)
        titles = {clean_line(title) for title, _ in group[1:]}
        right += sum(article.title in titles for article in articles[1:])
        found += len(articles) - 1
        wanted += len(titles)
    precision, recall = right / max(1, found), right / wanted
    print(f"{name}: boundaries P {precision:.3f} R {recall:.3f} F1 {harmonic(precision, recall):.3f}")


def glued(stories: Sequence[tuple[str, str]], between: str) -> str:
    return between.join(f"{title}{between}{text}" for title, text in stories)


if __name__ == "__main__":
    sys.exit(main())
