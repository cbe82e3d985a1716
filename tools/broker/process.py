"""Processes that outlive who started them, and are known again by their number and what they were started with."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

# The shell ends at once and the program is nobody's child: no zombie stays for whoever started it to bury, and
# a Ctrl-C in the terminal does not reach it. The log is opened first, so that it is there when this returns.
LAUNCH = 'exec </dev/null >>"$1" 2>&1; pid=$2; shift 2; "$@" & echo $! >"$pid"'

LOOK_S = 0.03


def launch(command: Sequence[str], *, log: Path, pid: Path, environment: Mapping[str, str] | None = None) -> None:
    """Start a program in a session of its own; its number is written to `pid`, its words are added to `log`."""
    shell = ["/bin/sh", "-c", LAUNCH, "sh", str(log), str(pid), *command]
    subprocess.run(shell, check=True, start_new_session=True, env={**os.environ, **(environment or {})})


def running(pid: Path, mark: str) -> psutil.Process | None:
    """The process whose number stands in a file, if it still runs and `mark` is one of its arguments.

    A number alone may by now be another's.
    """
    try:
        process = psutil.Process(int(pid.read_text(encoding="ascii")))
        # While a program takes the shell's place, and while it ends, there is a moment without arguments.
        arguments = process.cmdline() or [mark]
        ours = process.status() != psutil.STATUS_ZOMBIE and mark in arguments
    except (OSError, ValueError, psutil.Error):
        return None
    return process if ours else None


def end(pid: Path, mark: str, how: signal.Signals) -> None:
    """Send a signal to this process, if it runs."""
    if process := running(pid, mark):
        os.kill(process.pid, how)


def wait_gone(pid: Path, mark: str, patience_s: float) -> bool:
    """Wait until this process does not run any more; false if it still does."""
    until = time.monotonic() + patience_s
    while running(pid, mark):
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_S)
    return True
