"""Weights of subjects, learnt from articles that people labelled; ``classify.linear`` sums them.

Multinomial logistic regression over the words of an article, each once, the row scaled to length one: the same sums as
``classify_linear``. It is an extra (``topics``): scikit-learn.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

from msgspec import Struct

from workers.classify.linear import Linear, Weights, classify_linear, words_of
from workers.model.setting import Text
from workers.model.tags import Language, LanguageFrom, Topic

PACKAGE = "sklearn"
FOLDS = 5
"""Parts of the examples: each is judged by weights learnt from the others."""
LEAST_EXAMPLES = 2 * FOLDS
"""Of every subject: fewer say nothing about how well it is told."""
_LEAST_ARTICLES = 2
"""That a word stands in; others are names and slips."""
_STRENGTH = 10.0
"""Inverse of the penalty on weights (``C``). Measured on two public sets; from 3 to 100 the figures hardly differ."""
_LEAST_WEIGHT = 0.02
"""Smaller weights change no probability that is printed."""
_DIGITS = 3
_NOT_ASKED = Language(code="und", confidence=0.0, from_=LanguageFrom.NONE)


class Example(Struct, frozen=True, kw_only=True):
    """An article of which people said what it is about. Other fields are left alone."""

    topic: Text
    """The code of its subject."""
    name: Text | None = None
    """What people read for the code; where no article of the subject says it, they read the code."""
    title: str | None = None
    text: str = ""


class Judged(Struct, frozen=True, kw_only=True):
    """An article, and what weights that never saw it say."""

    topic: str
    found: tuple[Topic, ...]


class Score(Struct, frozen=True, kw_only=True):
    """How well one subject is told from the others."""

    code: str
    examples: int
    found: int
    """Of the examples, those with this subject first."""
    said: int
    """Articles with this subject first."""
    instead: str | None
    """The subject said most often in its place."""


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


def distinct(examples: Iterable[Example]) -> list[Example]:
    """Without articles that come again word by word: they would be learnt, and then judged."""
    return list({(example.topic, example.title, example.text): example for example in examples}.values())


def find_faults(examples: Sequence[Example]) -> Iterator[str]:
    """Why nothing can be learnt from these; nothing where it can."""
    numbers = Counter(example.topic for example in examples)
    if len(numbers) < 2:
        yield f"found {len(numbers)} subjects; expected two or more to tell apart"
    for code, number in sorted(numbers.items()):
        if number < LEAST_EXAMPLES:
            yield f'"{code}" has {number} different articles; expected {LEAST_EXAMPLES} or more'
    names: dict[str, str] = {}
    for example in examples:
        if example.name is not None and names.setdefault(example.topic, example.name) != example.name:
            yield f'"{example.topic}" is named "{names[example.topic]}" and "{example.name}"; expected one name'


def train(examples: Sequence[Example], most_words: int) -> Weights:
    """Learn; the same examples give the same weights.

    Args:
        examples: Of which ``find_faults`` finds none.
        most_words: Words that may have weights; those that tell most are kept (chi-squared).
    """
    names = {example.topic: example.topic for example in examples}
    names |= {example.topic: example.name for example in examples if example.name is not None}
    codes = sorted(names)
    words, rows = _count(examples, most_words)
    model = import_module(f"{PACKAGE}.linear_model").LogisticRegression(C=_STRENGTH, max_iter=2000)
    model.fit(rows, [example.topic for example in examples])
    sums, bias = model.coef_, model.intercept_
    if len(codes) == 2:
        sums, bias = [-sums[0] / 2, sums[0] / 2], [-bias[0] / 2, bias[0] / 2]
    columns = {word: {code: float(sums[row][place]) for row, code in enumerate(codes)} for place, word in words}
    return Weights(
        topics={code: names[code] for code in codes},
        bias={code: round(float(value), _DIGITS) for code, value in zip(codes, bias, strict=True)},
        words={word: dict(_worth_saying(column)) for word, column in sorted(columns.items())},
    )


def judge(examples: Sequence[Example], part: int, most_words: int, rule: Linear) -> Iterator[Judged]:
    """What weights learnt from the other parts say of the articles of one part.

    Args:
        examples: All of them.
        part: From 0; there are ``FOLDS``.
        most_words: As for ``train``.
        rule: How sure it must be.
    """
    seen: Counter[str] = Counter()
    parts: list[int] = []
    for example in examples:
        parts.append(seen[example.topic] % FOLDS)
        seen[example.topic] += 1
    weights = train([one for one, of in zip(examples, parts, strict=True) if of != part], most_words)
    for one, of in zip(examples, parts, strict=True):
        if of == part:
            yield Judged(topic=one.topic, found=classify_linear(one.title, one.text, weights, _NOT_ASKED, rule))


def score(judged: Iterable[Judged]) -> list[Score]:
    """How well each subject was told, the largest first."""
    pairs = Counter((one.topic, one.found[0].code if one.found else None) for one in judged)
    sizes: Counter[str] = Counter()
    said: Counter[str | None] = Counter()
    for (topic, first), number in pairs.items():
        sizes[topic] += number
        said[first] += number
    return [
        Score(code=code, examples=size, found=pairs[code, code], said=said[code], instead=_instead(code, pairs))
        for code, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    ]


def _count(examples: Sequence[Example], most_words: int) -> tuple[list[tuple[int, str]], object]:
    """The words kept, each with its column, and a row an article."""
    extraction = import_module(f"{PACKAGE}.feature_extraction.text")
    selection = import_module(f"{PACKAGE}.feature_selection")
    counter = extraction.CountVectorizer(analyzer=_words_of, binary=True, min_df=_LEAST_ARTICLES)
    rows = counter.fit_transform(examples)
    chosen = selection.SelectKBest(selection.chi2, k=min(most_words, rows.shape[1]))
    kept = chosen.fit_transform(rows, [example.topic for example in examples])
    words = counter.get_feature_names_out()[chosen.get_support()]
    scaled = import_module(f"{PACKAGE}.preprocessing").normalize(kept.astype(float))
    return list(enumerate(map(str, words))), scaled


def _words_of(example: Example) -> tuple[str, ...]:
    return words_of(example.title, example.text)


def _worth_saying(column: dict[str, float]) -> Iterator[tuple[str, float]]:
    """A word without weights stays in the table: it was counted when the row was scaled."""
    for code, value in column.items():
        if abs(value) >= _LEAST_WEIGHT:
            yield code, round(value, _DIGITS)


def _instead(code: str, pairs: Counter[tuple[str, str | None]]) -> str | None:
    taken = [(-number, first) for (topic, first), number in pairs.items() if topic == code and first is not None]
    return min((one for one in taken if one[1] != code), default=(0, None))[1]
