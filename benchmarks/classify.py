"""How well and how fast articles are tagged, on public data that is not shipped.

    python -m benchmarks.classify --data DIR

DIR holds the sets by the names below; one that is missing is named and left out.
Every figure is for the code as it ships: nothing here is tuned or trained.
"""

import argparse
import gzip
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from workers.classify.language import Profiles, detect_language, load_profiles

Row = TypeVar("Row")
ALIKE = {"nb": "no", "nn": "no", "zh-Hans": "zh"}
"""Codes of the sets that count as one of ours."""


class Sentence(Struct, frozen=True, kw_only=True):
    """A sentence and its language; `iptc` in SIB-200 only."""

    lang: str
    text: str
    iptc: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    data: Path = parser.parse_args(arguments).data
    if not data.is_dir():
        print(f"benchmarks.classify: {data}: no such folder; expected the public sets", file=sys.stderr)
        return 2
    profiles = load_profiles()
    for measure, name in (
        (measure_language, "language_sentences.jsonl.gz"),
        (measure_language, "sib200_36langs.jsonl.gz"),
    ):
        if (data / name).exists():
            measure(data / name, profiles)
        else:
            print(f"{name}: not in {data}, left out")
    return 0


def read(path: Path, shape: type[Row]) -> Iterator[Row]:
    decoder = msgspec.json.Decoder(shape)
    with gzip.open(path) as lines:
        for line in lines:
            yield decoder.decode(line)


def measure_language(path: Path, profiles: Profiles) -> None:
    ours = {language for script in profiles.scripts.known for language in script.languages}
    right: dict[str, list[bool]] = defaultdict(list)
    wrong: Counter[tuple[str, str]] = Counter()
    for row in read(path, Sentence):
        found = detect_language(None, row.text, profiles).code
        gold = ALIKE.get(row.lang, row.lang)
        same = found.split("-")[0] == gold if gold == "zh" else found == gold
        right[gold].append(same)
        if not same:
            wrong[gold, found] += 1
    known = {gold: sum(marks) / len(marks) for gold, marks in right.items() if gold in ours or gold == "zh-Hant"}
    print(f"{path.name}: language, macro over {len(known)} of {len(right)}: {sum(known.values()) / len(known):.4f}")
    print("  worst:", ", ".join(f"{code} {share:.3f}" for code, share in sorted(known.items(), key=lambda x: x[1])[:8]))
    print("  taken for another:", ", ".join(f"{a}>{b} {n}" for (a, b), n in wrong.most_common(40) if a in known))
    strange = {gold: Counter({b: n for (a, b), n in wrong.items() if a == gold}) for gold in right if gold not in known}
    print("  no profile:", "; ".join(f"{gold} {dict(found.most_common(2))}" for gold, found in strange.items()))


def per_second(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Calls a second of processor time."""
    begun = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - begun)


if __name__ == "__main__":
    sys.exit(main())
