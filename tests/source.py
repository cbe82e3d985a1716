"""The project's own source, read as syntax trees: what the tests of the house look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("workers", "tests", "benchmarks", "examples", "tools")
MADE = {"build", "dist", "state", "__pycache__"}
"""Folders that are made by running something; the rest of what is not ours begins with a dot."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the project's root, as ``workers/model/page.py``."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module named in an import, wherever it stands, in full: ``urllib.parse``, ``workers.errors``."""
        whole = {alias.name for node in self.nodes if isinstance(node, ast.Import) for alias in node.names}
        parts = {node.module for node in self.nodes if isinstance(node, ast.ImportFrom) and node.module}
        return frozenset(whole | parts)

    def starts_with(self, *prefixes: str) -> bool:
        return self.name.startswith(prefixes)


def files() -> Iterator[Path]:
    """Every file of the project that a person wrote, data included."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        dotted = any(part.startswith(".") and part not in {".ci", ".gitignore"} for part in parts)
        made = MADE & set(parts[:1]) or "__pycache__" in parts or any(part.endswith(".egg-info") for part in parts)
        if path.is_file() and not dotted and not made:
            yield path


def sources(*folders: str) -> list[Source]:
    """The Python files under these top folders; all of ours when none is named. Each is read once."""
    return [_source(path) for top in folders or CODE for path in sorted((ROOT / top).rglob("*.py"))]


_source = cache(Source)


def lines_of(node: ast.Module | Function, text: str) -> int:
    """How long a file or a function is, docstrings and the strings that explain a field not counted."""
    whole = text.count("\n") if isinstance(node, ast.Module) else (node.end_lineno or node.lineno) - node.lineno + 1
    said = {
        line
        for inner in ast.walk(node)
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant) and isinstance(inner.value.value, str)
        for line in range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
    }
    return whole - len(said)


def called(node: ast.expr) -> str:
    """The last name of what is called or named: ``now`` of ``datetime.now``, ``open`` of ``open``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func) | ast.Subscript(value=func):
            return called(func)
    return ""


PRODUCT = tuple(sources("workers"))
"""What is shipped."""
