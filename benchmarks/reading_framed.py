"""Whether an article is found among the lines that stand around real ones.

    python -m benchmarks.reading_framed --data DIR [--worst 10]

DIR holds public sets that are not part of this project: those of `benchmarks.reading_glued`. The lines above, below and
between the paragraphs of each page of ``article_pages/`` are a frame; stories of other sets are put into it, in the
place of its title and its text. So some ninety pages become two thousand, on which the choice of the title and the ends
of the text are tested apart from what the page itself is about.

The frames are two halves by a hash of their names, as in `benchmarks.reading`; pages of the blind quarter are frames
too, of which only totals are shown. The stories of a frame, as many of each set, are chosen by its name. Main text is
compared as there; a title is exact, another, or none, where the frame has a place for one.
"""

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.page_facts import fold, truth_of
from benchmarks.reading import HALVES, grams, halves, harmonic, is_blind, lines_of, main_text, overlap, read
from benchmarks.reading_glued import Stories, read_sets
from workers.ingest.rules import Tables, load_tables

_STORIES = 7
"""Of each set, put into each frame."""
_OF_TEXT = 0.8
"""Share of a line's runs of four words that the true text has, from which on the line is the text's."""
_SHORTEST_WORDS = 4
_SETS = ("BBC", "TR-News", "Reuters")


class Frame(Struct, frozen=True, kw_only=True):
    """A page's lines, in which None stands for its title, and a number for each paragraph of its text."""

    name: str
    lines: tuple[str | int | None, ...]
    paragraphs: int


class Score(Struct, frozen=True, kw_only=True):
    """What was found of one story in one frame."""

    precision: float
    recall: float
    cut: bool
    title: str | None
    """None if the frame has no place for one; else ``exact``, ``none`` or ``another``."""
    found: str | None
    """The title that was found."""


def main() -> int:
    """Print one line a half. Returns 2 when the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets named above")
    parser.add_argument("--worst", type=int, default=0, help="name so many frames on which most is wrong, none blind")
    args = parser.parse_args()
    if not (args.data / "article_pages" / "ground-truth.json").exists():
        print(f"reading_framed: {args.data} does not hold the sets its docstring names", file=sys.stderr)
        return 2
    tables = load_tables()
    sets = [told for name, told in read_sets(args.data).items() if name in _SETS]
    scores = {frame.name: list(score_frame(frame, sets, tables)) for frame in read_frames(args.data / "article_pages")}
    for half, names in zip(HALVES, halves(tuple(scores), str), strict=True):
        show(f"{half} half", [score for name in names for score in scores[name]])
    show("blind quarter", [score for name in scores if is_blind(name) for score in scores[name]])
    readable = {name: told for name, told in scores.items() if not is_blind(name)}
    for name in sorted(readable, key=lambda name: mean_f1(readable[name]))[: args.worst]:
        show(name[:12], readable[name])
        print("   ", Counter(score.found for score in readable[name] if score.title == "another").most_common(3))
    return 0


def read_frames(folder: Path) -> Iterator[Frame]:
    """The frames of all pages whose text has lines of its own."""
    truths = json.loads((folder / "ground-truth.json").read_text())
    for name, entry in truths.items():
        raw = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        lines = lines_of(raw)
        frame = frame_of(name, lines, truth_of(raw, lines).titles, entry["articleBody"])
        if frame.paragraphs:
            yield frame


def frame_of(name: str, lines: Sequence[str], titles: frozenset[str], text: str) -> Frame:
    """Take title and text out of a page's lines, wherever they stand."""
    true, wanted = grams(text), {line.strip() for line in text.splitlines()}
    kept: list[str | int | None] = []
    count = 0
    for line in lines:
        said = grams(line)
        is_text = len(line.split()) >= _SHORTEST_WORDS and sum((said & true).values()) >= _OF_TEXT * sum(said.values())
        if fold(line) in titles:
            kept.append(None)
        elif is_text or (count and line in wanted):
            kept.append(count)
            count += 1
        else:
            kept.append(line)
    return Frame(name=name, lines=tuple(kept), paragraphs=count)


def score_frame(frame: Frame, sets: Sequence[Stories], tables: Tables) -> Iterator[Score]:
    chosen = random.Random(frame.name)
    for title, text in [story for stories in sets for story in chosen.sample(stories, _STORIES)]:
        paragraphs = [line for line in text.splitlines() if line.strip()]
        articles = read("\n".join(fill(frame, title, paragraphs)).encode(), tables)
        precision, recall = overlap("\n".join(paragraphs), main_text(articles))
        found = max(articles, key=lambda one: len(one.text)).title if articles else None
        yield Score(
            precision=precision,
            recall=recall,
            cut=len(articles) > 1,
            title=_judge(title, found) if None in frame.lines else None,
            found=found,
        )


def fill(frame: Frame, title: str, paragraphs: Sequence[str]) -> Iterator[str]:
    """The frame with another story, whose paragraphs are shared out among the places of the frame's own."""
    given = 0
    for line in frame.lines:
        if isinstance(line, int):
            upto = round(len(paragraphs) * (line + 1) / frame.paragraphs)
            yield from paragraphs[given:upto]
            given = max(given, upto)
        else:
            yield title if line is None else line


def _judge(title: str, found: str | None) -> str:
    if found is None:
        return "none"
    return "exact" if fold(found) == fold(title) else "another"


def mean_f1(scores: Sequence[Score]) -> float:
    return sum(harmonic(score.precision, score.recall) for score in scores) / len(scores)


def show(what: str, scores: Sequence[Score]) -> None:
    precision = sum(score.precision for score in scores) / len(scores)
    recall = sum(score.recall for score in scores) / len(scores)
    titles = Counter(score.title for score in scores if score.title is not None)
    shares = ", ".join(f"{verdict} {count / titles.total():.1%}" for verdict, count in titles.most_common())
    cut = sum(score.cut for score in scores) / len(scores)
    zero = sum(max(score.precision, score.recall) < 0.05 for score in scores) / len(scores)
    print(
        f"framed, {what}: of {len(scores):,} pages P {precision:.3f} R {recall:.3f} "
        f"F1 {harmonic(precision, recall):.3f}, none of it {zero:.1%}, cut {cut:.1%}; titles {shares}"
    )


if __name__ == "__main__":
    sys.exit(main())
