"""The rules of the house, as tests: sizes, names, values, and what no file may hold."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.source import PRODUCT, ROOT, Source, called, files, lines_of, sources

NOT_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|handlers?|processors?|services?)($|_)", re.IGNORECASE)
NOT_CLASS_NAMES = re.compile(r"(Utils?|Helpers?|Common|Manager|Handler|Processor|Service)($|[A-Z_0-9])")

MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users|shared)/")
REGISTRY = re.compile(r"(?:pypi|npmjs|pythonhosted|docker|ghcr|quay)\.(?:org|io|com)\b|--(?:extra-)?index-url")


def test_a_file_fits_in_250_lines() -> None:
    long = {source.name: lines_of(source.tree, source.text) for source in sources()}

    assert {name: lines for name, lines in long.items() if lines > 250} == {}


def test_a_function_fits_in_40_lines() -> None:
    long = {
        f"{source.name}:{function.lineno} {function.name}": lines_of(function, source.text)
        for source in sources()
        for function in source.functions
    }

    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def test_nothing_is_imported_for_types_only() -> None:
    """Needing it means that two files import each other."""
    assert {source.name for source in sources() if "TYPE_" + "CHECKING" in source.text} == set()


def test_every_import_is_absolute() -> None:
    relative = {
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and node.level
    }

    assert relative == set()


def test_every_package_says_what_it_is() -> None:
    folders = {source.path.parent for source in PRODUCT}
    silent = {
        folder.relative_to(ROOT).as_posix()
        for folder in folders
        if not (folder / "__init__.py").is_file() or not ast.get_docstring(Source(folder / "__init__.py").tree)
    }

    assert silent == set()


def test_no_name_says_nothing() -> None:
    modules = {
        source.name for source in sources() for part in source.name.split("/") if NOT_NAMES.search(Path(part).stem)
    }
    classes = {cls.name for source in sources() for cls in source.classes if NOT_CLASS_NAMES.search(cls.name)}

    assert modules | classes == set()


def test_a_struct_is_frozen_and_keyword_only() -> None:
    """Neither flag is inherited by all that need it, so each says both."""
    classes = [(source.name, cls) for source in PRODUCT for cls in source.classes]
    structs = {"Struct"}
    while more := {cls.name for _, cls in classes if structs & bases_of(cls)} - structs:
        structs |= more
    loose = {
        f"{name}:{cls.lineno} {cls.name}"
        for name, cls in classes
        if structs & bases_of(cls)
        and not {"frozen", "kw_only"} <= {key.arg for key in cls.keywords if _is_true(key.value)}
    }

    assert len(structs) > 10
    assert loose == set()


def bases_of(cls: ast.ClassDef) -> set[str]:
    """Names of what a class is made from; what is named with its package (`click.Group`) is none of ours."""
    return {called(base) for base in cls.bases if not isinstance(base, ast.Attribute)}


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def test_a_unit_test_stands_where_its_file_stands() -> None:
    unit = ROOT / "tests" / "unit"
    lost = {
        path.relative_to(ROOT).as_posix()
        for path in unit.rglob("test_*.py")
        if not (ROOT / "workers" / path.parent.relative_to(unit)).is_dir()
    }

    assert lost == set()


def test_tests_use_no_mocks() -> None:
    """A fake that is written out shows what it pretends; a mock agrees with anything."""
    banned = re.compile(r"\b(?:unittest\.mock|Magic" + r"Mock|mocker|monkey" + r"patch)\b")

    assert {source.name for source in sources("tests") if banned.search(source.text)} <= {"tests/test_house.py"}


def test_no_file_knows_this_machine_or_a_registry() -> None:
    strangers = Counter(
        path.relative_to(ROOT).as_posix()
        for path in files()
        for pattern in (MACHINE, REGISTRY)
        if pattern.search(path.read_bytes().decode("utf-8", "replace"))
    )

    assert strangers == Counter()


def test_every_locked_file_has_a_hash() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "tools" / "build.lock"):
        wanted = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

        assert [entry.splitlines()[0] for entry in wanted if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_locked() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^    "([a-z0-9-]+)(?:\[[a-z0-9,]+\])?>=', project, re.MULTILINE)

    assert len(listed) > 20
    assert set(listed) <= locked
