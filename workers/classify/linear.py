"""Which subjects an article is about, by weights that were learnt from labelled articles."""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, sqrt
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from workers.classify.edge import Edge, edge_of
from workers.classify.lexicon import Letters
from workers.classify.spaced import spaced
from workers.model.setting import Text
from workers.model.tags import Language, Topic

MOST_WORDS = 8
"""Words kept as the reason."""
_LETTERS = Letters()


class Weights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of weights: JSON, in UTF-8."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    topics: Annotated[dict[Text, Text], Meta(min_length=1)]
    """Code to name: the taxonomy, which need not be IPTC's."""
    bias: dict[str, float] = {}
    """Code to what speaks for it before any word."""
    words: dict[str, dict[str, float]]
    """A word, or two characters of a script without spaces, to what it says for which codes."""


class Linear(Struct, frozen=True, kw_only=True, tag_field="kind", tag="linear", forbid_unknown_fields=True):
    """The weights of all words of the article, summed; each word counts once."""

    weights: Text
    """The file in this folder that holds the weights; its name ends in ``.topics.json``."""
    least: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.3
    """How sure it must be of a subject, 0 to 1; below it none is said."""
    second: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.6
    """Share of the first one's sureness that a second subject needs."""


def decode_weights(text: str) -> Weights:
    """Read a file of weights.

    Raises:
        msgspec.ValidationError: it has not the shape, or names a subject that its taxonomy has not.
        msgspec.DecodeError: it is no JSON.
    """
    weights = msgspec.json.decode(text, type=Weights)
    named = {*weights.bias, *(code for known in weights.words.values() for code in known)}
    if strange := sorted(named - set(weights.topics)):
        raise msgspec.ValidationError(f'"{strange[0]}" has weights and no name in `topics`')
    return weights


def tokens(text: str) -> Iterator[str]:
    """The words that have weights: small, and pairs of characters where the script has no spaces."""
    for word in spaced(text, _LETTERS).split():
        if edge_of(word[0]) in {Edge.WORD, Edge.HANGUL}:
            yield word
        else:
            yield from ("".join(pair) for pair in pairwise(word))


def words_of(title: str | None, text: str) -> tuple[str, ...]:
    """The words of an article, each once, in its order; those of the title count like others."""
    return tuple(dict.fromkeys(tokens(f"{title or ''}\n{text}")))


def classify_linear(
    title: str | None, text: str, weights: Weights, language: Language, rule: Linear
) -> tuple[Topic, ...]:
    """At most two subjects, the surer first; none where no word has a weight.

    Args:
        title: Of the article; it counts like the text.
        text: Of the article.
        weights: What was learnt.
        language: Of the article; not asked: a word has its weight wherever it stands.
        rule: How sure it must be.
    """
    known = [word for word in words_of(title, text) if word in weights.words]
    if not known:
        return ()
    length = sqrt(len(known))
    sums = {code: weights.bias.get(code, 0.0) for code in weights.topics}
    for word in known:
        for code, weight in weights.words[word].items():
            sums[code] += weight / length
    shares = _shares(sums)
    best = sorted(shares, key=lambda code: (-shares[code], code))[:2]
    line = max(rule.least, rule.second * shares[best[0]])
    return tuple(_topic(code, shares[code], known, weights) for code in best if shares[code] >= line)


def _shares(sums: dict[str, float]) -> dict[str, float]:
    """Sums to probabilities (softmax)."""
    highest = max(sums.values())
    powers = {code: exp(value - highest) for code, value in sums.items()}
    total = sum(powers.values())
    return {code: power / total for code, power in powers.items()}


def _topic(code: str, share: float, known: list[str], weights: Weights) -> Topic:
    """A subject with the words that say most for it."""
    said = [(-weight, word) for word in known if (weight := weights.words[word].get(code, 0.0)) > 0]
    because = tuple(word for _, word in sorted(said)[:MOST_WORDS])
    return Topic(code=code, name=weights.topics[code], score=round(share, 3), because=because)
