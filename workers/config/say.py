"""What a mistake says: what stands there, and what a type would have liked to see."""

from collections.abc import Sequence
from difflib import get_close_matches
from enum import Enum

from msgspec import inspect

from workers.config.node import Entries, Node, Place, Scalar

_LONGEST = 60
_SECRET = ("secret", "password", "token", "url", "key")
"""A key with one of these in it may hold a secret, so that what stands there is not repeated."""


def found(node: Node, key: str = "") -> str:
    """Say what stands there, in a few words, and never what may be a secret."""
    if not isinstance(node, Scalar):
        return "a mapping" if isinstance(node, Entries) else "a list"
    if node.empty:
        return "nothing"
    if any(word in key for word in _SECRET):
        return "a text that cannot be used"
    text = " ".join(node.text.split())
    return f'"{text[:_LONGEST]}..."' if len(text) > _LONGEST else f'"{text}"'


def unknown_key(name: str, known: Sequence[str]) -> str:
    """Say which word was probably meant, else which there are."""
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return f"{near[0]} (did you mean that?)" if near else f"one of {', '.join(known)}"


def describe(kind: inspect.Type) -> str:
    """Say what a type allows."""
    match kind:
        case inspect.Metadata(type=inner):
            said = (kind.extra_json_schema or {}).get("description")
            return said if isinstance(said, str) else describe(inner)
        case inspect.UnionType(types=types):
            return " or ".join(describe(one) for one in types if not isinstance(one, inspect.NoneType))
        case inspect.CollectionType():
            return f"a list of {describe(kind.item_type).replace('a mapping', 'mappings', 1)}"
        case inspect.DictType():
            return f"a mapping of names to {describe(kind.value_type)}"
        case inspect.StructType(cls=cls) if cls is Place:
            return "a mapping"
        case inspect.StructType(fields=fields):
            return f"a mapping with {', '.join(field.encode_name for field in fields)}"
        case _:
            return _describe_word(kind)


def _describe_word(kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType():
            return "text that is not empty" if kind.min_length else "text"
        case inspect.IntType():
            return f"a whole number{_range(kind)}"
        case inspect.FloatType():
            return f"a number{_range(kind)}"
        case inspect.BoolType():
            return "true or false"
        case inspect.DateTimeType():
            return "a time with its zone such as 2024-07-01T00:00:00Z"
        case inspect.LiteralType(values=values):
            return _either(values)
        case inspect.EnumType(cls=cls):
            return _either([member.value for member in cls])
        case inspect.CustomType(cls=cls):
            return _custom(cls)
        case _:
            return "another value"


def _custom(kind: type[object]) -> str:
    try:
        kind("")  # type: ignore[call-arg]
    except ValueError as error:
        return str(error)
    return "another value"


def _either(values: Sequence[object]) -> str:
    words = [str(value.value if isinstance(value, Enum) else value) for value in values]
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    least = f" above {kind.gt:g}" if kind.gt is not None else f" of at least {kind.ge:g}" if kind.ge is not None else ""
    most = f" below {kind.lt:g}" if kind.lt is not None else f" of at most {kind.le:g}" if kind.le is not None else ""
    return f"{least}{' and' if least and most else ''}{most}"
