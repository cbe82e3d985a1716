"""Many phrases, searched for in a line at once.

A pattern of plain alternatives tries each of them at each letter. Here phrases share their beginnings, as in a trie,
which is more than twice as fast; and a line is searched only for phrases that its letters can spell.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

_EASTERN = "\u3000"
"""From here on scripts are written without spaces."""
_BEYOND_LATIN = re.compile(r"[\u0370-\u1dff\u2c00-\uffff]")
_NEVER = "(?!)"
_WORD_END = r"(?!\w)"


class Phrases(Struct, frozen=True, kw_only=True):
    """Phrases in small letters, ready to be searched for."""

    plain: re.Pattern[str]
    """Those in ASCII."""
    latin: re.Pattern[str]
    every: re.Pattern[str]

    def are_in(self, folded: str) -> bool:
        """Whether one of them is in a line.

        Args:
            folded: The line in small letters.
        """
        if folded.isascii():
            return self.plain.search(folded) is not None
        return (self.every if _BEYOND_LATIN.search(folded) else self.latin).search(folded) is not None


def compile_phrases(phrases: Iterable[str], *, whole: bool = False) -> Phrases:
    """Make phrases ready.

    Args:
        phrases: As they are written.
        whole: They must not be within longer words; in scripts without spaces nothing says where a word ends.
    """
    folded = {phrase.casefold() for phrase in phrases}
    plain = {phrase for phrase in folded if phrase.isascii()}
    latin = {phrase for phrase in folded if not _BEYOND_LATIN.search(phrase)}
    return Phrases(
        plain=re.compile(_pattern(plain, whole)),
        latin=re.compile(_pattern(latin, whole)),
        every=re.compile(_pattern(folded, whole)),
    )


def _pattern(phrases: set[str], whole: bool) -> str:
    if not whole:
        return _shared(sorted(phrases), "")
    spaced, joined = (sorted(phrase for phrase in phrases if (phrase < _EASTERN) is side) for side in (True, False))
    return rf"(?<!\w){_shared(spaced, _WORD_END)}|{_shared(joined, '')}"


def _shared(phrases: list[str], end: str) -> str:
    """A pattern of sorted phrases that says what they have in common only once."""
    if not phrases:
        return _NEVER
    firsts = list(dict.fromkeys(phrase[:1] for phrase in phrases))
    branches = [
        re.escape(first) + _shared([phrase[1:] for phrase in phrases if phrase[:1] == first], end) if first else end
        for first in sorted(firsts, reverse=True)
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
