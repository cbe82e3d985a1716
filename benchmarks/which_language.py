"""How surely and how fast the language of an article is told, on public sentences that are not shipped.

    python -m benchmarks.which_language --data DIR

DIR holds ``language_sentences.jsonl.gz`` (lingua's test sentences, from the web and its dirt) and
``sib200_36langs.jsonl.gz`` (SIB-200); ``huffpost_titles.jsonl.gz`` for English titles, where it is there. Sentences
are parted in halves by a hash of their text: all that is weighed or listed was chosen by the half `chosen`; `reported`
is the figure that counts. Macro: the mean over languages of the share that is told right, over the languages that
langdetect has a profile for (Chinese is right in either writing).

- 3 KB: sentences of one language joined, up to 3,000 characters (1,000 of Chinese, Japanese and Korean)
- six words: the first six of a sentence; of a language without spaces that is the whole sentence
- titles: the sets hold none in Chinese, Japanese or Korean, so sentences are cut to the length of a title: 16
  characters, or 24 in Korean, without the rest of a word; English ones are true titles, also in capitals
- others: languages without a profile; told right (by letters), told as none, or taken for another language

Speeds are per second of processor time, on one core, at 3 KB; the bare loop beside it says how fast the machine is.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from benchmarks.classify import Sentence, Subject, per_second, read
from workers.classify.language import Profiles, detect_language, load_profiles

SETS = ("language_sentences.jsonl.gz", "sib200_36langs.jsonl.gz")
TITLES = "huffpost_titles.jsonl.gz"
ALIKE = {"nb": "no", "nn": "no"}
"""Codes of the sets that count as one of ours."""
HALVES = ("chosen", "reported")
SHORT = {"zh": 16, "zh-Hant": 16, "ja": 16, "ko": 24}
"""Characters of a title; also the languages whose 3 KB are 1,000 characters."""
REPEATS = 1_000


class Sample(Struct, frozen=True, kw_only=True):
    """A text and the language it is in."""

    gold: str
    text: str
    half: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    data: Path = parser.parse_args(arguments).data
    missing = [name for name in SETS if not (data / name).is_file()]
    if missing:
        print(f"benchmarks.which_language: {data}: without {' and '.join(missing)}", file=sys.stderr)
        return 2
    profiles = load_profiles()
    for name in SETS:
        sentences = [
            Sample(gold=ALIKE.get(row.lang, row.lang), text=row.text, half=half_of(row.text))
            for row in read(data / name, Sentence)
        ]
        measure_set(name, sentences, profiles)
    if (data / TITLES).is_file():
        measure_titles(data / TITLES, profiles)
    return 0


def measure_set(name: str, sentences: Sequence[Sample], profiles: Profiles) -> None:
    ours = langdetects()
    known = [sample for sample in sentences if sample.gold.split("-")[0] in ours]
    long = list(joined(known))
    for length, samples in (
        ("3 KB", long),
        ("sentences", known),
        ("six words", [cut(sample, " ".join(sample.text.split()[:6])) for sample in known]),
        ("titles of zh ja ko", [cut(sample, title_of(sample)) for sample in known if sample.gold in SHORT]),
    ):
        for half in HALVES:
            print(f"{name}: {length}, {half}: {macro([one for one in samples if one.half == half], profiles)}")
    others = [sample for sample in sentences if sample.gold.split("-")[0] not in ours]
    print(f"{name}: others: {strangers(others, profiles)}")
    texts = [sample.text for sample in long]
    begun = time.process_time()
    changed = sum(repeats_differ(text, profiles) for text in {one.gold: one.text for one in long}.values())
    took = time.process_time() - begun
    print(f"{name}: told otherwise in {REPEATS:,} repeats: {changed} texts, {took:.1f} s")
    bare = bare_loop()
    speed = per_second(lambda text: detect_language(None, text, profiles), texts * 4)
    print(f"{name}: {speed:,.0f} /s at 3 KB; each as long as {bare / speed:,.0f} turns of a bare loop")


def macro(samples: Sequence[Sample], profiles: Profiles) -> str:
    right: dict[str, list[bool]] = defaultdict(list)
    wrong: Counter[tuple[str, str]] = Counter()
    for sample in samples:
        found = detect_language(None, sample.text, profiles).code
        right[sample.gold].append(same_language(sample.gold, found))
        wrong[sample.gold, found] += not right[sample.gold][-1]
    shares = {gold: sum(marks) / len(marks) for gold, marks in right.items()}
    mean = sum(shares.values()) / max(len(shares), 1)
    worst = ", ".join(f"{gold} {share:.3f}" for gold, share in sorted(shares.items(), key=lambda item: item[1])[:5])
    mixed = ", ".join(f"{gold}>{found} {count}" for (gold, found), count in wrong.most_common(6) if count)
    return f"{mean:.4f} over {len(shares)} of {len(samples)}; worst {worst}; {mixed}"


def strangers(samples: Sequence[Sample], profiles: Profiles) -> str:
    told = Counter[str]()
    for sample in samples:
        found = detect_language(None, sample.text, profiles).code
        told["right" if found == sample.gold else "none" if found == "und" else "another"] += 1
    return (
        ", ".join(f"{name} {count / len(samples):.3f}" for name, count in sorted(told.items())) + f" of {len(samples)}"
    )


def measure_titles(path: Path, profiles: Profiles) -> None:
    titles = [row.title or row.text for row in read(path, Subject)]
    for half in HALVES:
        some = [title for title in titles if half_of(title) == half]
        for name, form in (("as printed", str), ("in capitals", str.upper)):
            right = sum(detect_language(form(title), "", profiles).code == "en" for title in some)
            print(f"{path.name}: English titles alone {name}, {half}: {right / len(some):.4f} of {len(some)}")


def repeats_differ(text: str, profiles: Profiles) -> bool:
    return len({detect_language(None, text, profiles) for _ in range(REPEATS)}) != 1


def same_language(gold: str, found: str) -> bool:
    return found == gold or (gold == "zh" and found in {"zh-Hans", "zh-Hant"})


def joined(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Sentences of one language and half, joined up to 3 KB; what is left over is left out."""
    texts: dict[tuple[str, str], str] = defaultdict(str)
    for sample in samples:
        key = sample.gold, sample.half
        texts[key] += f"{sample.text} "
        if len(texts[key]) >= (1_000 if sample.gold in SHORT else 3_000):
            yield cut(sample, texts.pop(key))


def title_of(sample: Sample) -> str:
    title = sample.text[: SHORT[sample.gold]]
    return title.rpartition(" ")[0] or title if sample.gold == "ko" else title


def cut(sample: Sample, text: str) -> Sample:
    return Sample(gold=sample.gold, text=text, half=sample.half)


def half_of(text: str) -> str:
    """One of `HALVES`; not by CRC-32, by which the sets themselves were halved."""
    return HALVES[hashlib.blake2b(text.encode(), digest_size=1).digest()[0] & 1]


def langdetects() -> frozenset[str]:
    """The languages that langdetect has a profile for."""
    return frozenset(profile.name.split("-")[0] for profile in files("langdetect").joinpath("profiles").iterdir())


def bare_loop() -> float:
    """Turns per second of a loop that adds."""
    return per_second(lambda number: number + 1, range(2_000_000))


if __name__ == "__main__":
    sys.exit(main())
