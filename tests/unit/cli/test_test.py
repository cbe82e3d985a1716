"""`groundswell test`: the expectations of a file, held against a replay of its pages."""

from pathlib import Path

import pytest

from tests.builders import PROSE
from tests.hosts.world import write_world
from workers.cli import main

BURST = """
config: config
pages: [a.jsonl, b.jsonl]
only: true
expect:
  - {watch: pier, alerts: 1, opened_within: [2025-03-12T09:00Z, 2025-03-12T09:30Z], origins_at_least: 20}
  - {watch: mole, alerts: 0}
no_mention:
  - {page: "a.jsonl:1", watch: mole}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


def write(world: Path, name: str, text: str) -> str:
    (world / name).write_text(text)
    return str(world / name)


def test_expectations_that_hold_end_with_code_0(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["test", write(world, "burst.yaml", BURST)])
    told = capsys.readouterr()

    assert code == 0
    assert [line.split()[0] for line in told.out.splitlines()[1:-1]] == ["passed"] * 4
    assert "4 expectations, all passed; 196 pages in" in told.out
    assert told.err == ""


def test_expectations_that_fail_say_what_was_found_and_end_with_code_1(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = (
        BURST.replace("alerts: 1,", "alerts: 3,")
        .replace("alerts: 0}", "severity: notice}")
        .replace('page: "a.jsonl:1"', 'page: "a.jsonl:999"')
    )
    code = main(["test", write(world, "wrong.yaml", wrong)])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]

    assert code == 1
    assert [line.split()[0] for line in lines if line.startswith(("passed", "FAILED"))] == ["FAILED"] * 3 + ["passed"]
    assert any(line.startswith("found 1: ") for line in lines)
    assert any(line.startswith("found none; ") and line.endswith("of mole in all the pages") for line in lines)
    assert "found no page of this name or address" in lines
    assert lines[-1].startswith("4 expectations, 3 failed; 196 pages in")


def test_pages_may_be_written_in_the_file_and_files_found_in_a_folder(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shortest test there is: is this article a mention, and is that one not? In a folder each `*.test.yaml`."""
    (world / "inner").mkdir()
    write(world / "inner", "notes.yaml", "{")
    prose = PROSE.replace("\n", " ").replace("old pier", "long quay")
    text = f"""
config: ../config
pages:
  - {{name: named, fetched_at: 2025-03-10T12:00:00Z, title: The Old Pier, text: "{prose}"}}
  - {{name: unnamed, fetched_at: 2025-03-10T12:01:00Z, title: The crane, text: "{prose}"}}
mentions: [{{page: named, watch: pier}}]
no_mention: [{{page: unnamed}}, {{page: named, watch: mole}}]
"""

    write(world / "inner", "inline.test.yaml", text)

    assert main(["test", str(world / "inner")]) == 0
    assert "3 expectations, all passed; 2 pages in" in capsys.readouterr().out


def test_mistakes_in_the_file_are_told_with_their_lines(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(world, "bad.yaml", "config: config\npages: a.jsonl\nexpect: [{watch: quay}]\n")

    assert main(["test", path]) == 2
    assert capsys.readouterr().err.startswith(
        f'groundswell: {path}:3: expect[0].watch: found "quay", which is no watch'
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("config", "holds no rule test; expected files named *.test.yaml"), ("nowhere.yaml", "no such file or folder")],
)
def test_where_there_is_no_test_nothing_passes(
    world: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    """A pipeline that names a wrong folder must not be green."""
    assert main(["test", str(world / name)]) == 2
    assert said in capsys.readouterr().err


def test_pages_out_of_order_are_told(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (world / "a.jsonl").read_text().splitlines()
    write(world, "late.jsonl", "\n".join(reversed(lines)))
    text = "config: config\npages: late.jsonl\nexpect: [{watch: mole, alerts: 0}]\n"
    main(["test", write(world, "late.yaml", text)])

    assert "came too late to count: the pages are out of order" in capsys.readouterr().err
