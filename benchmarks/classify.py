"""How well and how fast articles are tagged, on public data that is not shipped; for language see `which_language`.

    python -m benchmarks.classify --data DIR

DIR holds the sets by the names below; one that is missing is named and left out.
Every figure is for the code as it ships, and told for each half of a set (by a hash of the text): what is chosen by
looking is chosen on half A, and believed on half B.
Speeds are per second of processor time, on one core.
"""

import argparse
import gzip
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec import Struct, field

from workers.classify.lexicon import load_languages, words_of
from workers.classify.region import find_regions
from workers.classify.tag import Knowledge, load_knowledge, tag_article
from workers.model.article import Article
from workers.model.tags import Language, LanguageFrom

Row = TypeVar("Row")
ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)


class Sentence(Struct, frozen=True, kw_only=True):
    """A sentence and its language; ``iptc`` in SIB-200 only."""

    lang: str
    text: str
    iptc: str | None = None


class Newswire(Struct, frozen=True, kw_only=True):
    """An article of Reuters-21578."""

    title: str
    text: str
    iso: tuple[str, ...]
    dateline: str | None = None


class Toponym(Struct, frozen=True, kw_only=True):
    """A place named in an article, by hand."""

    country: str | None


class Places(Struct, frozen=True, kw_only=True):
    """An article with its places."""

    src: str
    title: str
    text: str
    toponyms: tuple[Toponym, ...]


class Subject(Struct, frozen=True, kw_only=True):
    """An article or a title with its subject."""

    iptc: str | None
    title: str | None = None
    text: str = field(name="body", default="")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    data: Path = parser.parse_args(arguments).data
    if not data.is_dir():
        print(f"benchmarks.classify: {data}: no such folder; expected the one with the public sets", file=sys.stderr)
        return 2
    begun = time.process_time()
    knowledge = load_knowledge()
    print(f"knowledge loaded in {time.process_time() - begun:.2f} s")
    for measure, name in MEASURES:
        if (data / name).exists():
            measure(data / name, knowledge)
        else:
            print(f"{name}: not in {data}, left out")
    return 0


def measure_newswire_regions(path: Path, knowledge: Knowledge) -> None:
    rows = [row for row in read(path, Newswire) if row.iso]

    def found(row: Newswire, *, dateline: bool) -> tuple[str, ...]:
        text = f"{row.dateline or ''} {row.text}" if dateline else row.text
        return tuple(tag.code for tag in find_regions(row.title, text, knowledge.gazetteer, ENGLISH))

    for name, dateline, some in (
        ("with dateline", True, rows),
        ("without dateline", False, rows),
        ("without dateline, not only US", False, [row for row in rows if row.iso != ("US",)]),
    ):
        pairs = [(row.text, (row.iso, found(row, dateline=dateline))) for row in some]
        print(f"{path.name}: region, {name}: {agreement(pair for _, pair in pairs)}")
        for half in "AB":
            print(f"  half {half}: {agreement(pair for text, pair in pairs if half_of(text) == half)}")
    texts = [(row.text * 4)[:3000] for row in rows[:4000]]
    print(f"  {per_second(lambda text: find_regions(None, text, knowledge.gazetteer, ENGLISH), texts):,.0f} /s at 3 KB")


def measure_places(path: Path, knowledge: Knowledge) -> None:
    codes = country_codes()
    right: dict[str, list[bool]] = defaultdict(list)
    for row in read(path, Places):
        named = Counter(codes[place.country] for place in row.toponyms if place.country in codes)
        if row.src != "TR-News" or not named:
            continue
        found = find_regions(row.title, row.text, knowledge.gazetteer, ENGLISH)
        right[half_of(row.text)].append(bool(found) and named[found[0].code] == max(named.values()))
    for name, marks in (("", right["A"] + right["B"]), (", half A", right["A"]), (", half B", right["B"])):
        first = f"{sum(marks) / max(len(marks), 1):.4f} of {len(marks)}"
        print(f"{path.name}: region, TR-News{name}: hit@1 (the country of most places) {first}")


