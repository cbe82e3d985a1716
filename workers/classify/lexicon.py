"""Reads what is known from ``lexicons/*.yaml``.

The files keep their lists as one line of words with commas: a YAML parser takes
five times as long for the same words as separate nodes. A language is read when
the first article in it arrives: most installations read a few of the fifty.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import TypeVar

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML

from workers.classify.letter_table import LetterTable, letter_table

Shape = TypeVar("Shape")
Made = TypeVar("Made")

FEW = 32
"""Letters up to which replacing each in turn is faster than a table of all."""
_FOLDER = "workers.lexicons"
_LANGUAGE_FILE = re.compile(r"([a-z]{2,3}(?:-[A-Z][a-z]{3})?)\.yaml")


class Letters(Struct, frozen=True, kw_only=True):
    """How a language writes: what its words may begin and end with, and which letters are one."""

    endings: tuple[str, ...] = ()
    """What ``~`` in a word stands for, besides nothing; the longest first. Without any, up to four letters."""
    prefixes: frozenset[str] = frozenset()
    """What is written together with the beginning of a word."""
    alike: dict[int, str] = {}
    """Code point to the letter it is read as, one for one."""
    table: LetterTable | None = None
    """The same as ``alike``, where there are more than `FEW`."""
    silent: str = ""
    """A sign that many writers leave out."""
    dotted: bool = False
    """The capital of i is İ."""

    def capital(self, word: str) -> str:
        """The word all in capitals."""
        return word.replace("i", "İ").upper() if self.dotted else word.upper()

    def spellings(self, word: str) -> tuple[str, ...]:
        """The word as it is looked for: with the sign that may be left out, and without it."""
        plain = self.plain(word)
        return (plain, plain.replace(self.silent, "")) if self.silent and self.silent in plain else (plain,)

    def plain(self, text: str) -> str:
        """The text with one letter for those that are alike; as long as it was."""
        if self.table is not None:
            return self.table.change(text)
        for code, letter in self.alike.items():
            text = text.replace(chr(code), letter)
        return text


class RegionWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one language names countries; ``en.yaml`` says what each list is for."""

    names: dict[str, str] = {}
    people: dict[str, str] = {}
    capitals: dict[str, str] = {}
    parts: dict[str, str] = {}
    places: dict[str, str] = {}
    offices: dict[str, str] = {}
    hints: dict[str, str] = {}
    short: dict[str, str] = {}
    either: dict[str, str] = {}
    persons: str = ""
    before: str = ""
    at: str = ""
    aside: str = ""
    origin: str = ""
    nowhere: str = ""


class PlaceNames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of ``lexicons/places``, made by ``tools/build_places.py``: countries and well-known cities."""

    script: str = "Latn"
    names: dict[str, str] = {}
    cities: dict[str, str] = {}


class LanguageFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language's file as it is written."""

    endings: str = ""
    prefixes: str = ""
    alike: str = ""
    silent: str = ""
    dotted: bool = False
    regions: RegionWords = RegionWords()


class LanguageLexicon(Struct, frozen=True, kw_only=True):
    """What is known of one language."""

    letters: Letters = Letters()
    regions: RegionWords = RegionWords()
    places: PlaceNames = PlaceNames()
    topics: dict[str, dict[float, str]] = {}
    """IPTC code to weight to a line of words."""


class Shelf(Mapping[str, Made]):
    """What is made of each language's file, by its code; made when it is first asked for.

    ``zh-Hans`` finds what there is for ``zh``.
    """

    def __init__(self, codes: frozenset[str], make: Callable[[str], Made]) -> None:
        self._codes = codes
        self._make = make
        self._made: dict[str, Made] = {}

    def __getitem__(self, code: str) -> Made:
        if code not in self._codes:
            code = code.partition("-")[0]
        if code not in self._made:
            if code not in self._codes:
                raise KeyError(code)
            self._made[code] = self._make(code)
        return self._made[code]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._codes))

    def __len__(self) -> int:
        return len(self._codes)


def load_languages() -> Shelf[LanguageLexicon]:
    """Find every language that has a file here, in places or in topics: another one needs no more than its file.

    Asking for a language raises msgspec.ValidationError if its file does not have the shape.
    """
    folder = files(_FOLDER)
    ours, places, topics = (
        {match[1] for entry in place.iterdir() if (match := _LANGUAGE_FILE.fullmatch(entry.name))}
        for place in (folder, folder.joinpath("places"), folder.joinpath("topics"))
    )

    def make(code: str) -> LanguageLexicon:
        own = load_lexicon(f"{code}.yaml", LanguageFile) if code in ours else LanguageFile()
        known = _load_places(f"places/{code}.yaml") if code in places else PlaceNames()
        words = load_lexicon(f"topics/{code}.yaml", dict[str, dict[float, str]]) if code in topics else {}
        return LanguageLexicon(letters=_letters(own), regions=own.regions, places=known, topics=words)

    return Shelf(frozenset(ours | places | topics), make)


def load_lexicon(name: str, shape: type[Shape]) -> Shape:
    """Read one shipped lexicon into a frozen shape.

    Args:
        name: File name, as ``topics.yaml``.
        shape: What it must hold. Every plain value arrives as text (``NO`` is
            Norway and ``030`` an area, not a bool and an integer).

    Raises:
        FileNotFoundError: there is no such lexicon.
        msgspec.ValidationError: the file does not have the shape.
    """
    text = files(_FOLDER).joinpath(name).read_text(encoding="utf-8")
    return msgspec.convert(YAML(typ="base").load(text), shape, strict=False)


def _load_places(name: str) -> PlaceNames:
    """Read a file of places line by line: it was made by a program, and a YAML parser takes twenty times as long."""
    tables: dict[str, dict[str, str]] = {}
    script, table, code = "", "", ""
    for line in files(_FOLDER).joinpath(name).read_text(encoding="utf-8").splitlines():
        key, _, value = line.strip().partition(": ")
        if line.startswith("    "):
            tables[table][code] += f" {line.strip()}"
        elif line.startswith("  "):
            code = key
            tables[table][code] = value
        elif key == "script":
            script = value
        elif line.endswith(":"):
            table = line.removesuffix(":")
            tables[table] = {}
    return PlaceNames(script=script, **tables)


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line with commas, without the blanks around them."""
    return tuple(word for part in line.split(",") if (word := " ".join(part.split())))


def _letters(own: LanguageFile) -> Letters:
    alike = {ord(pair[0]): pair[1] for pair in own.alike.split()}
    return Letters(
        endings=tuple(sorted(words_of(own.endings), key=len, reverse=True)),
        prefixes=frozenset(words_of(own.prefixes)),
        alike=alike,
        table=letter_table(alike.items()) if len(alike) > FEW else None,
        silent=own.silent,
        dotted=own.dotted,
    )
