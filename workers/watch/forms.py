"""A phrase compiled: what it looks like in folded text, with its endings, its capitals and where it may stand."""

from msgspec import Struct

from workers.watch.folding import Folded, fold
from workers.watch.inflections import Affixes, split_ending, split_prefix
from workers.watch.letters import is_boundary, is_start, is_word_char, word_end, word_start

_SHORT = 4
"""Letters up to which the capitals of an ``auto`` phrase count."""
_SHORT_CAPITALS = 3
"""Letters up to which an all-capital phrase looks like a word where everything is in capitals (WHO, US, IT)."""


class Piece(Struct, frozen=True, kw_only=True, gc=False):
    """A stretch of a phrase that stays as it is, and the endings that may follow it."""

    text: str
    endings: frozenset[str] = frozenset()
    """Empty: nothing changes here."""
    capitals: tuple[int, ...] = ()
    """Places in ``text`` that must be capitals."""
    smalls: tuple[int, ...] = ()
    """Places in ``text`` that must not be."""


class Form(Struct, frozen=True, kw_only=True, gc=False):
    """One phrase, ready to be recognised."""

    number: int
    pieces: tuple[Piece, ...]
    prefixes: frozenset[str] = frozenset()
    """What may be written together with its beginning; empty: nothing."""
    plain: bool = True
    """One piece, no endings, no prefixes, no capitals asked for."""
    all_capitals: bool = False
    told_by_case: bool = False
    """Only its case tells it from a word: nothing to go by in a line of capitals."""


def compile_form(number: int, text: str, case: str, affixes: Affixes | None) -> Form | None:
    """Compile one phrase; None when it folds to nothing.

    Args:
        number: The form's number in its matcher.
        text: The phrase as the config writes it.
        case: ``exact``, ``any`` or ``auto``: capitals count where a phrase has
            at most four letters, is all in capitals, or is one word with
            endings (so that ``Того`` or ``Komory`` is no common word).
        affixes: What its words may begin and end with; None: they do not change.
    """
    folded = fold(text.strip())
    if not folded.text:
        return None
    capitals = frozenset(place for place in range(len(folded.text)) if is_capital(folded, place))
    letters = sum(char.isalpha() for char in folded.text)
    shouted = text.isupper() and len(capitals) > 1
    stretches, prefixes = _stretches(folded, capitals, affixes)
    one_changing = len(stretches) == 1 and bool(stretches[0][2]) and " " not in folded.text
    counts = case == "exact" or (case == "auto" and (letters <= _SHORT or shouted or one_changing))
    pieces = tuple(
        Piece(
            text=folded.text[start:end],
            endings=endings,
            capitals=tuple(place - start for place in range(start, end) if counts and place in capitals),
            smalls=tuple(place - start for place in range(start, end) if case == "exact" and place not in capitals),
        )
        for start, end, endings in stretches
    )
    return Form(
        number=number,
        pieces=pieces,
        prefixes=prefixes,
        plain=not prefixes and len(pieces) == 1 and pieces[0] == Piece(text=pieces[0].text),
        all_capitals=shouted,
        told_by_case=counts and (letters <= _SHORT_CAPITALS if shouted else case == "exact"),
    )


def is_capital(folded: Folded, place: int) -> bool:
    """Whether the character folded to ``place`` is a capital where it was written."""
    char = folded.source[folded.origin(place)]
    return char != char.lower()


Stretch = tuple[int, int, frozenset[str]]
"""Start and end of a stretch of the folded phrase that stays, and the endings after it."""


def _stretches(
    folded: Folded, capitals: frozenset[int], affixes: Affixes | None
) -> tuple[list[Stretch], frozenset[str]]:
    """Cut a phrase where its words change."""
    text = folded.text
    if affixes is None:
        return [(0, len(text), frozenset())], frozenset()
    prefixes, kept = split_prefix(text[: word_end(text, 1)], affixes)
    begin = word_end(text, 1) - len(kept)
    stretches: list[Stretch] = []
    for start, end in _words(text, begin):
        if end - start > 1 and all(place in capitals for place in range(start, end)):
            continue  # an abbreviation does not inflect
        stem, endings = split_ending(text[start:end], affixes)
        if endings:
            stretches.append((begin, start + len(stem), endings))
            begin = end
    if begin < len(text):
        stretches.append((begin, len(text), frozenset()))
    return stretches, prefixes


def _words(text: str, start: int) -> list[tuple[int, int]]:
    words = []
    while start < len(text):
        if is_word_char(text[start]):
            end = word_end(text, start + 1)
            words.append((start, end))
            start = end
        else:
            start += 1
    return words


def find_ends(form: Form, text: str, start: int) -> tuple[int, int] | None:
    """Where the form stands, its prefix and endings included, given that its first piece does at ``start``.

    None when a letter goes on before or after it, or it is another word.
    """
    begin, end = start, start
    for piece in form.pieces:
        if not text.startswith(piece.text, end):
            return None
        end += len(piece.text)
        if piece.endings:
            stem_end, end = end, word_end(text, end)
            if text[stem_end:end] not in piece.endings:
                return None
    if form.prefixes:
        begin = word_start(text, start)
        if text[begin:start] not in form.prefixes:
            return None
    return (begin, end) if is_start(text, begin) and is_boundary(text, end) else None


def has_case(form: Form, folded: Folded, start: int, *, smalls: bool = True) -> bool:
    """Whether the form's capitals are capitals (and, with ``smalls``, its small letters small).

    Args:
        form: A form whose first piece stands at ``start``.
        folded: The text.
        start: Where in the folded text.
        smalls: False where everything is in capitals.
    """
    for piece in form.pieces:
        if not all(is_capital(folded, start + place) for place in piece.capitals):
            return False
        if smalls and any(is_capital(folded, start + place) for place in piece.smalls):
            return False
        start += len(piece.text)
        if piece.endings:
            start = word_end(folded.text, start)
    return True
