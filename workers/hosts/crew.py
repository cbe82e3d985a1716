"""Several processes of one kind as one: told to stop or reload together, ended together when one of them dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic, sleep

from workers.hosts.cage import die_with
from workers.hosts.hangup import heed_hangup

PROGRAM = (sys.executable, "-P", "-c", "import sys; from workers.cli import main; sys.exit(main())")
"""The product's own command."""
LOOK_S = 0.1
END_S = 40.0
"""How long the others may take to finish the pages in hand when one has died."""


def run_crew(crew: Sequence[Sequence[str]], stopping: Callable[[], bool]) -> int:
    """Run the product's command once for each list of arguments, until all have ended.

    A supervisor starts us again, so nobody is started again here: when one ends in any other way than it was asked to,
    all are asked to end. Returns the exit code of the first that did not end well; 0 when all did.

    Args:
        crew: The arguments of each process.
        stopping: Whether we were asked to stop.
    """
    processes = [_start(arguments) for arguments in crew]
    with heed_hangup(lambda: _send(processes, signal.SIGHUP)):
        return _wait(processes, stopping)


def _wait(processes: Sequence[subprocess.Popen[bytes]], stopping: Callable[[], bool]) -> int:
    asked_s: float | None = None
    code = 0
    while running := [one for one in processes if one.poll() is None]:
        ended = [one.returncode for one in processes if one.returncode is not None]
        code = code or next((_exit_code(one) for one in ended if one), 0)
        if asked_s is None and (stopping() or ended):
            asked_s = monotonic()
            _send(running, signal.SIGTERM)
        elif asked_s is not None and monotonic() - asked_s > END_S:
            _send(running, signal.SIGKILL)
        sleep(LOOK_S)
    return code or next((_exit_code(one.returncode) for one in processes if one.returncode), 0)


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start one, in a session of its own, for who interrupts us at a terminal is heard by us, who pass it on."""
    path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
        preexec_fn=partial(_begin, os.getpid()),  # one thread only, so nothing can be locked
    )


def _begin(parent: int) -> None:
    """Die with us; and do not die of a wish for a reload that comes before it can be heard."""
    die_with(parent)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _send(processes: Sequence[subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for process in processes:
        process.send_signal(number)


def _exit_code(returned: int) -> int:
    """As a shell has it: 137 for a process that was killed."""
    return returned if returned >= 0 else 128 - returned
