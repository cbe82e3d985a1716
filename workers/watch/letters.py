"""Where words begin and end, by the script they are written in."""

import unicodedata

_FIRST_SIGN = "\u0300"
_FIRST_UNSPACED = "\u0e00"
_UNSPACED = (
    ("\u0e00", "\u109f"),  # Thai, Lao, Tibetan, Myanmar
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3005", "\u3007"),
    ("\u3041", "\u309f"),  # Hiragana
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""Scripts written without spaces. Katakana is not among them: its runs are words (シリアル does not name シリア)."""
_KATAKANA = ("\u30a1", "\u30ff")
_HANGUL = ("\uac00", "\ud7a3")


def is_hangul(char: str) -> bool:
    """Whether it is a Korean syllable."""
    return _HANGUL[0] <= char <= _HANGUL[1]


def is_unspaced(char: str) -> bool:
    """Whether words of its script follow each other without a space."""
    return char >= _FIRST_UNSPACED and any(first <= char <= last for first, last in _UNSPACED)


def is_word_char(char: str) -> bool:
    """Whether a letter, digit or sign keeps a neighbour of the same kind in its word."""
    if char.isalnum():
        return not is_unspaced(char)
    return char >= _FIRST_SIGN and unicodedata.category(char).startswith("M") and not is_unspaced(char)


def is_boundary(text: str, place: int) -> bool:
    """Whether a word may begin or end before the character at ``place``."""
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if before < _FIRST_SIGN and after < _FIRST_SIGN:
        return not (before.isalnum() and after.isalnum())
    if not (is_word_char(before) and is_word_char(after)):
        return True
    return _own_run(before) != _own_run(after)


def is_start(text: str, place: int) -> bool:
    """Whether a word may begin at ``place``. What stands in Hangul right after Latin letters is a particle."""
    return is_boundary(text, place) and not (place and is_hangul(text[place]) and text[place - 1].isalnum())


def word_end(text: str, place: int) -> int:
    """The end of the word that goes on at ``place``; ``place`` itself where none does."""
    end = place
    while end < len(text) and not is_boundary(text, end):
        end += 1
    return end


def word_start(text: str, place: int) -> int:
    """The start of the word that leads up to ``place``; ``place`` itself where none does."""
    start = place
    while start > 0 and not is_boundary(text, start):
        start -= 1
    return start


def _own_run(char: str) -> int:
    """Katakana and Hangul end where another script goes on (``NATO는`` names NATO)."""
    if char < _KATAKANA[0]:
        return 0
    return 1 if char <= _KATAKANA[1] else 2 * is_hangul(char)
