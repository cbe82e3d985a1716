"""Letters that look like those of another alphabet, folded word by word."""

import re

_LATIN = "A-Za-zÀ-ɏ"
_GREEK = "Ͱ-Ͽ"
_CYRILLIC = "Ѐ-ԯ"
_MIXED = re.compile(
    f"[{_LATIN}](?=[{_GREEK}{_CYRILLIC}])|[{_GREEK}](?=[{_LATIN}{_CYRILLIC}])|[{_CYRILLIC}](?=[{_LATIN}{_GREEK}])"
)
_FOREIGN = re.compile("[Ͱ-ԯ]")
"""Greek or Cyrillic. One class is found much faster than alternatives, and most lines have none."""
_WORD = re.compile(f"[{_LATIN}{_GREEK}{_CYRILLIC}]+")
_ALIKE = (
    *("AАΑ", "BВΒ", "CСϹ", "EЕΕ", "HНΗ", "IІΙ", "JЈͿ", "KКΚ", "MМΜ", "N-Ν", "OОΟ", "PРΡ", "QԚ-", "SЅ-", "TТΤ", "VѴ-"),
    *("WԜ-", "XХΧ", "YУΥ", "Z-Ζ", "aаα", "cсϲ", "dԁ-", "eе-", "hһ-", "iіι", "jјϳ", "kкκ", "oоο", "pрρ", "qԛ-"),
    *("sѕ-", "u-υ", "vѵν", "wԝ-", "xхχ", "yу-", "ÈЀ-", "ËЁ-", "ÏЇΪ", "èѐ-", "ëё-", "ïїϊ"),
)
"""A Latin letter, and the Cyrillic and the Greek one that look like it."""
_TO_ALPHABET = tuple(
    str.maketrans(
        {look[place]: look[own] for look in _ALIKE for place in range(3) if "-" not in look[own] + look[place]}
    )
    for own in range(3)
)


def fold_homoglyphs(text: str) -> str:
    """Fold letters of another alphabet that stand in a word of the first: "Сosmodrome" with a Cyrillic С.

    Only in a word of two alphabets in which each foreign letter looks like one of the alphabet that most of its
    letters are of; of equals, the one that most of the text is in. A word of one alphabet is left alone.
    """
    if _FOREIGN.search(text) is None or _MIXED.search(text) is None:
        return text
    around = _counts("".join(_WORD.findall(text)))
    return _WORD.sub(lambda match: _fold_word(match[0], around), text)


def _fold_word(word: str, around: list[int]) -> str:
    counts = _counts(word)
    most = max(counts)
    if most == len(word):
        return word
    mains = [own for own in range(3) if counts[own] == most]
    mains.sort(key=lambda own: -around[own])
    folded = (word.translate(_TO_ALPHABET[main]) for main in mains)
    return next((one for one in folded if max(_counts(one)) == len(one)), word)


def _counts(letters: str) -> list[int]:
    """How many are Latin, Cyrillic, Greek, of letters that `_WORD` takes."""
    latin = sum(letter < "Ͱ" for letter in letters)
    cyrillic = sum(letter >= "Ѐ" for letter in letters)
    return [latin, cyrillic, len(letters) - latin - cyrillic]
