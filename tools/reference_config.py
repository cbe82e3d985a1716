"""The keys of the config files, from the types that read them: kind, default, meaning."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum, EnumMeta
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from workers.channels import AnyChannel
from workers.config.node import Place
from workers.documents.settings import SettingsFile
from workers.documents.subscriptions import SilenceItem, SubscriptionItem
from workers.documents.watches import BudgetItem, WatchItem
from workers.documents.words import BucketWidth, Until, WholeSlots
from workers.model.setting import Duration, TimeOfDay

FILES: Mapping[str, Mapping[str, Any]] = {
    "watches.yaml": {"watches": WatchItem, "budgets": BudgetItem},
    "subscriptions.yaml": {"subscriptions": SubscriptionItem, "silences": SilenceItem},
    "channels.yaml": {"channels": AnyChannel},
    "groundswell.yaml": {"": SettingsFile},
}
_KINDS: Mapping[object, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    NoneType: "nothing",
    datetime: "a time, as `2030-01-01T00:00:00Z`",
    Duration: "a duration, as `90s`, `5m`, `6h`, `2d`",
    WholeSlots: "a duration of whole 5 minutes",
    BucketWidth: "`1m`, `5m`, `15m`, `30m` or `60m`",
    TimeOfDay: "a time of day, as `07:00`",
    Until: "a time, or `resolved`",
}


class Key(Struct, frozen=True, kw_only=True):
    """One key, and what may stand there."""

    path: str
    kind: str
    default: str
    """Empty where the key must be there."""
    meaning: str


def keys_of(struct: type[Struct], path: str = "") -> Iterator[Key]:
    """All keys of a struct and of those inside it, in the order in which they are declared."""
    hints = get_type_hints(struct, include_extras=True)
    for field in msgspec.structs.fields(struct):
        kind, place = hints[field.name], f"{path}{field.encode_name}"
        inner = [one for one in structs_in(kind) if one is not Place]
        yield Key(path=place, kind=kind_of(kind), default=_default(field), meaning=meaning(struct, field.name))
        for one in inner:
            tag = one.__struct_config__.tag
            deeper = f"{place}{f' ({tag})' if isinstance(tag, str) else ''}{'[]' if _is_many(kind) else ''}."
            yield from keys_of(one, deeper)


def structs_in(kind: object) -> list[type[Struct]]:
    """The structs that may stand there: those of a union, or the one that there is."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return [kind]
    return [one for part in get_args(kind) for one in structs_in(part)]


def _is_many(kind: object) -> bool:
    if get_origin(kind) is tuple:
        return True
    return any(_is_many(part) for part in get_args(kind) if get_origin(kind) in {Annotated, Union, UnionType})


def kind_of(kind: object) -> str:
    """A type in words."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        said = next((one.description for one in parts[1:] if isinstance(one, Meta) and one.description), None)
        return said or f"{kind_of(parts[0])}{_bounds(parts[1:])}"
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in parts)
    if origin in {Union, UnionType}:
        return ", or ".join(dict.fromkeys(kind_of(one) for one in parts if one is not NoneType))
    if origin is tuple:
        return f"a list: {kind_of(parts[0])}"
    if origin is dict:
        return f"a mapping of {kind_of(parts[0])} to {kind_of(parts[1])}"
    return _simple(kind)


def _simple(kind: object) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    if isinstance(kind, EnumMeta):
        members: list[Enum] = list(kind.__members__.values())
        return " or ".join(f"`{one.value}`" for one in members)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "a mapping"
    raise TypeError(f"{kind}: say in _KINDS what stands there")


def _bounds(metas: tuple[object, ...]) -> str:
    said = []
    for one in metas:
        if isinstance(one, Meta):
            said += [f"at least {one.ge:g}"] if one.ge is not None else []
            said += [f"above {one.gt:g}"] if one.gt is not None else []
            said += [f"at most {one.le:g}"] if one.le is not None else []
    return f", {', '.join(said)}" if said else ""


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return ""
    if field.default_factory is not msgspec.NODEFAULT:
        return _written(field.default_factory())
    return _written(field.default)


def _written(value: object) -> str:
    match value:
        case None:
            return "none"
        case Struct():
            return "see below"
        case bool():
            return f"`{str(value).lower()}`"
        case tuple() | list():
            return f"`[{', '.join(str(getattr(one, 'value', one)) for one in value)}]`"
        case dict():
            return "`{}`"
    return f"`{getattr(value, 'value', value)}`"


@cache
def _documented(struct: type[Struct]) -> dict[str, str]:
    """The strings under a struct's own fields."""
    tree = ast.parse(inspect.getsource(sys.modules[struct.__module__]))
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == struct.__name__:
            for one, after in zip(node.body, node.body[1:], strict=False):
                match one, after:
                    case (ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words)))):
                        found[name] = " ".join(words.split()).replace("``", "`")
    return found


def meaning(struct: type[Struct], name: str) -> str:
    """What stands under a field; else, where a mapping stands there, what that is for."""
    for one in struct.__mro__:
        if isinstance(one, type) and issubclass(one, Struct) and name in (said := _documented(one)):
            return said[name]
    hint = get_type_hints(struct, include_extras=True)[name]
    inner = structs_in(hint)
    return (inspect.getdoc(inner[0]) or "").splitlines()[0].partition("; see ")[0] if len(inner) == 1 else ""
