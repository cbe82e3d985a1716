"""Nodes to frozen values, by the types alone: what a type allows is what a file may say.

Everything is looked at, so every mistake is found at once. A struct knows its
keys and refuses others; text is made a number only where a number is wanted. A
field of type `Place` is left as it stands, for whoever knows what it should be.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar, cast

from msgspec import Struct, inspect

from workers.config import scalar
from workers.config.node import Entries, Items, Node, Place, Scalar, join
from workers.config.say import describe, found, unknown_key
from workers.model.mistake import Mistake

Value = TypeVar("Value")


class Decoded(Struct, Generic[Value], frozen=True, kw_only=True):
    """A value, or what is wrong with it."""

    value: Value | None
    """None when there are mistakes."""
    mistakes: tuple[Mistake, ...] = ()


def decode(place: Place, kind: type[Value]) -> Decoded[Value]:
    """Make a value of what stands at a place.

    Args:
        place: Where.
        kind: A struct, or anything a struct's field may be.
    """
    return compile_decoder(kind)(place)


def compile_decoder(kind: type[Value]) -> Callable[[Place], Decoded[Value]]:
    """Make a `decode` for one kind, for many places."""
    read = _compile(inspect.type_info(kind))

    def decode_one(place: Place) -> Decoded[Value]:
        notes = _Notes(place.file)
        value = read(place.node, place.path, notes)
        if notes.mistakes:
            return Decoded(value=None, mistakes=tuple(notes.mistakes))
        return Decoded(value=cast(Value, value))

    return decode_one


_Trail = str | tuple["_Trail", str | int]
"""A path that is put into words only for a mistake."""

_WRONG = object()


class _Notes:
    """The mistakes of one call of `decode`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def wrong(self, node: Node, trail: _Trail, what: str, expected: str) -> object:
        path = _words(trail)
        self.mistakes.append(Mistake(file=self.file, line=node.line, path=path, found=what, expected=expected))
        return _WRONG


_Decode = Callable[[Node, _Trail, _Notes], object]

_MAKERS: Mapping[type[inspect.Type], Callable[[list[object]], object]] = {
    inspect.ListType: list,
    inspect.FrozenSetType: frozenset,
    inspect.SetType: set,
}


def _words(trail: _Trail) -> str:
    return trail if isinstance(trail, str) else join(_words(trail[0]), trail[1])


def _compile(kind: inspect.Type) -> _Decode:
    bare, expected = _bare(kind), describe(kind)
    match bare:
        case _ if _is_place(bare):
            return lambda node, trail, notes: Place(file=notes.file, path=_words(trail), node=node)
        case inspect.StructType():
            return _struct(bare, expected) if bare.tag is None else _tagged([bare], expected)
        case inspect.CollectionType():
            return _list(bare, expected)
        case inspect.DictType():
            return _dict(bare, expected)
        case inspect.UnionType():
            return _union(bare, expected)
        case _:
            return _scalar(scalar.reader(bare), expected)


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _is_place(kind: inspect.Type) -> bool:
    """Whether this, or one member of this, takes whatever stands there."""
    if isinstance(kind, inspect.UnionType):
        return any(map(_is_place, kind.types))
    return isinstance(kind, inspect.StructType) and kind.cls is Place


def _scalar(read: scalar.Read, expected: str) -> _Decode:
    def decode_scalar(node: Node, trail: _Trail, notes: _Notes) -> object:
        if not isinstance(node, Scalar):
            return notes.wrong(node, trail, found(node), expected)
        try:
            return read(node)
        except ValueError as error:
            return notes.wrong(node, trail, found(node, _last(trail)), str(error) or expected)

    return decode_scalar


def _last(trail: _Trail) -> str:
    return _words(trail).rpartition(".")[2]


def _list(kind: inspect.CollectionType, expected: str) -> _Decode:
    make = _MAKERS.get(type(kind), tuple)
    item = _compile(kind.item_type)
    least = kind.min_length or 0

    def decode_list(node: Node, trail: _Trail, notes: _Notes) -> object:
        if isinstance(node, Items):
            items = [item(child, (trail, number), notes) for number, child in enumerate(node.items)]
        elif isinstance(node, Scalar) and node.empty:
            items = []
        else:
            return notes.wrong(node, trail, found(node, _last(trail)), expected)
        if len(items) < least:
            return notes.wrong(node, trail, f"{len(items)} of them" if items else "none", expected)
        return make(items)

    return decode_list


def _dict(kind: inspect.DictType, expected: str) -> _Decode:
    key, value = _compile(kind.key_type), _compile(kind.value_type)

    def decode_dict(node: Node, trail: _Trail, notes: _Notes) -> object:
        if isinstance(node, Scalar) and node.empty:
            return {}
        if not isinstance(node, Entries):
            return notes.wrong(node, trail, found(node, _last(trail)), expected)
        return {
            key(entry.key, (trail, entry.key.text), notes): value(entry.value, (trail, entry.key.text), notes)
            for entry in node.entries
        }

    return decode_dict


