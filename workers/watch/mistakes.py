"""What is wrong with a watch's terms, for the person who wrote them."""

from collections.abc import Collection, Iterable, Iterator
from math import isfinite

from workers.model.watch import Term, WatchTerms
from workers.watch.folding import fold
from workers.watch.letters import is_unspaced

Found = tuple[str, str, str]
"""Path within the watch (``terms[0].weight``), what was found, what was expected."""

_CASES = ("exact", "any", "auto")
_ENOUGH = 1 - 1e-9


def mistakes_in(terms: WatchTerms, known_lists: Collection[str], languages: Collection[str]) -> tuple[Found, ...]:
    """Every mistake in a watch's terms.

    Args:
        terms: The watch's.
        known_lists: Ids of the config's lists of words.
        languages: Codes of the languages whose endings are known.
    """
    return (
        *_of_terms(terms.terms),
        *(found for place, term in enumerate(terms.terms) for found in _of_term(f"terms[{place}]", term)),
        *(
            found
            for place, term in enumerate(terms.terms)
            for found in _of_choices(f"terms[{place}]", term, known_lists, languages)
        ),
        *mistakes_in_words("mask", terms.mask),
        *mistakes_in_words("unless", terms.unless),
        *mistakes_in_words("requires", terms.requires),
        *_of_masked(terms),
    )


def mistakes_in_words(path: str, words: Iterable[str]) -> tuple[Found, ...]:
    """Every word of a list that would find nothing, or everything."""
    return tuple(found for place, word in enumerate(words) for found in _of_text(f"{path}[{place}]", word))


def _of_text(path: str, text: str) -> Iterator[Found]:
    folded = fold(text.strip()).text
    if not any(char.isalnum() for char in folded):
        yield path, repr(text), "a word with a letter or a digit"
    elif len(folded) == 1 and is_unspaced(folded):
        yield path, repr(text), "two characters or more, since its script writes no spaces between words"


def _of_term(path: str, term: Term) -> Iterator[Found]:
    yield from _of_text(f"{path}.text", term.text)
    if not (isfinite(term.weight) and term.weight > 0):
        yield f"{path}.weight", f"{term.weight:g}", "a number above 0"
    if term.near < 0:
        yield f"{path}.near", str(term.near), "a number of characters, or 0 for anywhere"
    if term.near > 0 and term.needs is None:
        yield f"{path}.near", str(term.near), "`needs`, which says what must stand so near"
    if term.needs is not None:
        if not term.needs.words and term.needs.list is None:
            yield f"{path}.needs", "neither words nor a list", "`words` or `list`"
        yield from mistakes_in_words(f"{path}.needs.words", term.needs.words)


def _of_choices(path: str, term: Term, known_lists: Collection[str], languages: Collection[str]) -> Iterator[Found]:
    """Words that must be one of a few."""
    if term.case not in _CASES:
        yield f"{path}.case", repr(term.case), f"one of {', '.join(_CASES)}"
    if term.inflect is not None and term.inflect not in languages:
        yield f"{path}.inflect", repr(term.inflect), f"one of {', '.join(sorted(languages))}"
    if term.needs is not None and term.needs.list is not None and term.needs.list not in known_lists:
        known = f"one of {', '.join(sorted(known_lists))}" if known_lists else "a list from `lists` (there are none)"
        yield f"{path}.needs.list", repr(term.needs.list), known


def _of_terms(terms: tuple[Term, ...]) -> Iterator[Found]:
    """Terms that find nothing together, or are one term twice."""
    if not terms:
        yield "terms", "no terms", "at least one term"
        return
    first: dict[tuple[str, str], int] = {}
    weights: dict[str, float] = {}
    for place, term in enumerate(terms):
        folded = fold(term.text.strip()).text
        earlier = first.setdefault((folded, term.case), place)
        if earlier != place:
            yield f"terms[{place}].text", f"{term.text!r} a second time", f"each term once (it is terms[{earlier}])"
        weights[folded] = max(term.weight, weights.get(folded, 0.0))
    if sum(weights.values()) < _ENOUGH:
        yield "terms", f"weights that add up to {sum(weights.values()):g}", "1 or more, or no article is a mention"


def _of_masked(terms: WatchTerms) -> Iterator[Found]:
    """Phrases that would mask a whole term."""
    wholes = {fold(term.text.strip()).text for term in terms.terms}
    for place, phrase in enumerate(terms.mask):
        if fold(phrase.strip()).text in wholes - {""}:
            yield f"mask[{place}]", f"the term {phrase!r} itself", "a longer phrase with the term inside it"
