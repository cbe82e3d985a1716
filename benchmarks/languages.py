"""How well and how fast articles in other languages than English are tagged, on parallel sentences.

    python -m benchmarks.languages --data DIR

DIR holds ``sib200_36langs.jsonl.gz``: SIB-200, the same sentences in 36 languages, with a subject each. The countries
are not in the set: taken for true is what is found in the English original, in those sentences that name a country
by its name. A translation need not name it (``British`` for ``London``), so 1.0 cannot be reached. Outside of these
sentences, `extra` counts those in which something is found that the English one has not. A and B are the halves of the
set: words are chosen by looking at half A, and believed on half B.

Speeds are per second of processor time, on one core, for texts as long as 3 KB of English.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, field

from benchmarks.classify import ENGLISH, half_of, per_second, read
from workers.classify.gazetteer import Gazetteer, compile_words
from workers.classify.lexicon import LanguageLexicon, RegionWords, load_languages
from workers.classify.region import find_regions
from workers.classify.tag import Knowledge, load_knowledge
from workers.model.tags import Language, LanguageFrom

MEANS = ("de fr es it pt nl sv ru tr ar he ja zh ko", "uk pl cs fi hu ro el", "da no bg fa hi bn id vi th sw")
TOPICS_ASKED = "fr de es it pt nl sv da no fi pl cs sk uk ru bg ro hu el tr ar fa he hi bn id vi th zh ja ko sw"
"""Languages with words of subjects, beside English."""
DENSE = {"zh", "zh-Hant", "ja", "ko"}
"""Languages that say in a third of the letters what English does."""


class Sentence(Struct, frozen=True, kw_only=True):
    """A sentence, its number in every language, and its subject."""

    lang: str
    number: str = field(name="idx")
    text: str
    iptc: str | None


class Marks(Struct, frozen=True, kw_only=True):
    """How well one language does."""

    precision: float
    recall: float
    extra: int
    topic: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the set")
    path: Path = parser.parse_args(arguments).data / "sib200_36langs.jsonl.gz"
    if not path.is_file():
        print(f"benchmarks.languages: {path}: no such file; expected SIB-200", file=sys.stderr)
        return 2
    sentences: dict[str, dict[str, Sentence]] = defaultdict(dict)
    for sentence in read(path, Sentence):
        sentences[sentence.lang][sentence.number] = sentence
    begun = time.process_time()
    knowledge = load_knowledge()
    print(f"knowledge loaded in {time.process_time() - begun:.2f} s")
    languages = load_languages()
    f1: dict[str, dict[str, float]] = {}
    topics: dict[str, float] = {}
    for code in sorted(
        set(sentences) - {"en"}, key=lambda code: (not languages.get(code, LanguageLexicon()).topics, code)
    ):
        marks = measure(sentences["en"], sentences[code], knowledge, code)
        f1[code] = {"all": marks.f1, **halves(sentences["en"], sentences[code], knowledge, code)}
        topics[code] = marks.topic
        topic = f"topic {marks.topic:.3f}" if languages.get(code, LanguageLexicon()).topics else "no words for topics"
        parts = f"P {marks.precision:.3f}, R {marks.recall:.3f}, extra {marks.extra}"
        each = f"A {f1[code]['A']:.3f}, B {f1[code]['B']:.3f}"
        print(
            f"{code}: region F1 {marks.f1:.3f} ({parts}; {each}); {topic}; {speeds(sentences[code], knowledge, code)}"
        )
    for codes in MEANS:
        for half in ("all", "A", "B"):
            of_half = [f1[code][half] for code in codes.split()]
            print(f"region F1, mean of {codes}, {half}: {sum(of_half) / len(of_half):.3f}")
    spoken = [code for code in TOPICS_ASKED.split() if code in topics]
    print(f"topic of 17, mean of {' '.join(spoken)}: {sum(topics[code] for code in spoken) / len(spoken):.3f}")
    return 0


def halves(
    english: dict[str, Sentence], other: dict[str, Sentence], knowledge: Knowledge, code: str
) -> dict[str, float]:
    """The measure for each half of the sentences."""
    parts = {half: {number: one for number, one in english.items() if half_of(one.text) == half} for half in ("A", "B")}
    return {half: measure(part, other, knowledge, code).f1 for half, part in parts.items()}


def measure(english: dict[str, Sentence], other: dict[str, Sentence], knowledge: Knowledge, code: str) -> Marks:
    language = Language(code=code, confidence=1.0, from_=LanguageFrom.PROFILE)
    names = by_name_alone(knowledge.gazetteer)
    both = extra = lacking = elsewhere = right = asked = 0
    for number, original in english.items():
        true = countries(original.text, knowledge.gazetteer, ENGLISH)
        found = countries(other[number].text, knowledge.gazetteer, language)
        if countries(original.text, names, ENGLISH):
            both, extra, lacking = both + len(true & found), extra + len(found - true), lacking + len(true - found)
        else:
            elsewhere += bool(found - true)
        if original.iptc is not None:
            topics = knowledge.topics.find(None, other[number].text, language)
            asked += 1
            right += bool(topics) and topics[0].code == f"medtop:{original.iptc}"
    return Marks(
        precision=both / max(both + extra, 1),
        recall=both / max(both + lacking, 1),
        extra=elsewhere,
        topic=right / asked,
    )


def by_name_alone(gazetteer: Gazetteer) -> Gazetteer:
    """What finds only the names of countries in English."""
    words = load_languages()["en"].regions
    names = RegionWords(
        names=words.names, either=words.either, nowhere=words.nowhere, persons=words.persons, before=words.before
    )
    return Gazetteer(words={"en": compile_words(LanguageLexicon(regions=names))}, areas=gazetteer.areas)


def countries(text: str, gazetteer: Gazetteer, language: Language) -> set[str]:
    return {region.code for region in find_regions(None, text, gazetteer, language)}


def speeds(sentences: dict[str, Sentence], knowledge: Knowledge, code: str) -> str:
    language = Language(code=code, confidence=1.0, from_=LanguageFrom.PROFILE)
    length = 1100 if code in DENSE else 3000
    text = " ".join(sentence.text for sentence in sentences.values())
    texts = [text[start : start + length] for start in range(0, len(text) - length, length)]
    works: dict[str, Callable[[str], object]] = {
        "region": lambda text: find_regions(None, text, knowledge.gazetteer, language),
        "topic": lambda text: knowledge.topics.find(None, text, language),
    }
    return ", ".join(f"{name} {per_second(work, texts):,.0f} /s" for name, work in works.items())


if __name__ == "__main__":
    sys.exit(main())
