"""All that watches look for, compiled into one automaton."""

from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from workers.model.watch import Needs, Scope, Term, WatchTerms
from workers.watch.folding import fold
from workers.watch.forms import Form, compile_form
from workers.watch.inflections import Inflections
from workers.watch.letters import is_hangul


class CompiledTerm(Struct, frozen=True, kw_only=True, gc=False):
    """One term of a watch."""

    text: str
    """As the config writes it."""
    folded: str
    """Terms with the same are one term."""
    form: int
    weight: float
    needs: tuple[int, ...] | None = None
    """Forms one of which must stand near; None asks for nothing."""
    near: int = 0


class CompiledWatch(Struct, frozen=True, kw_only=True, gc=False):
    """One watch; phrases are numbers of forms."""

    watch_id: str
    terms: tuple[CompiledTerm, ...]
    mask: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()
    requires: tuple[int, ...] | None = None
    """None asks for nothing."""
    scope: Scope = Scope()


class Matcher(Struct, frozen=True, kw_only=True):
    """Everything all watches look for. Made once for a config, by `compile_matcher`."""

    automaton: AhoCorasick
    """Finds the first pieces of the forms."""
    begun: tuple[tuple[Form, ...], ...]
    """For each pattern of the automaton, the forms that begin with it."""
    owners: tuple[tuple[tuple[int, int], ...], ...]
    """For each form, whose term it is: places in ``watches`` and in its terms. Empty for a word of context."""
    watches: tuple[CompiledWatch, ...]
    """By id."""


def compile_matcher(watches: Sequence[WatchTerms], inflections: Inflections) -> Matcher:
    """Compile what all watches look for.

    A phrase that folds to nothing, or a list or language that is not known,
    finds nothing; `mistakes_in` tells the person who wrote it.
    """
    forms = _Forms(inflections)
    compiled = tuple(_compile_watch(watch, forms) for watch in sorted(watches, key=lambda watch: watch.watch_id))
    owners: list[list[tuple[int, int]]] = [[] for _ in forms.all]
    for number, watch in enumerate(compiled):
        for place, term in enumerate(watch.terms):
            owners[term.form].append((number, place))
    begun: dict[str, list[Form]] = {}
    for form in forms.all:
        begun.setdefault(form.pieces[0].text, []).append(form)
    return Matcher(
        automaton=AhoCorasick(list(begun)),
        begun=tuple(tuple(group) for group in begun.values()),
        owners=tuple(map(tuple, owners)),
        watches=compiled,
    )


class _Forms:
    """Gives each distinct phrase a number."""

    def __init__(self, inflections: Inflections) -> None:
        self.all: list[Form] = []
        self._languages = inflections.languages
        self._numbers: dict[tuple[str, str, str | None], int | None] = {}

    def number(self, text: str, case: str = "auto", language: str | None = None) -> int | None:
        key = (text, case, language)
        if key not in self._numbers:
            # Korean writes its particles onto the name, so a name in Hangul always takes them.
            if language is None and text and is_hangul(text[-1]):
                language = "ko"
            affixes = self._languages.get(language) if language else None
            form = compile_form(len(self.all), text, case, affixes)
            self._numbers[key] = None if form is None else form.number
            if form is not None:
                self.all.append(form)
        return self._numbers[key]

    def numbers(self, texts: Iterable[str], language: str | None = None) -> tuple[int, ...]:
        found = (self.number(text, language=language) for text in texts)
        return tuple(number for number in found if number is not None)


def _compile_watch(watch: WatchTerms, forms: _Forms) -> CompiledWatch:
    return CompiledWatch(
        watch_id=watch.watch_id,
        terms=tuple(_compile_terms(watch, forms)),
        mask=forms.numbers(watch.mask),
        unless=forms.numbers(watch.unless),
        requires=forms.numbers(watch.requires) if watch.requires else None,
        scope=watch.scope,
    )


def _compile_terms(watch: WatchTerms, forms: _Forms) -> Iterable[CompiledTerm]:
    for term in watch.terms:
        if (number := forms.number(term.text, term.case, term.inflect)) is not None:
            yield CompiledTerm(
                text=term.text,
                folded=fold(term.text.strip()).text,
                form=number,
                weight=term.weight,
                needs=_compile_needs(term, term.needs, watch, forms) if term.needs else None,
                near=term.near,
            )


def _compile_needs(term: Term, needs: Needs, watch: WatchTerms, forms: _Forms) -> tuple[int, ...]:
    listed = watch.lists.get(needs.list, ()) if needs.list else ()
    return forms.numbers((*needs.words, *listed), term.inflect)
