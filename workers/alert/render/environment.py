"""The language of templates: Jinja2's sandbox, with fewer words and a budget.

Whoever writes a template may edit the whole config, so this is less against
malice than against a slip that would keep the news from everyone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from difflib import get_close_matches
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, nodes, pass_context
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateRuntimeError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from workers.alert.render.bounds import CONCAT, FLAT, STEPWISE, bind
from workers.alert.render.budget import budget_of

LONGEST_RANGE = 200
LARGEST = 1e15
"""Numbers beyond it are nothing that a person reads."""

PLAIN_FILTERS = (
    *("abs", "batch", "capitalize", "default", "dictsort", "e", "escape", "first", "float", "int", "items", "last"),
    *("length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr"),
    *("slice", "sort", "string", "title", "trim", "unique", "upper"),
)
"""Those of Jinja2 that make nothing larger than what they are given."""
_METHODS = {"items", "keys", "values", "get", "cycle", "changed"}

Filters = Mapping[str, Callable[..., object]]


class Unknown(StrictUndefined):
    """A name that leads nowhere: said with what was probably meant."""

    @property
    def nothing(self) -> bool:
        """Whether it is what `x if y` is without an else."""
        return self._undefined_name is None

    @property
    def _undefined_message(self) -> str:
        name, inside = self._undefined_name, self._undefined_obj
        known = [str(key) for key in inside] if isinstance(inside, Mapping) else []
        near = get_close_matches(str(name), known, n=1)
        meant = f"; {near[0]} (did you mean that?)" if near else f"; one of {', '.join(known)}" if known else ""
        return f"{name}, which is not there{meant}"


class Sources(BaseLoader):
    """Templates by their names; each compiled once by its environment."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, object] | None = None) -> Template:
        """Compile one.

        Raises:
            TemplateNotFound: there is none of that name.
            TemplateSyntaxError: it is none.
        """
        if name not in self._texts:
            raise TemplateNotFound(name)
        tree = bind(environment.parse(self._texts[name], name, name), name)
        code = environment.compile(tree, name, name)
        return environment.template_class.from_code(environment, code, environment.make_globals(globals))


class Bounded(ImmutableSandboxedEnvironment):
    """Jinja2 without what could run away: few filters, sums of numbers only, a budget for turns and characters."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})
    intercepted_unops = frozenset()

    def __init__(self, sources: Mapping[str, str], filters: Filters) -> None:
        super().__init__(
            loader=Sources(sources),
            undefined=Unknown,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_print,
            cache_size=64,
            auto_reload=False,
        )
        own: dict[str, Callable[..., object]] = {"join": _join, STEPWISE: _stepwise, CONCAT: _concat, FLAT: _flat}
        self.filters = {name: FILTERS[name] for name in PLAIN_FILTERS} | own | dict(filters)
        self.globals = {"range": limited_range}

    def is_safe_callable(self, obj: object) -> bool:
        """Whether a template may call it: macros, ranges, and a few methods of loops and mappings."""
        if isinstance(obj, Macro) or obj is limited_range:
            return True
        owner = getattr(obj, "__self__", None)
        return isinstance(owner, LoopContext | dict) and getattr(obj, "__name__", "") in _METHODS

    # The names of the parameters are Jinja2's: a macro may have some of any other name.
    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call something from a template.

        Raises:
            SecurityError: it is nothing that may be called, or too much was.
        """
        if not isinstance(__obj, Unknown) and not __self.is_safe_callable(__obj):
            raise SecurityError(
                "a call of something other than a macro; what changes a value is written value | filter"
            )
        budget = budget_of(__context)
        budget.take(steps=1)
        made = __context.call(__obj, *args, **kwargs)
        budget.take(characters=len(made) if isinstance(made, str) else 0)
        return made

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Work out a sum.

        Raises:
            SecurityError: it is of something other than numbers, or too large.
        """
        if not isinstance(left, int | float) or not isinstance(right, int | float) or operator == "**":
            raise SecurityError(f"{operator} between things other than numbers; texts are put together by ~")
        result: float = self.binop_table[operator](left, right)
        if abs(result) > LARGEST:
            raise SecurityError(f"a number above {LARGEST:g}")
        return result


def limited_range(*bounds: int) -> range:
    """The numbers from one to another, a few hundred at most.

    Raises:
        SecurityError: there are more.
    """
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise SecurityError(f"a range of more than {LONGEST_RANGE} numbers")
    return numbers


@pass_context
def _print(context: Context, value: object) -> object:
    """What `{{ value }}` prints: nothing for None, and for what has no else."""
    if value is None or (isinstance(value, Unknown) and value.nothing):
        return ""
    text = value if isinstance(value, str) else str(value)
    budget_of(context).take(characters=len(text))
    return text


@pass_context
def _stepwise(context: Context, items: Iterable[object], characters: int) -> Iterator[object]:
    """The same items; each costs a step, and the text of the loop's body."""
    budget = budget_of(context)
    for item in items:
        budget.take(steps=1, characters=characters)
        yield item


def _flat(made: object) -> object:
    """A list or mapping that a template makes, of which no part is another: else a few lines make one without end.

    Raises:
        SecurityError: one is.
    """
    parts = made.values() if isinstance(made, dict) else made
    if isinstance(parts, Iterable) and any(isinstance(part, list | tuple | dict) for part in parts):
        raise SecurityError("a list or mapping inside another")
    return made


@pass_context
def _concat(context: Context, items: Iterable[object]) -> str:
    """What `~` does."""
    return _join(context, items)


@pass_context
def _join(context: Context, items: Iterable[object], between: str = "") -> str:
    """Put together the texts of items; in HTML escaped."""
    budget, texts = budget_of(context), list[str]()
    markup = context.eval_ctx.autoescape
    for item in items:
        if item is None:
            continue
        text = str(escape(item)) if markup else str(item)
        budget.take(steps=1, characters=len(text) + len(between))
        texts.append(text)
    return Markup(escape(between)).join(map(Markup, texts)) if markup else str(between).join(texts)


def undeclared(tree: nodes.Template, known: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the names that a template uses and nobody sets, with their lines."""
    declared = {*known, "range", "caller", "loop"}
    declared |= {node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param")}
    declared |= {macro.name for macro in tree.find_all(nodes.Macro)}
    declared |= {node.target for node in tree.find_all(nodes.Import)}
    declared |= {name for node in tree.find_all(nodes.FromImport) for name in _imported(node)}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in declared:
            yield node.lineno, node.name


def _imported(node: nodes.FromImport) -> list[str]:
    return [name[1] if isinstance(name, tuple) else name for name in node.names]


RENDERING_FAILED = (
    TemplateRuntimeError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)
"""What an expression in a template may raise; a name that leads nowhere is a TemplateRuntimeError."""
