"""What a word may begin and end with in a language, from `lexicons/inflections.yaml`."""

from collections.abc import Mapping

from msgspec import Struct

from workers.classify.lexicon import load_lexicon, words_of
from workers.watch.folding import fold

_NOTHING = "-"
"""In a list, stands for no ending."""
_SHORTEST_STEM = 2
"""Letters that must stay of a word when its ending is taken off."""


class AffixTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language as its file writes it: what stands at a word's edge, and what may stand there instead."""

    endings: dict[str, str] = {}
    """By the ending as a dictionary gives it: the endings it changes to, with commas."""
    prefixes: dict[str, str] = {}
    """Likewise for what is written together with a word's beginning; the empty key is for all other words."""


class Affixes(Struct, frozen=True, kw_only=True):
    """One language, folded."""

    endings: dict[str, frozenset[str]] = {}
    prefixes: dict[str, frozenset[str]] = {}


class Inflections(Struct, frozen=True, kw_only=True):
    """All languages by their code."""

    languages: dict[str, Affixes] = {}


def load_inflections() -> Inflections:
    """Read the shipped table."""
    return compile_inflections(load_lexicon("inflections.yaml", dict[str, AffixTable]))


def compile_inflections(tables: Mapping[str, AffixTable]) -> Inflections:
    """Fold every ending; a word may always keep its own."""
    return Inflections(
        languages={
            language: Affixes(endings=_folded(table.endings), prefixes=_folded(table.prefixes))
            for language, table in tables.items()
        }
    )


def _folded(classes: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {
        fold(own).text: frozenset(fold("" if form == _NOTHING else form).text for form in (own, *words_of(forms)))
        for own, forms in classes.items()
    }


def split_ending(word: str, affixes: Affixes) -> tuple[str, frozenset[str]]:
    """Cut a folded word into what stays and the endings it may have: by the longest ending known.

    A word no class knows keeps its form.
    """
    for stem_length in range(min(_SHORTEST_STEM, len(word)), len(word) + 1):
        if (endings := affixes.endings.get(word[stem_length:])) is not None:
            return word[:stem_length], endings
    return word, frozenset()


def split_prefix(word: str, affixes: Affixes) -> tuple[frozenset[str], str]:
    """Cut a folded word into the prefixes it may have and what stays: by the longest prefix known."""
    for stem_start in range(max(0, len(word) - _SHORTEST_STEM), -1, -1):
        if (prefixes := affixes.prefixes.get(word[:stem_start])) is not None:
            return prefixes, word[stem_start:]
    return frozenset(), word
