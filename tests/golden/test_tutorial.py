"""Every block of the tutorial is run as a reader would run it: files are written, commands typed, answers compared."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from msgspec import Struct

from tests.source import ROOT
from workers.cli import main

BLOCK = re.compile(r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


class Typed(Struct, frozen=True, kw_only=True):
    """One command, and the lines that a reader is told to see."""

    command: str
    answers: tuple[str, ...]


class Written(Struct, frozen=True, kw_only=True):
    """One file that the reader writes."""

    name: str
    body: str


def blocks(document: Path) -> Iterator[Typed | Written]:
    """What a document has its reader write and type, in order."""
    for match in BLOCK.finditer(document.read_text("utf-8")):
        if match["file"]:
            yield Written(name=match["file"], body=match["body"])
        elif match["kind"] == "console":
            for part in match["body"].split("$ ")[1:]:
                command, *answers = part.splitlines()
                yield Typed(command=command, answers=tuple(answers))


def test_the_tutorial_can_be_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In an empty folder, with nothing but the command and an archive."""
    script = [sys.executable, str(ROOT / "examples" / "make_background.py")]
    archive = subprocess.run(script, capture_output=True, check=True).stdout.splitlines(keepends=True)[-1500:]
    (tmp_path / "archive.jsonl").write_bytes(b"".join(archive))
    typed = 0
    for block in blocks(ROOT / "docs" / "tutorial.md"):
        if isinstance(block, Written):
            (tmp_path / block.name).write_text(block.body, encoding="utf-8")
            continue
        program, *words = block.command.split()
        with chdir(tmp_path):
            code = main(words)
        said, typed = "".join(capsys.readouterr()), typed + 1

        assert (program, code) == ("groundswell", 0), f"{block.command}\n{said}"
        assert [answer for answer in block.answers if answer.removesuffix(" ...") not in said] == [], said

    assert typed >= 9
