"""Which news subjects an article is about, by the words it uses."""

from collections.abc import Iterable, Iterator, Mapping
from math import log2

from ahocorasick_rs import AhoCorasick, MatchKind
from msgspec import Struct

from workers.classify.edge import Edge, edge_of
from workers.classify.lexicon import LanguageLexicon, Letters, Shelf, load_lexicon, words_of
from workers.model.tags import Language, Topic

MOST_WORDS = 8
"""Words kept as the reason."""


class TopicWords(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one language, ready for searching."""

    automaton: AhoCorasick
    weights: tuple[tuple[tuple[str, float], ...], ...]
    """How much a word says for which subjects, by the automaton's pattern numbers."""
    lengths: tuple[int, ...]
    """Words in each pattern; below 0, characters, where the script has no spaces."""
    blank: dict[int, str]
    """What is read as another character: marks as spaces, letters that are one to the language."""

    def at(self, spaced: str, start: int, place: int) -> str:
        """The words a pattern was found at, with what else the words have there."""
        length = self.lengths[place]
        if length < 0:
            return spaced[start : start - length].replace("  ", " ")
        begin = spaced.rfind(" ", 0, start + 1) + 1
        return " ".join(spaced[begin : begin + 100].split(maxsplit=length)[:length])


class TopicLexicon(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of subjects."""

    names: dict[str, str]
    """IPTC code to name."""
    words: Mapping[str, TopicWords]
    """By language."""


class Keywords(Struct, frozen=True, kw_only=True, tag="keywords", forbid_unknown_fields=True):
    """Weighted words of each subject, summed; a word said often counts for little more than once."""

    in_title: float = 3.0
    """How many times in the text one time in the title is worth."""
    least: float = 2.0
    """Sum below which a subject is not said: one word that mostly means it."""
    share: float = 0.2
    """Share of all subjects' sums that the first one needs; below it the article could be about anything."""
    second: float = 0.6
    """Share of the first one's sum that a second subject needs."""

    def classify(self, title: str | None, text: str, lexicon: TopicLexicon, language: Language) -> tuple[Topic, ...]:
        """At most two subjects, the better first; none where the words leave it open."""
        words = lexicon.words.get(language.code)
        if words is None or not words.lengths:
            return ()
        head = _spaced(title or "", words.blank)
        whole = head + _spaced(text, words.blank)
        counts: dict[int, float] = {}
        first: dict[int, int] = {}
        for place, start, _ in words.automaton.find_matches_as_indexes(whole):
            counts[place] = counts.get(place, 0.0) + (self.in_title if start < len(head) else 1.0)
            first.setdefault(place, start)
        sums: dict[str, float] = {}
        parts: dict[str, list[tuple[float, int, int]]] = {}
        for place, count in counts.items():
            for code, weight in words.weights[place]:
                worth = weight * log2(1 + count)
                sums[code] = sums.get(code, 0.0) + worth
                parts.setdefault(code, []).append((-worth, first[place], place))
        return tuple(
            Topic(
                code=code,
                name=lexicon.names[code],
                score=round(score, 3),
                because=tuple(words.at(whole, start, place) for _, start, place in sorted(parts[code])[:MOST_WORDS]),
            )
            for code, score in self.choose(sums)
        )

    def choose(self, sums: dict[str, float]) -> list[tuple[str, float]]:
        """Which subjects to say, with their share of all evidence, 0 to 1."""
        total = sum(sums.values())
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:2]
        if not ranked or ranked[0][1] < max(self.least, self.share * total):
            return []
        line = max(self.least, self.second * ranked[0][1])
        return [(code, value / total) for code, value in ranked if value >= line]


def find_topics(title: str | None, text: str, lexicon: TopicLexicon, language: Language) -> tuple[Topic, ...]:
    """Name the subjects of an article with the default classifier."""
    return Keywords().classify(title, text, lexicon, language)


def load_topics(languages: Mapping[str, LanguageLexicon]) -> TopicLexicon:
    """Read the names of the subjects; the words of a language are compiled when the first article asks for them.

    Args:
        languages: From `load_languages`.
    """

    def make(code: str) -> TopicWords:
        return compile_words(languages[code].topics, languages[code].letters)

    return TopicLexicon(names=load_lexicon("topics.yaml", dict[str, str]), words=Shelf(frozenset(languages), make))


def compile_words(topics: dict[str, dict[float, str]], letters: Letters | None = None) -> TopicWords:
    """Make one automaton of all subjects' words.

    Args:
        topics: Code to weight to a line of words; ``*`` at a word's end stands for any ending, at its beginning
            for any beginning.
        letters: How the language writes.
    """
    letters = letters or Letters()
    blank = {**_MARKS, **letters.alike}
    weights: dict[str, dict[str, float]] = {}
    for code, lines in topics.items():
        for weight, line in lines.items():
            for word in words_of(line):
                for pattern in _patterns(word, letters.prefixes, blank):
                    known = weights.setdefault(pattern, {})
                    known[code] = max(weight, known.get(code, 0.0))
    return TopicWords(
        automaton=AhoCorasick(list(weights), matchkind=MatchKind.LeftmostLongest),
        weights=tuple(tuple(known.items()) for known in weights.values()),
        lengths=tuple(-len(word) if _is_unspaced(word) else len(word.split()) for word in weights),
        blank=blank,
    )


def _patterns(word: str, prefixes: Iterable[str], blank: dict[int, str]) -> Iterator[str]:
    """What stands in the text, spaces included, for a word: itself, and with what is written together with it."""
    if _is_unspaced(word):
        yield _spaced(word, blank).strip()
        return
    for start in ("", *prefixes) if not word.startswith("*") else ("",):
        spaced = _spaced(start + word.strip("*"), blank)
        yield spaced[word.startswith("*") : -1 if word.endswith("*") else None]


def _is_unspaced(word: str) -> bool:
    """Whether a word is written without spaces, or, in Korean, together with others."""
    return edge_of(word[0]) is not Edge.WORD


def _spaced(text: str, blank: dict[int, str]) -> str:
    """Small words, each with a space of its own on either side: a pattern with its spaces matches whole words only."""
    return f" {'  '.join(text.lower().translate(blank).split())} "


_MARKS = {
    code: " "
    for first, last in (
        (0, 0x250),
        (0x600, 0x620),
        (0x66A, 0x66E),
        (0x2010, 0x2040),
        (0x3000, 0x3004),
        (0x3008, 0x3020),
    )
    for code in range(first, last)
    if not chr(code).isalnum()
} | dict.fromkeys((0x6D4, 0x964, 0x30FB, 0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F), " ")
"""Marks between words in the scripts we have words for."""
