"""One word of a file to the type a field wants. Every reader raises ValueError when the word does not fit.

What the error says is what was expected; an empty one leaves that to the type's own description.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite

from msgspec import inspect

from workers.config.node import Scalar

_WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,3})?", re.ASCII)

Read = Callable[[Scalar], object]


def reader(kind: inspect.Type) -> Read:
    """How a word becomes this type."""
    match kind:
        case inspect.Metadata(type=inner):
            return reader(inner)
        case inspect.StrType():
            return _text(kind)
        case inspect.IntType():
            return lambda node: _within(int(_matching(_WHOLE, node)), kind)
        case inspect.FloatType():
            return lambda node: _within(float(_matching(_NUMBER, node)), kind)
        case inspect.LiteralType(values=values):
            return _one_of({str(value): value for value in values})
        case inspect.EnumType(cls=cls):
            return _one_of({str(member.value): member for member in cls})
        case inspect.CustomType(cls=cls):
            return lambda node: cls(_some(node))
        case _:
            return _SIMPLE[type(kind)]


def _some(node: Scalar) -> str:
    if node.empty:
        raise ValueError
    return node.text


def _text(kind: inspect.StrType) -> Read:
    least, pattern = kind.min_length or 0, re.compile(kind.pattern) if kind.pattern else None

    def read(node: Scalar) -> str:
        text = _some(node)
        if len(text.strip()) < least or (pattern and not pattern.search(text)):
            raise ValueError
        return text

    return read


def _matching(pattern: re.Pattern[str], node: Scalar) -> str:
    if not pattern.fullmatch(node.text):
        raise ValueError
    return node.text


def _within(value: float, kind: inspect.IntType | inspect.FloatType) -> float:
    fits = (
        isfinite(value)
        and (kind.gt is None or value > kind.gt)
        and (kind.ge is None or value >= kind.ge)
        and (kind.lt is None or value < kind.lt)
        and (kind.le is None or value <= kind.le)
    )
    if not fits:
        raise ValueError
    return value


def _one_of(known: Mapping[str, object]) -> Read:
    def read(node: Scalar) -> object:
        if node.text not in known:
            raise ValueError
        return known[node.text]

    return read


def _nothing(node: Scalar) -> None:
    if not node.empty:
        raise ValueError


def _instant(node: Scalar) -> datetime:
    try:
        instant = datetime.fromisoformat(node.text)
        utc = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError from error
    if instant.tzinfo is None:
        raise ValueError
    return utc


_SIMPLE: Mapping[type[inspect.Type], Read] = {
    inspect.BoolType: _one_of({"true": True, "false": False}),
    inspect.NoneType: _nothing,
    inspect.DateTimeType: _instant,
    inspect.AnyType: lambda node: node.text,
}
