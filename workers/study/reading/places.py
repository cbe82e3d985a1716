"""Where on a page the words stand that decided: for each line, the spans to mark."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from workers.classify.lexicon import Letters
from workers.pipeline import ReadArticle
from workers.rules import Rules
from workers.watch.folding import fold
from workers.watch.match import see_forms

_TOKEN = re.compile(r"\w+")
_GLUED = "\u0590"
"""From here on are the scripts that write small words together with the next: Hebrew, Arabic, and what follows."""
_UNSPACED = "\u0e00"
"""From here on are the scripts that set no spaces, and few that do."""


class By(StrEnum):
    """What a word decided. In the order in which one is marked where several hold the same letters."""

    WATCH = "watch"
    NEAR = "near"
    """A watch that is only nearly named."""
    REGION = "region"
    TOPIC = "topic"


class Spot(Struct, frozen=True, kw_only=True, order=True):
    """Letters of a line that decided something."""

    start: int
    end: int
    by: By
    word: str
    """As the reason names it."""


class Search:
    """Looks through lines for the words that decided on an article."""

    def __init__(self, read: ReadArticle, rules: Rules) -> None:
        """Make one for an article; the words are those that its tags and mentions name."""
        self._regions = _compile({word for region in read.tags.regions for word in region.because})
        self._topics = _compile({word for topic in read.tags.topics for word in topic.because})
        subjects = rules.knowledge.topics.lexicon.words.get(read.tags.language.code)
        self._letters = Letters() if subjects is None else subjects.letters
        self._terms = {found.watch_id: (By.WATCH, frozenset(found.matched)) for found in read.found}
        self._terms |= {near.watch_id: (By.NEAR, frozenset(near.matched)) for near in read.near}
        self._matcher = rules.matcher

    @cached_property
    def _wanted(self) -> Mapping[int, frozenset[tuple[By, str]]]:
        """The forms of the terms that were matched: for whom, and how the config writes them."""
        wanted: dict[int, frozenset[tuple[By, str]]] = {}
        for watch in self._matcher.watches:
            by, matched = self._terms.get(watch.watch_id, (By.WATCH, frozenset[str]()))
            for term in watch.terms:
                if term.text in matched:
                    wanted[term.form] = wanted.get(term.form, frozenset()) | {(by, term.text)}
        return wanted

    def spots(self, text: str) -> tuple[Spot, ...]:
        """All that is found in a line, in its order; spans may overlap."""
        terms = self._terms_in(text) if self._terms else ()
        return tuple(sorted([*self._find(By.REGION, text), *self._find(By.TOPIC, text), *terms]))

    def _find(self, by: By, text: str) -> Iterator[Spot]:
        # Of a subject's word is kept how its language compares it: with some letters taken for others.
        plain = self._letters.plain(text) if by is By.TOPIC else text
        for word, pattern in self._topics if by is By.TOPIC else self._regions:
            for hit in pattern.finditer(plain if len(plain) == len(text) else text):
                yield Spot(start=hit.start(), end=hit.end(), by=by, word=word)

    def _terms_in(self, text: str) -> Iterator[Spot]:
        folded = fold(text)
        for form, spans in see_forms(folded, self._matcher).items():
            for by, word in self._wanted.get(form, ()):
                for start, end in spans:
                    yield Spot(start=folded.origin(start), end=folded.origin(end - 1) + 1, by=by, word=word)


def _compile(words: Iterable[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What finds each word as it was written; of what is kept of a reason, marks and capitals are not."""
    return tuple((word, _pattern(tokens)) for word in sorted(words) if (tokens := _TOKEN.findall(word)))


def _pattern(tokens: Sequence[str]) -> re.Pattern[str]:
    pattern = r"\W{1,3}".join(map(re.escape, tokens))
    before = "" if tokens[0][0] >= _GLUED else r"(?<!\w)"
    after = "" if tokens[-1][-1] >= _UNSPACED else r"(?!\w)"
    return re.compile(f"{before}{pattern}{after}", re.IGNORECASE)


def apart(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Spots that do not overlap, in order: of those that do, what names a watch, then a region; else the longer."""
    taken: list[Spot] = []
    for spot in sorted(spots, key=lambda one: (list(By).index(one.by), one.start - one.end, one.start)):
        if all(spot.end <= other.start or spot.start >= other.end for other in taken):
            taken.append(spot)
    return tuple(sorted(taken))


def pieces(text: str, spots: Sequence[Spot]) -> Iterator[tuple[str, Spot | None]]:
    """A line in pieces: what is to be marked, with why, and what stands between."""
    done = 0
    for spot in apart(spots):
        yield text[done : spot.start], None
        yield text[spot.start : spot.end], spot
        done = spot.end
    yield text[done:], None
