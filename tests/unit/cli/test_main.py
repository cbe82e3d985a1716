"""What all commands share: how they end, and what they say of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from workers.cli import main
from workers.cli.watching import last_line
from workers.hosts.local.walk import Summary

COMMAND = (sys.executable, "-c", "import sys; from workers.cli import main; sys.exit(main())")


def test_an_error_of_the_system_names_the_file_and_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    code = main(["init", str(tmp_path / "file" / "inner")])

    assert code == 2
    assert capsys.readouterr().err == f"groundswell: {tmp_path / 'file' / 'inner'}: Not a directory\n"


def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    """As in ``groundswell read --json pages | head -1``."""
    (tmp_path / "pages.jsonl").write_text('{"text": "a"}\n' * 3_000)
    pages = str(tmp_path / "pages.jsonl")
    with subprocess.Popen(
        [*COMMAND, "read", "--json", pages], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path.cwd()
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        said = command.stderr.read()

    assert (command.returncode, said) == (0, b"")


@pytest.mark.parametrize(("number", "told"), [(1, "1 alert in 1 change"), (2, "2 alerts in 2 changes")])
def test_the_last_line_counts_as_people_do(number: int, told: str) -> None:
    line = last_line(Summary(opened=number, changes=number), 1.0)

    assert told in line.split("; ")
