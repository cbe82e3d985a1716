"""Reads what is known from ``lexicons/*.yaml``.

The files keep their lists as one line of words with commas: a YAML parser takes
five times as long for the same words as separate nodes, and every command waits
for it.
"""

import re
from importlib.resources import files
from typing import TypeVar

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML

Shape = TypeVar("Shape")

_FOLDER = "workers.lexicons"
_LANGUAGE_FILE = re.compile(r"([a-z]{2,3}(?:-[A-Z][a-z]{3})?)\.yaml")


class RegionWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one language names countries; ``en.yaml`` says what each list is for."""

    names: dict[str, str]
    people: dict[str, str] = {}
    capitals: dict[str, str] = {}
    places: dict[str, str] = {}
    offices: dict[str, str] = {}
    short: dict[str, str] = {}
    either: dict[str, str] = {}
    persons: str = ""
    before: str = ""
    nowhere: str = ""


class LanguageLexicon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one language."""

    regions: RegionWords
    topics: dict[str, dict[float, str]] = {}
    """IPTC code to weight to a line of words."""


def load_languages() -> dict[str, LanguageLexicon]:
    """Read every language that has a file (``en.yaml``): another one needs no more than its file.

    Raises:
        msgspec.ValidationError: a file does not have the shape.
    """
    names = sorted(entry.name for entry in files(_FOLDER).iterdir())
    found = [match for match in map(_LANGUAGE_FILE.fullmatch, names) if match]
    return {match[1]: load_lexicon(match[0], LanguageLexicon) for match in found}


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
    return msgspec.convert(YAML(typ="base", pure=True).load(text), shape, strict=False)


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line with commas, without the blanks around them."""
    return tuple(word for part in line.split(",") if (word := " ".join(part.split())))
