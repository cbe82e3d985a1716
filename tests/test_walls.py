"""The walls of the house, as tests: where effects are allowed, and who may know whom.

What the packages of the house may import of each other stands in `pyproject.toml`, as import contracts.
"""

import ast

import pytest

from tests.source import PRODUCT, called

EFFECTS = ("workers/channels/", "workers/hosts/", "workers/cli/", "workers/cli.py", "workers/metrics/")
"""Where the product touches the world. ``config.load`` reads files too; see `test_the_core_reads_no_file`."""
CORE = [source for source in PRODUCT if not source.starts_with(*EFFECTS)]

LOADERS = (
    *("workers/config/", "workers/lexicons/", "workers/classify/lexicon", "workers/classify/language"),
    "workers/ingest/words",
)
"""Files of the core that may read: what an operator wrote, and what is shipped about languages."""

PATHS = ("workers/config/load", "workers/documents/read")
"""Files of the core that are told where the config lies."""

EFFECT_MODULES = {
    *(
        "aiohttp",
        "asyncio",
        "concurrent.futures",
        "http",
        "kafka",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
    ),
    *("requests", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile"),
    *("threading", "time", "urllib.request", "urllib3", "uuid", "structlog", "rich", "click", "prometheus_client"),
}
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter", "sleep", "localtime", "gmtime", "get_ident"}
READS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "iterdir", "glob", "rglob"}
READS |= {"getenv", "urlopen", "print", "input"}

ONLY_IN = {
    "langdetect": ("workers/classify/language",),
    "py3langid": ("workers/classify/other_languages",),
    "sklearn": ("workers/study/training",),
    "trafilatura": ("workers/ingest/html",),
    "htmldate": ("workers/ingest/html",),
    "lxml": ("workers/ingest/html",),
    "ruamel": LOADERS,
    "ahocorasick_rs": ("workers/watch/", "workers/classify/"),
    "faust": ("workers/hosts/kafka/",),
    "mode": ("workers/hosts/kafka/",),
    "aiokafka": ("workers/hosts/kafka/",),
    "kafka": ("workers/hosts/kafka/", "workers/hosts/admin/", "workers/channels/kafka"),
    "prometheus_client": ("workers/metrics/", "workers/hosts/"),
    "sqlite3": ("workers/hosts/local/",),
    "click": ("workers/cli",),
    "rich": ("workers/cli",),
    "structlog": ("workers/hosts/", "workers/channels/log", "workers/cli"),
    "aiohttp": ("workers/hosts/", "workers/channels/", "workers/cli/"),
    "apprise": ("workers/channels/apprise_call",),
    "jinja2": ("workers/alert/render/",),
    "smtplib": ("workers/channels/smtp",),
}


def test_the_core_reads_no_clock() -> None:
    """Time comes in with the data, so that a backtest and a live run agree."""
    clocks = {
        f"{source.name}:{node.lineno} {node.attr}"
        for source in CORE
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    }

    assert clocks == set()


def test_the_core_imports_nothing_that_acts() -> None:
    """No clock, thread, socket, log, chance or environment: the same input gives the same output."""
    acting = {
        f"{source.name} imports {module}"
        for source in CORE
        for module in source.imports
        if not EFFECT_MODULES.isdisjoint({module, module.split(".")[0]})
        if not (module == "pathlib" and source.starts_with(*PATHS))
    }

    assert acting == set()


def test_the_core_reads_no_file() -> None:
    """A lexicon is part of the package and read once; config is read by `load` alone."""
    reading = {
        f"{source.name}:{node.lineno} {called(node)}"
        for source in CORE
        if not source.starts_with(*LOADERS)
        for node in source.nodes
        if isinstance(node, ast.Call) and called(node.func) in READS
    }

    assert reading == set()


def test_what_is_shipped_as_data_is_read_by_the_lexicons_loaders_alone() -> None:
    readers = {source.name for source in PRODUCT if "importlib.resources" in source.imports}

    assert {name for name in readers if not name.startswith((*LOADERS, *EFFECTS))} == set()


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_foreign_package_is_known_in_its_own_place_only(package: str) -> None:
    """What can be replaced by changing one file can be replaced."""
    strangers = {
        source.name
        for source in PRODUCT
        if any(module == package or module.startswith(f"{package}.") for module in source.imports)
        if not source.starts_with(*ONLY_IN[package])
    }

    assert strangers == set()


def test_a_channel_sees_the_nouns_the_errors_and_the_words_only() -> None:
    """Clients and clocks are handed in; the words for people are the same in every channel.

    The package itself also says how a channel is read from the config.
    """
    known = ("workers.model", "workers.errors", "workers.channels", "workers.alert.render", "workers.alert.digest")
    strangers = {
        f"{source.name} imports {module}"
        for source in PRODUCT
        if source.starts_with("workers/channels/") and source.path.name != "__init__.py"
        for module in source.imports
        if module.startswith("workers.") and not module.startswith(known)
    }

    assert strangers == set()


def test_only_one_place_catches_everything() -> None:
    """Around a pure step, where a step that raised has changed nothing."""
    broad = [
        source.name
        for source in PRODUCT
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type)
    ]

    assert broad in ([], ["workers/hosts/contain.py"])


def _catches_everything(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Tuple(elts=kinds):
            return any(_catches_everything(one) for one in kinds)
    return called(kind) in {"Exception", "BaseException"}


MUTABLE = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "count", "bytearray", "local"}
MUTATE = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard"}


def test_importing_makes_no_state() -> None:
    """A module holds constants: names in capitals that nothing changes. State is an argument and a result.

    The metrics are the exception: their registry is made once, and `hosts/observe.py` alone moves them.
    """
    loose = {
        f"{source.name}:{node.lineno}"
        for source in PRODUCT
        if not source.starts_with("workers/metrics/")
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_mutable(node.value)
        for name in _targets(node)
        if not name.isupper() and not name.startswith("__")
    }

    assert loose == set()


def test_nothing_changes_a_constant() -> None:
    changed = {
        f"{source.name}:{node.lineno}"
        for source in PRODUCT
        for node in source.nodes
        if isinstance(node, ast.stmt | ast.expr) and _changed(node).isupper()
    }

    assert changed == set()


def _is_mutable(value: ast.expr | None) -> bool:
    literal = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    return isinstance(value, literal) or (isinstance(value, ast.Call) and called(value.func) in MUTABLE)


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    return [called(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]


def _changed(node: ast.stmt | ast.expr) -> str:
    """The name that a statement or call changes in place, or binds for the whole module; else nothing."""
    match node:
        case ast.Global(names=[name, *_]):
            return name.upper()
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in MUTATE:
            return name
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
            return name
        case ast.AugAssign(target=ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name))):
            return name
        case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=name))]):
            return name
    return ""
