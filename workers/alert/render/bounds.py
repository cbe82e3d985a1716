"""A template's tree, rewritten so that it stays within bounds."""

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

PARTS = ("parts.html", "parts.txt")
"""Templates from which others take macros; they take none themselves."""
STEPWISE, CONCAT, FLAT = "_stepwise", "_concat", "_flat"
_NOT_NAMES = frozenset({"varargs", "kwargs", "self"})
"""What a macro is given beside what it names could be lists in lists."""
_REFUSED: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Extends, "extends"),
    (nodes.Block, "block"),
    (nodes.Include, "include"),
    (nodes.FilterBlock, "filter"),
    (nodes.AssignBlock, "set without ="),
    (nodes.ExtensionAttribute, "extension"),
)


def bind(tree: nodes.Template, template: str) -> nodes.Template:
    """The same template, in which loops and sums of texts are counted. The tree that is given is used up.

    Args:
        tree: As it was parsed.
        template: Its name, as ``mail.txt``.

    Raises:
        TemplateSyntaxError: it holds something that templates of ours do without.
    """
    for kind, said in _REFUSED:
        for node in tree.find_all(kind):
            raise TemplateSyntaxError(f"{{% {said} %}}, which these templates do without", node.lineno, template)
    _check_imports(tree, template)
    for name in tree.find_all(nodes.Name):
        if name.name in _NOT_NAMES:
            raise TemplateSyntaxError(f"the name {name.name}, which means nothing here", name.lineno, template)
        if name.ctx in ("store", "param") and name.name.startswith("_"):
            raise TemplateSyntaxError(f"the name {name.name}; a name begins with a letter", name.lineno, template)
    bound: nodes.Template = _Counting().visit(tree)
    return bound


def _check_imports(tree: nodes.Template, template: str) -> None:
    imports: list[nodes.Import | nodes.FromImport] = [*tree.find_all(nodes.Import), *tree.find_all(nodes.FromImport)]
    for node in imports:
        named = node.template.value if isinstance(node.template, nodes.Const) else None
        if named not in PARTS or template in PARTS:
            found = f"an import of something else; macros come from {' or '.join(PARTS)}, which import nothing"
            raise TemplateSyntaxError(found, node.lineno, template)


class _Counting(NodeTransformer):
    """Puts a count around every loop and every sum of texts, and keeps lists from being put into lists.

    What is imported sees what its importer sees, the budget among it.
    """

    def visit_For(self, node: nodes.For) -> nodes.Node:  # Jinja2 looks for this name
        self.generic_visit(node)
        if node.recursive:
            raise TemplateSyntaxError("a recursive loop, which these templates do without", node.lineno)
        cost = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        price = nodes.Const(cost, lineno=node.lineno, environment=node.environment)
        node.iter = _filtered(node.iter, STEPWISE, price)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        texts = nodes.List(node.nodes, lineno=node.lineno, environment=node.environment)
        return _filtered(texts, CONCAT)

    def visit_List(self, node: nodes.List) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(node, FLAT)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(node, FLAT)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(node, FLAT) if node.ctx == "load" else node

    def visit_Import(self, node: nodes.Import) -> nodes.Node:
        node.with_context = True
        return node

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:
        node.with_context = True
        return node


def _filtered(node: nodes.Node, name: str, *given: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(given), [], None, None, lineno=node.lineno, environment=node.environment)
