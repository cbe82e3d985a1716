"""The same commands before a person's terminal, in a pipe, and at the end of one."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import page_line
from tests.hosts.world import Configured, run_world, write_world
from workers.hosts.local.looking import AlertChoice, open_look

COMMAND = [sys.executable, "-c", "import sys; from workers.cli import main; sys.exit(main())"]
pytestmark = pytest.mark.slow
PATIENCE_S = 60.0
"""Machines are shared."""
WIDE = {"COLUMNS": "200", "TERM": "xterm"}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that was run: its state in ``state``."""
    folder = write_world(tmp_path_factory.mktemp("ran"))
    run_world(folder, Configured(folder), folder / "state")
    return folder


def places(ran: Path, state: str = "state") -> list[str]:
    return ["--config", str(ran / "config"), "--state", str(ran / state)]


def on_a_terminal(*arguments: str) -> tuple[str, str]:
    """Run a command whose standard error is a terminal; return what it wrote to standard output and to the terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=theirs, env=os.environ | WIDE, text=True
    ) as command:
        os.close(theirs)
        seen = drained(ours)
        assert command.stdout is not None
        return command.stdout.read(), seen


def all_on_a_terminal(*arguments: str, environment: Mapping[str, str] = WIDE) -> str:
    """Run a command that writes to a terminal; return what stands there."""
    ours, theirs = pty.openpty()
    surroundings = {**os.environ, **WIDE, **environment}
    with subprocess.Popen([*COMMAND, *arguments], stdout=theirs, stderr=theirs, env=surroundings):
        os.close(theirs)
        return drained(ours)


def drained(terminal: int) -> str:
    """Everything that is written to a terminal until nobody holds its other end."""
    seen = b""
    try:
        while chunk := os.read(terminal, 65_536):
            seen += chunk
    except OSError:  # how Linux says that the other end was closed
        pass
    os.close(terminal)
    return seen.decode()


@pytest.mark.parametrize("listed", ["alerts", "deliveries"])
def test_a_list_is_drawn_as_a_table_for_a_person_and_as_columns_for_a_pipe(ran: Path, listed: str) -> None:
    """What stands in a pipe is looked for by programs: nothing of it is cut to fit."""
    arguments = [listed, "list", *places(ran)]
    drawn = all_on_a_terminal(*arguments)
    piped = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, env=os.environ | WIDE, text=True, check=True
    ).stdout
    with open_look(ran / "state") as look:
        ids = {change.alert_id for change in look.alerts(AlertChoice())}

    assert "│" in drawn
    assert "│" not in piped
    assert ids
    assert all(one in piped.split() for one in ids)


def test_a_run_shows_its_progress_to_a_person_and_keeps_it_out_of_the_pipe(ran: Path) -> None:
    files = [str(ran / "a.jsonl"), str(ran / "b.jsonl")]
    written, seen = on_a_terminal("run", "--json", *places(ran, "shown"), *files)

    assert "pages/s" in seen
    assert "/s  2025-03-1" in seen
    assert {json.loads(line)["watch"]["id"] for line in written.splitlines()} == {"pier"}


def test_a_page_is_shown_to_a_person_with_the_watches_it_names(ran: Path) -> None:
    seen = all_on_a_terminal("read", *places(ran)[:2], str(ran / "a.jsonl"))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", seen)

    assert re.search(r"watches    pier +Old Pier \(1\)", plain)
    assert "a.jsonl:1: 1 article" in plain
    assert "refused, broken_json" in plain
    assert seen != plain


def test_a_person_who_wants_no_colour_gets_none(ran: Path) -> None:
    """https://no-color.org"""
    seen = all_on_a_terminal("read", *places(ran)[:2], str(ran / "a.jsonl"), environment={"NO_COLOR": "1"})

    assert "refused, broken_json" in seen
    assert "\x1b" not in seen


def test_pages_written_to_standard_input_are_shown_as_they_come(ran: Path) -> None:
    """A person who pastes a page waits for the answer, not for the end of the input."""
    with subprocess.Popen(
        [*COMMAND, "read", "--json", *places(ran)[:2], "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as command:
        assert command.stdin is not None
        assert command.stdout is not None
        command.stdin.write(page_line(title="The first") + b"\n")
        command.stdin.flush()
        assert select.select([command.stdout], [], [], PATIENCE_S)[0]
        first = json.loads(command.stdout.readline())
        command.stdin.write(page_line(title="The second"))
        command.stdin.close()
        (second,) = command.stdout.read().splitlines()

    assert [page["articles"][0]["title"] for page in (first, json.loads(second))] == ["The first", "The second"]
