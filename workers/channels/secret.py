"""Secrets of channels: in a variable of the environment or in a file, never in the config."""

from typing import Annotated

from msgspec import Meta

from workers.channels.base import Carriers

Variable = Annotated[
    str, Meta(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*\Z", description="the name of an environment variable")
]
File = Annotated[str, Meta(min_length=1, description="the path of a file")]


def read_kept(variable: str | None, path: str | None, carriers: Carriers) -> str:
    """What is kept in the one place of the two that is named, without white space around it.

    Raises:
        ValueError: it is not there. The error says where it should be.
    """
    if variable is not None:
        text = (carriers.variable(variable) or "").strip()
        if not text:
            raise ValueError(f"the variable {variable} is not set")
        return text
    try:
        text = carriers.read_text(path or "").strip()
    except (OSError, ValueError):
        raise ValueError(f"the file {path} cannot be read") from None
    if not text:
        raise ValueError(f"the file {path} is empty")
    return text


def place_of(variable: str | None, path: str | None) -> str:
    """Where a secret is kept, in words."""
    return f"the variable {variable}" if variable is not None else f"the file {path}"