def _struct(kind: inspect.StructType, expected: str) -> _Decode:
    fields = {field.encode_name: (field.name, _compile(field.type)) for field in kind.fields}
    required = {field.encode_name: describe(field.type) for field in kind.fields if field.required}
    # An empty value of a list or a mapping that may be left out counts as left out: its items are commented out.
    hollow = {field.encode_name for field in kind.fields if not field.required and _holds_several(field.type)}
    keys = (*([kind.tag_field] if kind.tag_field else []), *fields)

    def decode_struct(node: Node, trail: _Trail, notes: _Notes) -> object:
        if not isinstance(node, Entries):
            return notes.wrong(node, trail, found(node, _last(trail)), expected)
        before = len(notes.mistakes)
        values: dict[str, object] = {}
        missing = dict(required)
        for entry in node.entries:
            name = entry.key.text
            missing.pop(name, None)
            if name not in fields:
                if name != kind.tag_field:
                    notes.wrong(entry.key, (trail, name), "an unknown key", unknown_key(name, keys))
            elif not (name in hollow and isinstance(entry.value, Scalar) and entry.value.empty):
                field, read = fields[name]
                values[field] = read(entry.value, (trail, name), notes)
        for name, wanted in missing.items():
            notes.wrong(node, (trail, name), "nothing", wanted)
        if len(notes.mistakes) > before:
            return _WRONG
        try:
            return kind.cls(**values)
        except ValueError as error:
            return notes.wrong(node, trail, *_split(error, expected))

    return decode_struct


def _split(error: ValueError, expected: str) -> tuple[str, str]:
    """What a struct that checks itself says: ``found; expected``, or only what it expects."""
    what, said, wanted = str(error).rpartition("; expected ")
    return (what.removeprefix("found "), wanted) if said else ("values that do not fit", wanted or expected)


def _holds_several(kind: inspect.Type) -> bool:
    bare = _bare(kind)
    if _is_place(bare):
        return False
    if isinstance(bare, inspect.UnionType):
        return not any(isinstance(one, inspect.NoneType) for one in bare.types) and any(map(_holds_several, bare.types))
    return isinstance(bare, inspect.StructType | inspect.CollectionType | inspect.DictType)


def _union(kind: inspect.UnionType, expected: str) -> _Decode:
    """A member by its shape: a word, a list or a mapping; of several mappings the one whose tag is named."""
    structs = [one for one in kind.types if isinstance(one, inspect.StructType)]
    mappings = [one for one in kind.types if isinstance(_bare(one), inspect.StructType | inspect.DictType)]
    lists = [one for one in kind.types if isinstance(_bare(one), inspect.CollectionType)]
    scalars = [scalar.reader(one) for one in kind.types if one not in mappings and one not in lists]

    def refuse(node: Node, trail: _Trail, notes: _Notes) -> object:
        return notes.wrong(node, trail, found(node, _last(trail)), expected)

    by_shape: dict[type[Node], _Decode] = {
        Scalar: _alternatives(scalars, expected),
        Items: _compile(lists[0]) if lists else refuse,
        Entries: _tagged(structs, expected) if len(structs) > 1 else _compile(mappings[0]) if mappings else refuse,
    }
    return lambda node, trail, notes: by_shape[type(node)](node, trail, notes)


def _alternatives(reads: Sequence[scalar.Read], expected: str) -> _Decode:
    """The first type that a word fits."""

    def decode_alternatives(node: Node, trail: _Trail, notes: _Notes) -> object:
        if isinstance(node, Scalar):
            for read in reads:
                try:
                    return read(node)
                except ValueError:
                    continue
        return notes.wrong(node, trail, found(node, _last(trail)), expected)

    return decode_alternatives


def _tagged(kinds: Sequence[inspect.StructType], expected: str) -> _Decode:
    """The member of a tagged union whose tag the mapping names."""
    by_tag = {str(kind.tag): _struct(kind, describe(kind)) for kind in kinds}
    field = kinds[0].tag_field or "type"
    names = tuple(by_tag)

    def decode_tagged(node: Node, trail: _Trail, notes: _Notes) -> object:
        if not isinstance(node, Entries):
            return notes.wrong(node, trail, found(node, _last(trail)), expected)
        named = node.get(field)
        if not isinstance(named, Scalar):
            what = "nothing" if named is None else found(named)
            return notes.wrong(named or node, (trail, field), what, f"one of {', '.join(names)}")
        if named.text not in by_tag:
            return notes.wrong(named, (trail, field), found(named), unknown_key(named.text, names))
        return by_tag[named.text](node, trail, notes)

    return decode_tagged