def half_of(text: str) -> str:
    """Into which half of its set a text falls."""
    return "AB"[crc32(text.encode()) % 2]


def country_codes() -> dict[str, str]:
    """English country name to ISO code, from the shipped names."""
    names = load_languages()["en"].regions.names
    return {word: code for code, line in names.items() for word in words_of(line)}


def agreement(pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> str:
    """Micro-F1 of sets, and how often the first one found is right, of (true, found)."""
    both = extra = lacking = first = count = 0
    for gold, found in pairs:
        both += len(set(gold) & set(found))
        extra += len(set(found) - set(gold))
        lacking += len(set(gold) - set(found))
        first += bool(found) and found[0] in gold
        count += 1
    precision, recall = both / (both + extra), both / (both + lacking)
    f1 = 2 * precision * recall / (precision + recall)
    return f"micro-F1 {f1:.4f} (P {precision:.3f}, R {recall:.3f}), hit@1 {first / count:.4f} of {count}"


def measure_topic(path: Path, knowledge: Knowledge) -> None:
    if path.name.startswith("sib"):
        rows = [Subject(iptc=row.iptc, text=row.text) for row in read(path, Sentence) if row.lang == "en"]
    else:
        rows = list(read(path, Subject))
    right: dict[str, list[bool]] = defaultdict(list)
    halves: dict[str, list[bool]] = {"A": [], "B": []}
    wrong: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.iptc is None:
            continue
        found = knowledge.topics.find(row.title, row.text, ENGLISH)
        code = found[0].code.removeprefix("medtop:") if found else "none"
        right[row.iptc].append(code == row.iptc)
        halves[half_of(f"{row.title or ''}{row.text}")].append(code == row.iptc)
        wrong[row.iptc[:2], code[:2]] += code != row.iptc
    marks = [mark for each in right.values() for mark in each]
    each = ", ".join(f"{code[:2]} {sum(own) / len(own):.2f}" for code, own in sorted(right.items()))
    print(f"{path.name}: topic of 17: {sum(marks) / len(marks):.4f} of {len(marks)}; {each}")
    print("  " + ", ".join(f"half {half} {sum(own) / len(own):.4f}" for half, own in halves.items()))
    print("  taken for another:", ", ".join(f"{a}>{b} {n}" for (a, b), n in wrong.most_common(10)))


def measure_speed(path: Path, knowledge: Knowledge) -> None:
    at = datetime(2024, 6, 18, tzinfo=UTC)
    articles = [
        Article(id="", place=0, title=row.title, text=(row.text * 3)[:3000], at=at) for row in read(path, Subject)
    ]
    speeds = {
        "topic": per_second(lambda a: knowledge.topics.find(a.title, a.text, ENGLISH), articles),
        "all tags": per_second(lambda a: tag_article(a, knowledge), articles),
    }
    print("  at 3 KB: " + ", ".join(f"{name} {speed:,.0f} /s" for name, speed in speeds.items()))


def read(path: Path, shape: type[Row]) -> Iterator[Row]:
    decoder = msgspec.json.Decoder(shape)
    with gzip.open(path) as lines:
        for line in lines:
            yield decoder.decode(line)


def per_second(work: Callable[[Row], object], items: Sequence[Row]) -> float:
    begun = time.process_time()
    for item in items:
        work(item)
    return len(items) / (time.process_time() - begun)


MEASURES: tuple[tuple[Callable[[Path, Knowledge], None], str], ...] = (
    (measure_newswire_regions, "reuters_train.jsonl.gz"),
    (measure_places, "places_trnews_geovirus.jsonl.gz"),
    (measure_topic, "bbc_topics.jsonl.gz"),
    (measure_topic, "sib200_36langs.jsonl.gz"),
    (measure_topic, "huffpost_titles.jsonl.gz"),
    (measure_speed, "bbc_topics.jsonl.gz"),
)

if __name__ == "__main__":
    sys.exit(main())
