"""Write ``workers/lexicons/places``: how each language names countries and well-known cities, from Unicode CLDR.

    pip install babel
    python -m tools.build_places

A language's own file (``ru.yaml``) adds to this and says what its endings are. In languages that change
the endings of names, a name is cut to what stays, and ``~`` stands for the ending.
"""

import re
import unicodedata
from pathlib import Path
from textwrap import fill

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from workers.classify.script import load_scripts

FOLDER = Path(__file__).parent.parent / "workers" / "lexicons"
UNSAID = frozenset({"AQ", "EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
"""Codes of CLDR that are no country of ISO 3166, and the one without people."""
HAND_MADE = frozenset({"HK", "MO", "PS", "CD", "CG"})
"""CLDR names these as a form does, not as a newspaper; the languages' own files have them."""
CUT = {
    "ru": "ая яя ое ее ые ие ий ый а я ь й",
    "uk": "а я ь й",
    "bg": "",
    "pl": "a",
    "cs": "á a e o",
    "sk": "á a e o",
    "sl": "a",
    "hr": "a",
    "sr": "а",
    "lt": "as is us ys a ė",
    "lv": "a e s",
    "fi": "a ä i",
    "et": "a i",
    "hu": "a e",
    "de": "",
    "sv": "",
    "da": "",
    "no": "",
    "ro": "a",
    "el": "ος ης ας η α ο",
    "sq": "",
}
"""The last letters of a name in its dictionary form that other forms replace, by language; longest first."""
FIXED = tuple("oоuуиіiеeєэюęą")
"""A name that ends so does not change, but in the languages of `ALL_CHANGE`."""
ALL_CHANGE = frozenset({"fi", "et", "hu", "lt", "lv"})
ENOUGH = 190
"""Countries that CLDR must name for a language to get a file."""
UNSPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
"""Scripts that put no spaces between words: a short name stands in many of them."""


def main() -> None:
    """Write one file for each language that can be told and has names in CLDR."""
    scripts = load_scripts()
    for script in scripts.known:
        for language in script.languages:
            if language != "en" and not (language == "ja" and script.code == "Hani"):
                write(language, script.code)


def write(language: str, script: str) -> None:
    """Write one language's file, if CLDR knows the language."""
    try:
        locale = Locale.parse(language)
    except UnknownLocaleError:
        return
    traditional = Locale.parse("zh_Hant") if language == "zh" else None
    locales = [locale, traditional] if traditional else [locale]
    names = {
        code: [name for each in locales for name in names_of(each.territories.get(code, ""), language)]
        for code in sorted(locale.territories)
        if re.fullmatch("[A-Z]{2}", code) and code not in UNSAID | HAND_MADE
    }
    if len(names) < ENOUGH:
        return
    least = 6 if script in UNSPACED else 2 if script in {"Hani", "Kana"} else 3 if script == "Hang" else 4
    cities = cities_of(locales, language, least)
    lines = [HEAD, f"script: {script}\n", "names:\n", *table(names), "cities:\n", *table(cities)]
    (FOLDER / "places" / f"{language}.yaml").write_text("".join(lines), encoding="utf-8")


def names_of(raw: str, language: str) -> list[str]:
    """The names in a field of CLDR: ``Myanmar (Birma)`` holds two; a form's long name none."""
    found = re.fullmatch(r"([^()（）]+)(?:[(（]([^()（）]+)[)）])?", raw.replace("’", "'").replace("\u02bc", "'"))
    parts = [part.strip(" -–") for part in found.groups() if part] if found else []
    return [cut(part, language) for part in parts if len(part) > 1 and "," not in part and ":" not in part]


def cities_of(locales: list[Locale], language: str, least: int) -> dict[str, list[str]]:
    """The cities that name the world's time zones: most capitals, and what is known far away."""
    found: dict[str, list[str]] = {}
    for country, zones in get_global("territory_zones").items():
        for zone in zones if re.fullmatch("[A-Z]{2}", country) and country not in UNSAID else ():
            for locale in locales:
                city = locale.time_zones.get(zone, {}).get("city", "").replace("’", "'")
                if len(city) >= least and not re.search(r"[,(（]|GMT|UTC", city):
                    found.setdefault(country, []).append(cut(city, language))
    return found


def cut(name: str, language: str) -> str:
    """A name with ``~`` for the endings of its words, where the language changes them."""
    if language not in CUT:
        return name
    return " ".join(word if re.fullmatch(r"[^\W\d_]{1,2}", word) else _cut(word, language) for word in name.split(" "))


def _cut(word: str, language: str) -> str:
    for ending in CUT[language].split():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return f"{word.removesuffix(ending)}~"
    fixed = word.endswith(FIXED) and language not in ALL_CHANGE
    return word if fixed or not word[-1].isalpha() or word.islower() else f"{word}~"


def table(lists: dict[str, list[str]]) -> list[str]:
    """The lines of a table of the file."""
    return [
        fill(f"  {code}: {', '.join(words)}", 118, subsequent_indent="    ", break_long_words=False) + "\n"
        for code, found in sorted(lists.items())
        if (words := [word for word in dict.fromkeys(found) if unicodedata.is_normalized("NFC", word)])
    ]


HEAD = """\
# From Unicode CLDR (cldr.unicode.org), licence Unicode-3.0, by tools/build_places.py: do not edit, build again.
"""

if __name__ == "__main__":
    main()
