"""Times of day as lines of live pages have them."""

import re

_CLOCK = (
    r"[\[(]?(?:[01]?\d|2[0-3])(?:[:.hH時시点點] ?[0-5]\d(?::[0-5]\d)?[分분]?|[hH時시])"
    r"(?: ?(?:[Uu]hr|h|Hrs|[ap]\.?m\.?|[AP]M))?(?: (?:GMT|UTC|BST|ET|CET|CEST|EST|EDT))?[\])]?"
)
_WHOLE = re.compile(_CLOCK)
_OPENING = re.compile(_CLOCK + r" ?[:–—|-] ?[^\W\d]")
_LONGEST = 20
_BRACKETS = ("[", "(")
_BULLETS = "•·●▪-–— "


def is_clock(text: str) -> bool:
    """Whether a line is a time of day and nothing else: "15:48", "14h58", "3.20pm GMT", "14時05分"."""
    return len(text) <= _LONGEST and _WHOLE.fullmatch(text.strip(_BULLETS)) is not None


def opens_with_clock(text: str) -> bool:
    """Whether a line begins with a time of day that a mark parts from the rest: "21:14 Uhr: Damit beenden wir"."""
    return (text[:1].isdigit() or text[:1] in _BRACKETS) and _OPENING.match(text) is not None
