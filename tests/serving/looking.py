"""The command as a process, and its page as a browser sees it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chromium import Tab

PATIENCE_S = 90.0
RUN = "import sys; from workers.cli import main; sys.exit(main())"
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A process that serves the page."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def serve(folder: Path, *words: str | Path, environment: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """Run a command of ours until the block is left, from where it says that it serves."""
    errors = folder / "errors"
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield Serving(address=f"http://127.0.0.1:{_port_in(errors, process)}", process=process)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _port_in(errors: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE_S
    while (port := re.search(r'"port": (\d+)', errors.read_text())) is None:
        assert process.poll() is None, errors.read_text()
        assert time.monotonic() < until
        time.sleep(0.05)
    return port[1]


def barriers(tab: Tab, axe: str) -> list[str]:
    """What axe finds that keeps people out."""
    tab.run(f"{{ {axe}; 0 }}")
    found: list[dict[str, Any]] = tab.run("axe.run(document).then((told) => told.violations)")
    return [json.dumps(one)[:1_000] for one in found if one["impact"] in SERIOUS]
