"""Words of strangers on their way to a person: no character of them moves a cursor, or turns the words around it."""

_SPELLING = "\u200c\u200d"
"""Zero-width joiners: between letters of some scripts, and in emoji, they are part of the word."""


def legible(text: str) -> str:
    """The text with white space as spaces and every character that is not seen as its number, as ``\\x1b``.

    So are controls of terminals, marks of direction, half pairs, and letters of a font of the page's own.
    """
    if text.isprintable():
        return text
    return "".join([char if char.isprintable() or char in _SPELLING else _written(char) for char in text])


def _written(char: str) -> str:
    return " " if char.isspace() else char.encode("unicode-escape", "surrogatepass").decode("ascii")
