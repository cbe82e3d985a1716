"""Why markup was read as it was: all that a reader of the page would see, and what of it the extractor kept."""

import re
from collections.abc import Iterator, Sequence

from workers.ingest.blocks import CUE_FATES, find_often, sift
from workers.ingest.cut_markup import MarkupPiece, drop_menus
from workers.ingest.lines import Line
from workers.ingest.words import Kind
from workers.model.explained import ExplainedLine, ExplainedPage, Fate

_NEXT = 3
_MARKS = re.compile(r"\W+")


def explain_refused(seen: Sequence[Line]) -> ExplainedPage:
    """A page of markup that holds no article."""
    return ExplainedPage(
        lines=tuple(
            ExplainedLine(text=line.text, fate=CUE_FATES.get(line.kind, Fate.NO_ARTICLE)) for line in seen if line.text
        )
    )


def explain_stories(seen: Sequence[Line], cut: Sequence[MarkupPiece]) -> ExplainedPage:
    """What became of each line a reader sees.

    What the extractor took stands where it stands on the page; where it joined or mended lines, so that they are not
    found again, above the next line that is.

    Args:
        seen: All lines of the page.
        cut: Its articles, as `cut_markup` gives them where a main text was found.
    """
    titles = tuple(one.piece.title for one in cut)
    taken = [line for place, one in enumerate(cut) for line in _taken(one, place)]
    return ExplainedPage(lines=tuple(_merge(seen, taken, titles)), titles=titles)


def _taken(cut: MarkupPiece, place: int) -> Iterator[ExplainedLine]:
    """What the extractor took for an article's text, and what became of it then."""
    kept = {line.number for line in cut.piece.lines}
    told = drop_menus(cut.taken)
    fates = {line.number: fate for line, fate in sift(told, find_often(told))}
    title = None if cut.piece.title is None else _key(cut.piece.title)
    for line in cut.taken:
        fate = fates.get(line.number, Fate.MENU)
        if fate is Fate.TEXT and line.number not in kept:
            fate = Fate.REPEATED if _key(line.text) != title else Fate.TITLE
            title = None
        yield ExplainedLine(text=line.text, fate=fate, article=place if fate.kept else None)


def _merge(
    seen: Sequence[Line], taken: Sequence[ExplainedLine], titles: Sequence[str | None]
) -> Iterator[ExplainedLine]:
    """Both in order: what was taken, once, and all else as left out."""
    keys = [_key(line.text) for line in taken]
    places = {_key(title): place for place, title in enumerate(titles) if title is not None}
    titled = {key for key, line in zip(keys, taken, strict=True) if line.fate is Fate.TITLE}
    due = 0
    for line in seen:
        key = _key(line.text)
        found = _place_of(line, key, keys, due)
        if found is not None:
            yield from taken[due : found + 1]
            due = found + 1
        elif key in places:
            again = key in titled
            titled.add(key)
            fate, article = (Fate.REPEATED, None) if again else (Fate.TITLE, places[key])
            yield ExplainedLine(text=line.text, fate=fate, article=article)
        elif not any(key in whole for whole in keys[max(0, due - 1) : due + 1]):
            yield ExplainedLine(text=line.text, fate=CUE_FATES.get(line.kind, Fate.NOT_MAIN))
    yield from taken[due:]


def _place_of(line: Line, key: str, keys: Sequence[str], due: int) -> int | None:
    """Where a line stands among those that are due: a sentence anywhere, a few words only where they are next."""
    end = len(keys) if line.kind is Kind.PROSE else due + _NEXT
    return next((at for at in range(due, min(end, len(keys))) if keys[at] == key), None)


def _key(text: str) -> str:
    return _MARKS.sub("", text).casefold()
