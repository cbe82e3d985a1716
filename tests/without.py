"""A command in a process that has not every package."""

import subprocess
import sys

_START = "import sys; sys.modules[sys.argv[1]] = None; from workers.cli import main; sys.exit(main(sys.argv[2:]))"


def run_without(package: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `groundswell` with these words where a package cannot be imported, as if it were not installed."""
    command = [sys.executable, "-c", _START, package, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
