"""A title without the name of its site: "Harbour to be rebuilt | The Tide"."""

import re
from collections.abc import Container

_MARK = re.compile(r"\s+(?:[|·•»›–—-]|::)\s+|\s*\|\s*")
_MOST_WORDS = 4
_LEAST_WORDS = 2
"""A title has so many words at least."""
_LEAST_LETTERS = 3
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_NAMES = 3
"""Site, section and country, one after the other."""


def without_site(title: str, source: str | None, lines: Container[str] = ()) -> str:
    """Take the site's name off both ends of a title, where something shows that it is one; else the title as it is.

    That something is the site's own domain, or the page: it has a line that is the rest of the title, or one
    that is the name alone.

    Args:
        title: As the scraper gave it or the page shows it.
        source: The page's registrable domain, if it is known.
        lines: The page's short lines.
    """
    for _ in range(_MOST_NAMES):
        cuts = list(_MARK.finditer(title))
        if not cuts:
            break
        before, after = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first, rest = title[: cuts[0].start()], title[cuts[0].end() :]
        if _is_site(after, before, source, lines):
            title = before
        elif _is_site(first, rest, source, lines):
            title = rest
        else:
            break
    return title


def _is_site(name: str, rest: str, source: str | None, lines: Container[str]) -> bool:
    if not 0 < len(name.split()) <= _MOST_WORDS or len(rest.split()) < _LEAST_WORDS:
        return False
    return rest in lines or name in lines or _is_in_domain(name, source)


def _is_in_domain(name: str, source: str | None) -> bool:
    """Whether a domain is made of a name, or of its first letters: "The Tide" has ``thetide`` or ``tide.example``."""
    if source is None:
        return False
    label, letters = _NO_LETTER.sub("", source.split(".", 1)[0].casefold()), _NO_LETTER.sub("", name.casefold())
    if min(len(label), len(letters)) < _LEAST_LETTERS:
        return False
    initials = "".join(word[0] for word in name.casefold().split())
    return label in letters or letters in label or label == initials
