"""What became of every line of a page; of a page that may hang or kill its reader, it is asked of a child."""

from collections.abc import Sequence

from workers.hosts.cage import Limits
from workers.hosts.children import LIMITS, PROGRAM, Child, Ended, is_risky
from workers.hosts.contain import Bug, contain
from workers.ingest.explain import explain_page
from workers.model.explained import ExplainedPage
from workers.model.page import Page, Payload
from workers.pipeline import open_page
from workers.rules import Rules


class PageExplainer:
    """Explains pages one at a time, each where it can do no harm."""

    def __init__(self, rules: Rules, limits: Limits = LIMITS, program: Sequence[str] = PROGRAM) -> None:
        """Make one; nothing is started yet.

        Args:
            rules: What pages are read by.
            limits: What the explaining of one page may take in a child.
            program: The child's command, as for a `PageReader`.
        """
        self._rules, self._limits, self._program = rules, limits, program
        self._child: Child | None = None

    def explain(self, payload: Payload) -> ExplainedPage | None:
        """Say what became of a page's lines; None for one that cannot be opened, takes too much, or meets a bug.

        Raises:
            HostError: a child cannot be started.
        """
        rules = self._rules
        page = contain(lambda: open_page(payload, rules))
        if not isinstance(page, Page):
            return None
        if is_risky(page):
            return self._ask(payload)
        told = contain(lambda: explain_page(page, payload, rules.tables, rules.input))
        return None if isinstance(told, Bug) else told

    def _ask(self, payload: Payload) -> ExplainedPage | None:
        if self._child is None:
            self._child = Child(self._rules, self._limits, self._program, explains=True)
        told = self._child.ask(payload)
        if isinstance(told, Ended):
            self.close()
            return None
        return told.explained

    def close(self) -> None:
        """End the child. Another page of its kind would start a new one."""
        if self._child is not None:
            self._child.end()
            self._child = None
