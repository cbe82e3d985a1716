"""Where a word may begin and end, by the script of its letters."""

from enum import StrEnum

KATAKANA = "\u30a1-\u30fa\u30fc"
"""The letters of one, as a range of a pattern."""


class Edge(StrEnum):
    """What may stand beside a letter that begins or ends a word."""

    WORD = "word"
    """No letter, but for what the language writes together with words."""
    KANA = "kana"
    """No other katakana: they write foreign names, each in one run."""
    HANGUL = "hangul"
    """Before it as with words; particles follow."""
    NONE = "none"
    """Anything: the script has no spaces."""


def edge_of(letter: str) -> Edge:
    """The edge that a letter makes."""
    if "\u30a1" <= letter <= "\u30fc":
        return Edge.KANA
    if "\uac00" <= letter <= "\ud7a3":
        return Edge.HANGUL
    return Edge.NONE if "\u3040" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0eff" else Edge.WORD
