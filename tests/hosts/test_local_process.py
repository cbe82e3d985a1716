"""The command itself, as a process: signals, kills, growing files, standard input, health."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from tests.hosts.world import Configured, facts, run_world, stories, write_world
from workers.hosts.local.store import FILE

PATIENCE_S = 60.0
"""A busy machine is slow; a test that waits so long has found something."""
RUN = "import sys; from workers.cli import main; sys.exit(main())"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


def start(errors: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """`groundswell run`, its standard error in a file."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "run", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors.open("wb"),
    )


def wait_for(wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not wanted():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.05)


def articles_in(state: Path) -> int:
    """How many articles are committed in a state that a run may hold."""
    if not (state / FILE).exists():
        return 0
    connection = sqlite3.connect(state / FILE)
    try:
        return int(connection.execute("select count(*) from articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def pages_of_now(first: int, end: int) -> bytes:
    """Pages as if they had been fetched this moment."""
    now = datetime.now(UTC).isoformat()
    return b"".join(json.dumps(page | {"fetched_at": now}).encode() + b"\n" for page in islice(stories(), first, end))


def test_what_sigkill_leaves_is_taken_up_and_ends_like_a_run_that_was_not_killed(world: Path, tmp_path: Path) -> None:
    """Both kills meet pages that are read, counted in memory and not committed; the second one the burst itself."""
    for page in (53, 97):
        script = (
            f"from tests.hosts.world import run_and_be_killed as run; run({str(world)!r}, {str(tmp_path)!r}, {page})"
        )
        killed = subprocess.run([sys.executable, "-c", script], check=False)
        assert killed.returncode == -signal.SIGKILL
    configured = Configured(world)
    rest = run_world(world, configured, tmp_path)
    run_world(world, configured, world / "whole")

    assert rest.summary.pages == 170 + 25 + 1 - 40 - 80
    assert facts(tmp_path) == facts(world / "whole")


def test_a_growing_file_is_followed_until_sigterm_which_finishes_what_is_held(world: Path, tmp_path: Path) -> None:
    growing, errors = tmp_path / "growing.jsonl", tmp_path / "errors"
    growing.write_bytes(pages_of_now(0, 5))
    process = start(errors, "--config", world / "config", "--state", tmp_path, "--follow", growing)
    wait_for(lambda: articles_in(tmp_path) == 5)
    with growing.open("ab") as more:
        more.write(pages_of_now(5, 8) + pages_of_now(8, 9)[:-20])
    wait_for(lambda: articles_in(tmp_path) == 8)
    port = re.search(r'"port": (\d+)', errors.read_text())
    assert port is not None
    address = f"http://127.0.0.1:{port[1]}"
    with urllib.request.urlopen(f"{address}/livez") as live, urllib.request.urlopen(f"{address}/readyz") as ready:
        healthy = (live.status, ready.status)
    with urllib.request.urlopen(f"{address}/metrics") as metrics:
        read = re.search(r"^groundswell_pages_read_total (\S+)$", metrics.read().decode(), re.MULTILINE)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)

    assert healthy == (200, 200)
    assert read is not None
    assert float(read[1]) == 8
    assert process.returncode == 0
    assert '"pages": 8, "refused": 0' in errors.read_text().splitlines()[-1]


def test_standard_input_is_read_to_its_end_and_only_json_stands_on_standard_output(world: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    process = start(errors, "--config", world / "config", "--state", tmp_path, "--json", "-")
    lines = b"".join(json.dumps(page).encode() + b"\n" for page in stories())
    out, _ = process.communicate(lines + b"not a page", timeout=PATIENCE_S)
    told = [json.loads(line) for line in out.splitlines()]

    assert process.returncode == 0
    assert '"pages": 196, "refused": 1' in errors.read_text().splitlines()[-1]
    assert [one["sequence"] for one in told if one["watch"]["id"] == "pier"][:1] == [0]
