"""Which writing system a text is in, and what that alone says about its language."""

import re

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from workers.classify.lexicon import load_lexicon

BMP = 0x10000
"""Letters beyond the basic plane are left out of account: no news is written in them alone."""


class Script(Struct, frozen=True, kw_only=True):
    """One writing system, as ``lexicons/scripts.yaml`` tells it."""

    code: str
    """ISO 15924."""
    languages: tuple[str, ...]
    letters: dict[str, frozenset[str]]
    """Language to the letters that give it away."""
    telling: frozenset[str]
    """All of those letters together."""
    close: dict[str, frozenset[str]]
    """Language without a profile to the languages it is taken for."""


class Scripts(Struct, frozen=True, kw_only=True, eq=False):
    """Every writing system, and which one each letter belongs to."""

    known: tuple[Script, ...]
    table: NDArray[np.uint8]
    """Code point (up to U+FFFF) to 1 + its place in ``known``; 0 for what is no letter."""
    simplified: frozenset[str]
    traditional: frozenset[str]
    japanese: frozenset[str]
    """Han characters that the other standards lack. Japan's own characters hold some of either Chinese kind."""


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ranges: str
    languages: str
    letters: dict[str, str] = {}
    close: dict[str, str] = {}


def load_scripts() -> Scripts:
    """Read ``lexicons/scripts.yaml`` and lay out the table."""
    rows = load_lexicon("scripts.yaml", dict[str, _Row])
    table = np.zeros(BMP, dtype=np.uint8)
    for place, row in enumerate(rows.values(), start=1):
        for first, last in _ranges(row.ranges):
            table[first : last + 1] = place
    simplified, traditional, japanese = (_encodable(codec) for codec in ("gb2312", "big5", "shift_jis"))
    return Scripts(
        known=tuple(_script(code, row) for code, row in rows.items()),
        table=table,
        simplified=simplified - traditional,
        traditional=traditional - simplified,
        japanese=japanese - simplified - traditional,
    )


def letters_by_script(text: str, scripts: Scripts) -> dict[str, int]:
    """How many letters of each script stand in a text; scripts without one are left out."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    counts = np.bincount(scripts.table[codes[codes < BMP]], minlength=1)
    return {scripts.known[place - 1].code: int(counts[place]) for place in np.nonzero(counts)[0].tolist() if place}


def told_by_letters(text: str, script: Script, taken_for: str) -> str | None:
    """The language without a profile that a text's own letters give away, if it is close to ``taken_for``.

    A letter that a language does not have counts against it; of equals, the one
    with fewer letters of its own is meant.
    """
    found = [letter for letter in text.lower() if letter in script.telling]
    marks = {
        language: sum(1 if letter in own else -1 for letter in found)
        for language, own in script.letters.items()
        if found and taken_for in script.close[language]
    }
    best = max(marks, key=lambda language: (marks[language], -len(script.letters[language])), default="")
    return best if marks.get(best, 0) > 0 else None


def han_language(text: str, letters: dict[str, int], scripts: Scripts) -> str:
    """Tell Chinese (either writing) from Japanese, for a text of Han characters and perhaps kana.

    Japanese writes its endings in kana, in news more than a third of its letters; a
    title may do with few. Without any, the Han characters decide: some are Japan's
    alone, and no Chinese mixes simplified with traditional ones.
    """
    kana, han = letters.get("Kana", 0), letters.get("Hani", 0)
    if kana * 12 > han:
        return "ja"
    simplified = sum(letter in scripts.simplified for letter in text)
    traditional = sum(letter in scripts.traditional for letter in text)
    japanese = sum(letter in scripts.japanese for letter in text)
    if japanese * 40 > han or min(simplified, traditional) * 3 > max(simplified, traditional):
        return "ja"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def known_languages(scripts: Scripts) -> frozenset[str]:
    """Codes of all languages that an article can be told to be in; Chinese is one of its two writings."""
    told = {language for script in scripts.known for language in (*script.languages, *script.letters, *script.close)}
    return frozenset((*told - {"zh"}, "zh-Hans", "zh-Hant"))


def _script(code: str, row: _Row) -> Script:
    letters = {language: frozenset(own) for language, own in row.letters.items()}
    return Script(
        code=code,
        languages=tuple(row.languages.split()),
        letters=letters,
        telling=frozenset().union(*letters.values()),
        close={language: frozenset(others.split()) for language, others in row.close.items()},
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    return [(int(first, 16), int(last or first, 16)) for first, last in re.findall(r"(\w+)(?:-(\w+))?", text)]


def _encodable(codec: str) -> frozenset[str]:
    """The Han characters that a national standard holds: a ready list of what each writing uses."""
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    return frozenset(han.encode(codec, "ignore").decode(codec)) & frozenset(han)
