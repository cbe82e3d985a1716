"""YAML 1.2 to nodes with lines, and nothing more: every plain word stays text.

The words ``NO``, ``on``, ``030`` and ``22:00`` are what they look like to a
person. An alias is followed, but what all of them unfold to is bounded, so a
short file cannot become a large one; tags other than text are refused, and so
is what lies too deep. All mistakes are returned, none raised.
"""

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from workers.config.node import Entries, Entry, Items, Node, Place, Scalar, join
from workers.model.mistake import Mistake

MOST_BYTES = 5_000_000
"""Of one YAML file."""
DEEPEST = 24
"""Lists and mappings inside each other."""
MOST_NODES = 1_000_000
"""In one file, its aliases unfolded."""

_TEXT_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
_VALID = "YAML 1.2"


class Parsed(Struct, frozen=True, kw_only=True):
    """What a file says, as far as it could be read."""

    place: Place | None
    """Its whole; None where it could not be read at all."""
    mistakes: tuple[Mistake, ...] = ()


def read_yaml(text: str, file: str) -> Parsed:
    """Read one YAML 1.2 document; an empty file is an empty mapping.

    Args:
        text: The file's text.
        file: Its name, for the mistakes.
    """
    if len(text) > MOST_BYTES:
        return _unread(file, 0, f"more than {MOST_BYTES:,} characters", "a smaller file (watches may stand in several)")
    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _TooMuch as error:
        return _unread(file, error.line, error.found, error.expected)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _unread(file, mark.line + 1 if mark else 0, f"no YAML ({error.problem or error.context})", _VALID)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _unread(file, line, f"the character U+{error.character:04X}", "text without control characters")
    except (YAMLError, ValueError, OverflowError, AssertionError, LookupError, AttributeError, TypeError) as error:
        # The parser is not proof against all nonsense: escapes beyond Unicode, directives without a value.
        return _unread(file, 0, f"what no reader understands ({type(error).__name__})", _VALID)
    root = builder.root
    whole = Entries(line=1, entries=()) if root is None or (isinstance(root, Scalar) and root.empty) else root
    return Parsed(place=Place(file=file, path="", node=whole), mistakes=tuple(builder.mistakes))


def _unread(file: str, line: int, found: str, expected: str) -> Parsed:
    return Parsed(place=None, mistakes=(Mistake(file=file, line=line, path="", found=found, expected=expected),))


class _TooMuch(Exception):
    """Stops the parser; never leaves this file."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(found)
        self.line, self.found, self.expected = line, found, expected


class _Open:
    """A list or mapping that has begun, with what was read into it so far."""

    def __init__(self, line: int, anchor: str | None, *, mapping: bool) -> None:
        self.line = line
        self.anchor = anchor
        self.mapping = mapping
        self.key: Scalar | None = None  # whose value comes next
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}
        self.size = 1  # nodes, aliases unfolded


class _Builder:
    """Nodes out of the parser's events, without recursion: depth is a mistake, not a crash."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._documents = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, CollectionStartEvent):
            self._begin(event, line)
        elif isinstance(event, CollectionEndEvent):
            self._end()
        elif isinstance(event, ScalarEvent):
            self._check_tag(event, line)
            plain = event.style is None and event.tag is None
            self._anchored(event.anchor, Scalar(line=line, text=_whole(event.value, line), plain=plain), 1)
        elif isinstance(event, AliasEvent):
            self._follow(event, line)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _TooMuch(line, "a second document (---)", "one document a file")

    def _begin(self, event: CollectionStartEvent, line: int) -> None:
        self._check_tag(event, line)
        if len(self._stack) >= DEEPEST:
            raise _TooMuch(line, f"more than {DEEPEST} levels", "a flatter file")
        self._stack.append(_Open(line, event.anchor, mapping=isinstance(event, MappingStartEvent)))

    def _end(self) -> None:
        done = self._stack.pop()
        node: Node = (
            Entries(line=done.line, entries=tuple(done.entries.values()))
            if done.mapping
            else Items(line=done.line, items=tuple(done.items))
        )
        self._anchored(done.anchor, node, done.size)

    def _follow(self, event: AliasEvent, line: int) -> None:
        if event.anchor not in self._anchors:
            raise _TooMuch(line, f"*{event.anchor}, which stands for nothing above", "the name of an anchor (&)")
        self._put(*self._anchors[event.anchor], line)

    def _anchored(self, anchor: str | None, node: Node, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        self._put(node, size, node.line)

    def _put(self, node: Node, size: int, line: int) -> None:
        if not self._stack:
            self.root = node
            return
        inside = self._stack[-1]
        inside.size += size
        if inside.size > MOST_NODES:
            raise _TooMuch(line, f"more than {MOST_NODES:,} values, aliases unfolded", "a smaller file")
        if not inside.mapping:
            inside.items.append(node)
        elif inside.key is not None:
            self._add_entry(inside, Entry(key=inside.key, value=node))
        elif isinstance(node, Scalar):
            inside.key = node
        else:
            raise _TooMuch(line, "a key that is a list or a mapping", "a word")

    def _add_entry(self, inside: _Open, entry: Entry) -> None:
        first = inside.entries.setdefault(entry.key.text, entry)
        if first is not entry:
            found = f"the key a second time (first in line {first.key.line})"
            path = join(self._path(), entry.key.text)
            self.mistakes.append(
                Mistake(file=self.file, line=entry.key.line, path=path, found=found, expected="each key once")
            )
        inside.key = None

    def _path(self) -> str:
        """Where the innermost open list or mapping stands."""
        path = ""
        for outer in self._stack[:-1]:
            path = join(path, len(outer.items) if outer.key is None else outer.key.text)
        return path

    def _check_tag(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag not in _TEXT_TAGS:
            raise _TooMuch(line, f"the tag {event.tag}", "plain values")


def _whole(text: str, line: int) -> str:
    """Join the halves of characters that were escaped as JSON escapes them; one that stands alone is no text."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        half = int.from_bytes(error.object[error.start : error.start + 2], "little")
        raise _TooMuch(line, f"half a character (U+{half:04X})", "whole characters") from None
