"""One mistake in a config file, with all a person needs to mend it."""

from msgspec import Struct


class Mistake(Struct, frozen=True, kw_only=True):
    """What is wrong, where, and what was expected instead."""

    file: str
    line: int
    """1-based; 0 when the file as a whole is meant."""
    path: str
    """Where in the document, as ``watches[3].terms[0].weight``; empty for the whole."""
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        path = f" {self.path}:" if self.path else ""
        return f"{place}:{path} found {self.found}; expected {self.expected}"
