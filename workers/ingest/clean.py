"""One line of dirty text to one line of clean text.

Control characters, soft hyphens and zero-width characters go, entities are decoded, mojibake is repaired,
a letter of a foreign alphabet inside a word is folded, white space becomes single spaces. Clean ASCII passes untouched.
"""

import html
import re

import ftfy

_DIRTY = re.compile(r"[^\x20-\x7e]|&[#a-zA-Z]|  ")
_ODD = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
_JOINERS = re.compile(r"(?<![\u0600-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u109f])")
"""Zero-width (non-)joiners; they are spelling only between letters of Arabic and the Indic scripts."""
_MIXED = re.compile(r"[A-Za-z](?=[Ѐ-ӿͰ-Ͽ])|[Ѐ-ӿͰ-Ͽ](?=[A-Za-z])")
_MOJIBAKE = re.compile(
    "[Â-ôĂ-ő][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[РС][Ђ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0ЎўЈ¤Ґ¦§Ё©Є«¬®Ї°±Ііґµ¶·ё№є»јЅѕї]"
)
"""The first two bytes of a UTF-8 letter, read as Western or Cyrillic. ftfy judges better, and far more slowly."""
_WORD = re.compile(r"[A-Za-zÀ-ɏЀ-ӿͰ-Ͽ]+")
_LATIN = "ABCEHIJKMOPSTXYaceijopsxyhv"
_CYRILLIC = "АВСЕНІЈКМОРЅТХУасеіјорѕхуһѵ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαον"
_GREEK_AS_LATIN = "ABEZHIKMNOPTYXaov"
_TO_LATIN = str.maketrans(_CYRILLIC + _GREEK, _LATIN + _GREEK_AS_LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)


def clean_line(text: str) -> str:
    """The line as a careful person would type it; empty if nothing legible is left."""
    if _DIRTY.search(text) is None:
        return text.strip()
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _clean_letters(text)
    return " ".join(_ODD.sub("", text).split())


def clean_lines(text: str) -> tuple[str, ...]:
    """Each line of a text, cleaned; blank ones stay, so that places count from the page's own lines.

    Lines end at a line feed, a carriage return or both, and nowhere else.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(clean_line(line) for line in text.split("\n"))


def _clean_letters(text: str) -> str:
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    if _ODD.search(text):
        text = _ODD.sub("", text)
    return fold_homoglyphs(text)


def fold_homoglyphs(text: str) -> str:
    """Fold letters of another alphabet that stand in a word of the first: "Сosmodrome" with a Cyrillic С.

    Only in a word of two alphabets whose rarer letters all look like the other's; a wholly Cyrillic word is left alone.
    """
    if _MIXED.search(text) is None:
        return text
    return _WORD.sub(_fold_word, text)


def _fold_word(match: re.Match[str]) -> str:
    word = match[0]
    latin = sum(letter < "Ͱ" for letter in word)
    if 2 * latin >= len(word):
        folded = word.translate(_TO_LATIN)
        return folded if all(letter < "Ͱ" for letter in folded) else word
    folded = word.translate(_TO_CYRILLIC)
    return folded if all(letter >= "Ѐ" for letter in folded) else word
