"""How much memory this process ever held, and how much it may hold. Bytes."""

import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where a container's limit stands: control groups of version 2, and of 1."""


def peak_bytes() -> int:
    """The most it ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def limit_bytes(limits: Iterable[Path] = LIMITS) -> int:
    """What it may hold: the limit of its container where there is one, else the memory of the machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *(limit for path in limits if (limit := _limit_in(path)) is not None)])


def _limit_in(path: Path) -> int | None:
    try:
        words = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(words) if words.isdigit() else None
