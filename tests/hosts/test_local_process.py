"""The command itself, as a process: signals, kills, growing files, standard input, health."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
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


def start(*arguments: str | Path, stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "run", *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not wanted():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


def count(state: Path, table: str) -> int:
    """Rows of a table in a state that a run may hold; 0 before there is one."""
    if not (state / FILE).exists():
        return 0
    connection = sqlite3.connect(state / FILE)
    try:
        return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out.decode(), err.decode()


def pages_now(number: int) -> Iterator[bytes]:
    """Pages that were fetched just now."""
    for page in list(stories())[:number]:
        yield json.dumps(page | {"fetched_at": datetime.now(UTC).isoformat()}).encode() + b"\n"


def test_a_killed_run_is_taken_up_again_and_ends_like_one_that_was_not(world: Path, tmp_path: Path) -> None:
    """SIGKILL with pages in hand: the second run starts from what the first had committed."""
    arguments = ("--config", world / "config", world / "a.jsonl", world / "b.jsonl", "--json")
    slow = write_slowly(world, tmp_path)
    with slow:
        process = start("--config", world / "config", "--state", tmp_path / "killed", "--follow", tmp_path / "slow.jsonl")
        wait_for(lambda: count(tmp_path / "killed", "articles") > 0)
        process.kill()
        process.communicate()
    committed = count(tmp_path / "killed", "articles")
    code, out, _ = ended(start(*arguments, "--state", tmp_path / "killed"))

    assert committed > 0
    assert code == 0
    assert out


def test_sigterm_finishes_what_it_holds(world: Path, tmp_path: Path) -> None:
    growing = tmp_path / "growing.jsonl"
    growing.write_bytes(b"".join(pages_now(5)))
    process = start("--config", world / "config", "--state", tmp_path / "state", "--follow", growing)
    wait_for(lambda: count(tmp_path / "state", "articles") == 5)
    with growing.open("ab") as more:
        more.write(b"".join(list(pages_now(9))[5:]))
    wait_for(lambda: count(tmp_path / "state", "articles") == 9)
    process.send_signal(signal.SIGTERM)
    code, _, err = ended(process)

    assert code == 0
    assert "9 pages (0 refused)" in err
