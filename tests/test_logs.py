"""The document of the log names every event there is, with its level and its fields."""

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from tests.source import PRODUCT, ROOT

LEVELS = {"debug", "info", "warning", "error", "critical"}
LOGS = {"log", "_log", "steady_log"}
ROW = re.compile(r"^\| `([^`|]+)` \| ([a-z, ]+) \|([^|]*)\|", re.MULTILINE)
OF_LIBRARIES = "workers/hosts/overheard.py"


class Event(Struct, frozen=True, kw_only=True):
    """One call of a log."""

    place: str
    names: tuple[str, ...]
    """As patterns: a part that is worked out stands as ``.+``."""
    levels: frozenset[str]
    fields: frozenset[str]


def events() -> Iterator[Event]:
    for source in PRODUCT:
        for node in source.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_log(node.func.value):
                by_number = node.func.attr == "log"
                if node.func.attr in LEVELS or by_number:
                    yield Event(
                        place=f"{source.name}:{node.lineno}",
                        names=tuple(_names(node.args[1 if by_number else 0])),
                        levels=frozenset({"warning", "error"} if by_number else {node.func.attr}),
                        fields=frozenset(word.arg for word in node.keywords if word.arg),
                    )


def _is_log(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in LOGS
        case ast.Call(func=ast.Attribute(attr="get_logger")):
            return True
    return False


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(word)):
            yield re.escape(word)
        case ast.IfExp(body=one, orelse=other):
            yield from (*_names(one), *_names(other))
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts)
        case _:
            yield ""  # which no event matches


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """Levels and fields by event."""
    text = (ROOT / "docs" / "logs.md").read_text(encoding="utf-8")
    rows = ROW.findall(text.split("## Events")[1].split("## Traces")[0])
    return {name: (set(levels.split(", ")), set(re.findall(r"`([a-z_]+)`", words))) for name, levels, words in rows}


def test_every_event_stands_in_the_document() -> None:
    known = documented()
    unknown = [
        one.place for one in events() for name in one.names if not any(re.fullmatch(name, event) for event in known)
    ]

    assert unknown == []
    assert len(known) > 20


def test_no_event_stands_there_that_is_never_said() -> None:
    said = [name for one in events() for name in one.names]

    assert [event for event in documented() if not any(re.fullmatch(name, event) for name in said)] == []


def test_each_has_the_levels_and_the_fields_that_stand_there() -> None:
    wrong = {}
    for event, (levels, fields) in documented().items():
        calls = [one for one in events() if any(re.fullmatch(name, event) for name in one.names)]
        found = ({level for one in calls for level in one.levels}, {field for one in calls for field in one.fields})
        if found != (levels, fields):
            wrong[event] = found

    assert wrong == {}


def test_nothing_is_logged_under_a_name_that_this_does_not_see() -> None:
    """Neither by the standard library's loggers, nor by `print` in a host."""
    strangers = [
        f"{source.name}:{node.lineno}"
        for source in PRODUCT
        if source.starts_with("workers/hosts/") and source.name != "workers/hosts/child.py"
        for node in source.nodes
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "print")
            or (isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in {f"logging.{one}" for one in LEVELS})
        )
    ]

    assert strangers == []
