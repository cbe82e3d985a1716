"""Run a pure step; a bug in it becomes a value, not a lost payload or a dead process."""

import traceback
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from workers.model.page import Payload
from workers.model.rejection import Reason, Rejection

T = TypeVar("T")


class Bug(Struct, frozen=True, kw_only=True):
    """A step raised what it must not raise."""

    detail: str
    """The error's kind and words, in one line."""
    trace: str
    """For the log."""


def contain(step: Callable[[], T]) -> T | Bug:
    """Run a step that has no effects, so one that raised has changed nothing."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001  # the one place: any bug at all must become a value here
        words = " ".join(str(error).split())
        detail = f"{type(error).__name__}: {words}"[:500]
        return Bug(detail=detail, trace=traceback.format_exc(limit=-8))


def refuse_for(bug: Bug, payload: Payload) -> Rejection:
    """Keep the payload that met a bug, with the reason that wakes someone."""
    return Rejection(payload=payload, reason=Reason.BUG, detail=bug.detail)
