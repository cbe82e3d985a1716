"""Reads what is known from ``lexicons/*.yaml``.

The files keep their lists as one line of names with commas: a YAML parser takes
five times as long for the same names as separate nodes, and every command waits
for it.
"""

from importlib.resources import files
from typing import TypeVar

import msgspec
from ruamel.yaml import YAML

Shape = TypeVar("Shape")


def load_lexicon(name: str, shape: type[Shape]) -> Shape:
    """Read one shipped lexicon into a frozen shape.

    Args:
        name: File name, as ``en.yaml``.
        shape: What it must hold. Every plain value arrives as text (``NO`` is
            Norway and ``030`` an area, not a bool and an integer).

    Raises:
        FileNotFoundError: there is no such lexicon.
        msgspec.ValidationError: the file does not have the shape.
    """
    text = files("workers.lexicons").joinpath(name).read_text(encoding="utf-8")
    return msgspec.convert(YAML(typ="base", pure=True).load(text), shape, strict=False)


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line with commas, without the blanks around them."""
    return tuple(word for part in line.split(",") if (word := " ".join(part.split())))
