"""What stands around a line that may be a title: a stamp under it, other headlines beside it."""

import re
from collections.abc import Sequence

from msgspec import Struct

from workers.ingest.lines import Line
from workers.ingest.words import Kind

_REACH = 6
"""Lines under a title among which its author or date is looked for."""
_BESIDE = 4
"""Words from which on a short line is like a headline, and not like a name of a section."""
_STAMP_WORDS = 14
_RUN = 3
"""So many headlines in a row are a list of other stories."""
_NUMBER = re.compile(r"\d+")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|[٠-٩]{4}")


class Surroundings(Struct, frozen=True, kw_only=True):
    """What tells a title from another story's headline, but for its words."""

    stamped: bool
    """A date or an author follows it."""
    listed: bool
    """It stands in a run of headlines, and not as the last."""
    menu: bool
    """It is as short as the lines above and below it, and no stamp follows."""
    announced: bool
    """A line such as "see also" stands right above it."""


def is_dated(line: Line) -> bool:
    """A line that says when or by whom: a stamp, or some words with a year or a time of day among two numbers."""
    if line.kind is Kind.STAMP:
        return True
    if line.words > _STAMP_WORDS or line.kind not in (Kind.SHORT, Kind.NOISE):
        return False
    return _DATED.search(line.text) is not None and len(_NUMBER.findall(line.text)) > 1


def look_around(solid: Sequence[Line], place: int) -> Surroundings:
    """What stands around ``solid[place]``.

    Args:
        solid: The lines of the page that are not blank, up to the first ones of the text.
        place: Of the line in question.
    """
    stamped = _is_stamped(solid, place)
    return Surroundings(
        stamped=stamped,
        listed=_is_listed(solid, place),
        menu=not stamped and _is_in_menu(solid, place),
        announced=place > 0 and solid[place - 1].kind is Kind.ASIDE,
    )


def _is_stamped(solid: Sequence[Line], place: int) -> bool:
    """A stamp is near below, and at most one line like a headline (a standfirst) between."""
    between = 0
    for line in solid[place + 1 : place + 1 + _REACH]:
        if is_dated(line):
            return True
        if line.text != solid[place].text:
            between += line.words > _BESIDE
        if between > 1 or line.kind in (Kind.ASIDE, Kind.PAUSE, Kind.STOP):
            return False
    return False


def _is_listed(solid: Sequence[Line], place: int) -> bool:
    below = _run(solid, place, 1)
    return bool(below) and len(below | _run(solid, place, -1)) + 1 >= _RUN


def _run(solid: Sequence[Line], place: int, step: int) -> set[str]:
    """The different lines like headlines that stand in a row on one side of a place; at most as many as needed."""
    found: set[str] = set()
    at = place + step
    while 0 <= at < len(solid) and len(found) < _RUN and _is_like_headline(solid[at]):
        found |= {solid[at].text} - {solid[place].text}
        at += step
    return found


def _is_in_menu(solid: Sequence[Line], place: int) -> bool:
    near = solid[max(0, place - 1) : place + 2]
    return len(near) > 1 and all(line.words < _BESIDE and line.kind in (Kind.SHORT, Kind.NOISE) for line in near)


def _is_like_headline(line: Line) -> bool:
    return line.kind is Kind.SHORT and line.words > _BESIDE and not line.ends and not is_dated(line)
