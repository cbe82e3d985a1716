"""What one rendering may do at most, so that no template can run away."""

from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

MOST_STEPS = 20_000
"""Turns of loops and calls of macros, all together."""
MOST_CHARACTERS = 2_000_000
"""Characters made on the way, those of the output among them."""
_NAME = "_budget"


class Budget:
    """Counts down while a template is rendered; one for each rendering."""

    def __init__(self, steps: int = MOST_STEPS, characters: int = MOST_CHARACTERS) -> None:
        self._steps, self._characters = steps, characters

    def take(self, steps: int = 0, characters: int = 0) -> None:
        """Take away what is being done.

        Raises:
            SecurityError: there is not so much left.
        """
        self._steps -= steps
        self._characters -= characters
        if self._steps < 0:
            raise SecurityError(f"more than {MOST_STEPS:,} turns of loops and calls of macros")
        if self._characters < 0:
            raise SecurityError(f"more than {MOST_CHARACTERS:,} characters made on the way")

    def given(self) -> dict[str, object]:
        """Hand it to a template, under a name that no template may set."""
        return {_NAME: self}


def budget_of(context: Context) -> Budget:
    """What the rendering under way has left; a full one where a constant is worked out before any rendering."""
    found = context.resolve_or_missing(_NAME)
    return found if isinstance(found, Budget) else Budget()
