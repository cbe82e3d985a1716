"""SIGHUP of a process: a wish for a reload, but for one whose terminal closes."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 30.0
WAITS = """
import sys, time
from pathlib import Path
from workers.hosts.hangup import heed_hangup

asked = Path(sys.argv[1])
with heed_hangup(lambda: asked.write_text("asked")):
    asked.with_suffix(".ready").touch()
    time.sleep(60)
"""


def wait_for(path: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < until, f"no {path.name}"
        time.sleep(0.02)


def test_a_process_goes_on_and_asks_for_a_reload(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WAITS, str(tmp_path / "asked")])
    try:
        wait_for(tmp_path / "asked.ready")
        process.send_signal(signal.SIGHUP)
        wait_for(tmp_path / "asked")

        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_a_process_at_a_terminal_reloads_too_and_ends_when_the_terminal_closes(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = ["setsid", "--ctty", "--wait", sys.executable, "-c", WAITS, str(tmp_path / "asked")]
    process = subprocess.Popen(command[:2] + command[3:], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        wait_for(tmp_path / "asked.ready")
        process.send_signal(signal.SIGHUP)
        wait_for(tmp_path / "asked")
        alive = process.poll() is None
        os.close(ours)
        code = process.wait(PATIENCE_S)
    finally:
        process.kill()
        process.wait()

    assert alive
    assert code == -signal.SIGHUP
