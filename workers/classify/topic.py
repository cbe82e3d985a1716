"""Which news subjects an article is about, by the words it uses."""

from collections.abc import Iterator, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind
from msgspec import Struct

from workers.classify.edge import Edge, edge_of
from workers.classify.lexicon import LanguageLexicon, Letters, Shelf, load_lexicon, words_of
from workers.classify.spaced import spaced
from workers.model.tags import Language, Topic

MOST_WORDS = 8
"""Words kept as the reason."""
DAMPING = 0.2
"""Power of the times a word is said: thirty times are worth twice one time."""
ALSO_ELSEWHERE = {"medtop:02000000": 0.85, "medtop:08000000": 0.85, "medtop:09000000": 0.85, "medtop:14000000": 0.9}
"""What the words of crime, human interest, labour and society are worth: news of other subjects speaks of them too."""


Weighed = tuple[tuple[str, float], ...]
"""Subjects, each with how much a word says for it."""


class TopicWords(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one language, ready for searching."""

    automaton: AhoCorasick
    weights: tuple[Weighed, ...]
    """What each says, by the automaton's pattern numbers."""
    lengths: tuple[int, ...]
    """Words in each pattern; below 0, characters, where the script has no spaces."""
    letters: Letters
    """How the language writes."""

    def at(self, whole: str, start: int, place: int) -> str:
        """The words a pattern was found at, with what else the words have there."""
        length = self.lengths[place]
        if length < 0:
            return whole[start : start - length].replace("  ", " ")
        begin = whole.rfind(" ", 0, start + 1) + 1
        return " ".join(whole[begin : begin + 100].split(maxsplit=length)[:length])

    def strongest(self, code: str, said: dict[int, float], first: dict[int, int]) -> list[int]:
        """The patterns that say most for a subject; of equal ones, the first in the text.

        Args:
            code: Of the subject.
            said: What each pattern found is worth, by its number.
            first: Where each was first found.
        """
        parts = [
            (-weight * worth, first[place], place)
            for place, worth in said.items()
            for own, weight in self.weights[place]
            if own == code
        ]
        return [place for _, _, place in sorted(parts)[:MOST_WORDS]]


class TopicLexicon(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of subjects."""

    names: dict[str, str]
    """IPTC code to name."""
    words: Mapping[str, TopicWords]
    """By language."""


class Lexicon(Struct, frozen=True, kw_only=True, tag_field="kind", tag="lexicon", forbid_unknown_fields=True):
    """Weighted words of each subject, summed; a word said often counts for little more than once."""

    in_title: float = 3.0
    """How many times in the text one time in the title is worth."""
    least: float = 1.5
    """Sum below which a subject is not said: one word that often means it is enough, one that leans to it is not."""
    share: float = 0.15
    """Share of all subjects' sums that the first one needs; below it the article could be about anything."""
    second: float = 0.6
    """Share of the first one's sum that a second subject needs."""

    def classify(self, title: str | None, text: str, lexicon: TopicLexicon, language: Language) -> tuple[Topic, ...]:
        """At most two subjects, the better first; none where the words leave it open."""
        words = lexicon.words.get(language.code)
        if words is None or not words.lengths:
            return ()
        head = spaced(title or "", words.letters)
        whole = head + spaced(text, words.letters)
        hits = words.automaton.find_matches_as_indexes(whole)
        said = self.damp(hits, len(head))
        sums: dict[str, float] = {}
        for place, worth in said.items():
            for code, weight in words.weights[place]:
                sums[code] = sums.get(code, 0.0) + weight * worth
        chosen = self.choose(sums)
        first = {place: start for place, start, _ in reversed(hits)} if chosen else {}
        return tuple(
            Topic(
                code=code,
                name=lexicon.names[code],
                score=round(score, 3),
                because=tuple(words.at(whole, first[place], place) for place in words.strongest(code, said, first)),
            )
            for code, score in chosen
        )

    def damp(self, hits: list[tuple[int, int, int]], head: int) -> dict[int, float]:
        """What each pattern found is worth, by how often it is said.

        Args:
            hits: Pattern number, beginning and end, in order of the text.
            head: Characters of the title, which stands before the text.
        """
        counts: dict[int, float] = {}
        for place, start, _ in hits:
            counts[place] = counts.get(place, 0.0) + (self.in_title if start < head else 1.0)
        return {place: 1.0 if count == 1.0 else count**DAMPING for place, count in counts.items()}

    def choose(self, sums: dict[str, float]) -> list[tuple[str, float]]:
        """Which subjects to say, with their share of all evidence, 0 to 1."""
        total = sum(sums.values())
        ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:2]
        if not ranked or ranked[0][1] < max(self.least, self.share * total):
            return []
        line = max(self.least, self.second * ranked[0][1])
        return [(code, value / total) for code, value in ranked if value >= line]


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
    starts = ("", *map(letters.plain, letters.prefixes))
    weights: dict[str, Weighed] = {}
    same: dict[Weighed, Weighed] = {}  # most words weigh like many others
    for code, lines in topics.items():
        for weight, line in lines.items():
            own = weight * ALSO_ELSEWHERE.get(code, 1.0)
            for pattern in (pattern for word in words_of(line) for pattern in _patterns(word, letters, starts)):
                known = _heavier(weights.get(pattern, ()), code, own)
                weights[pattern] = same.setdefault(known, known)
    return TopicWords(
        automaton=AhoCorasick(list(weights), matchkind=MatchKind.LeftmostLongest),
        weights=tuple(weights.values()),
        lengths=tuple(-len(word) if _is_unspaced(word) else len(word.split()) for word in weights),
        letters=letters,
    )


def _heavier(known: Weighed, code: str, weight: float) -> Weighed:
    """What a word says, with what it says for one more subject; the greater of two weights for the same."""
    said = dict(known)
    said[code] = max(weight, said.get(code, weight))
    return tuple(said.items())


def _patterns(word: str, letters: Letters, starts: Sequence[str]) -> Iterator[str]:
    """What stands in the text, spaces included, for a word: itself, and with what is written together with it."""
    if _is_unspaced(word):
        yield spaced(word, letters).strip()
        return
    core = spaced(word.strip("*"), letters)[1 : -1 if word.endswith("*") else None]
    if word.startswith("*"):
        yield core
        return
    for start in starts:
        yield f" {start}{core}"


def _is_unspaced(word: str) -> bool:
    """Whether a word is written without spaces, or, in Korean, together with others."""
    return edge_of(word[0]) is not Edge.WORD
