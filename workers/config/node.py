"""What a config file says before anything is made of it: texts, lists and mappings, each with its line."""

import re
from collections.abc import Iterator

from msgspec import Struct

from workers.model.mistake import Mistake


class Scalar(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """One word or text, as written; a number too is text until a field asks for a number."""

    line: int
    """1-based."""
    text: str
    plain: bool = True
    """Written without quotes; only then do ``null``, ``~`` and nothing at all mean nothing."""

    @property
    def empty(self) -> bool:
        """Whether it stands for nothing."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


class Items(Struct, frozen=True, kw_only=True, tag=True):
    """A list."""

    line: int
    items: tuple["Node", ...]


class Entry(Struct, frozen=True, kw_only=True):
    """A key and its value."""

    key: Scalar
    value: "Node"


class Entries(Struct, frozen=True, kw_only=True, tag=True):
    """A mapping; no key stands in it twice."""

    line: int
    entries: tuple[Entry, ...]

    def get(self, key: str) -> "Node | None":
        """Return the value of a key; None where it is left out."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in their order."""
        return tuple(entry.key.text for entry in self.entries)


_STEP = re.compile(r"\[\d+\]|[^.\[\]]+")

Node = Scalar | Items | Entries

Plain = str | list["Plain"] | dict[str, "Plain"]


def as_node(value: Plain) -> Node:
    """Nodes for what no file says: what holds where a file is left out. They stand in no line (0)."""
    if isinstance(value, str):
        return Scalar(line=0, text=value, plain=False)
    if isinstance(value, list):
        return Items(line=0, items=tuple(as_node(item) for item in value))
    entries = tuple(Entry(key=Scalar(line=0, text=key), value=as_node(item)) for key, item in value.items())
    return Entries(line=0, entries=entries)


class Place(Struct, frozen=True, kw_only=True):
    """Somewhere in a file: what stands there, and how a person finds it."""

    file: str
    path: str
    """As ``watches[3].terms[0].weight``; empty for the whole file."""
    node: Node

    def within(self, *steps: str | int) -> "Place":
        """Go down by keys and 0-based numbers; what is left out there has the line of what should hold it."""
        place = self
        for step in steps:
            node = _step(place.node, step)
            place = Place(file=self.file, path=join(place.path, step), node=node or place.node)
        return place

    def find(self, path: str) -> "Place":
        """Go down by a path in words, as ``terms[0].weight``; see `within`."""
        return self.within(*(int(step[1:-1]) if step[0] == "[" else step for step in _STEP.findall(path)))

    def inside(self, key: str) -> "Place | None":
        """What stands under a key; None where it is left out or empty."""
        value = self.node.get(key) if isinstance(self.node, Entries) else None
        if value is None or (isinstance(value, Scalar) and value.empty):
            return None
        return Place(file=self.file, path=join(self.path, key), node=value)

    def each(self, key: str) -> Iterator["Place"]:
        """Every item of the list under a key; none where it is left out or is no list."""
        listed = self.node.get(key) if isinstance(self.node, Entries) else None
        if isinstance(listed, Items):
            path = join(self.path, key)
            for number, item in enumerate(listed.items):
                yield Place(file=self.file, path=join(path, number), node=item)

    @property
    def word(self) -> str | None:
        """The text that stands here; None for nothing, a list or a mapping."""
        return self.node.text if isinstance(self.node, Scalar) and not self.node.empty else None

    def text(self, key: str) -> str | None:
        """Return the text under a key; None where there is none."""
        under = self.inside(key)
        return under.word if under else None

    def mistake(self, found: str, expected: str) -> Mistake:
        """Say that what stands here is wrong."""
        return Mistake(file=self.file, line=self.node.line, path=self.path, found=found, expected=expected)


def join(path: str, step: str | int) -> str:
    """One step further down a path."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else step


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Entries) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
