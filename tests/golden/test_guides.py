"""Every block of the guides is run as a reader would run it; those that only show a config are read as one."""

import gzip
import re
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from tests.golden.test_tutorial import Typed, Written, blocks
from tests.source import ROOT
from workers.channels import decode_channel
from workers.cli import main
from workers.documents.read import load_config

GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
SETTINGS = re.compile(r"^```yaml\n# groundswell\.yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)


def give_archive(folder: Path, guide: Path) -> None:
    """The pages that a guide says its reader has."""
    if guide.name == "tune.md":
        packed = sorted((ROOT / "examples" / "background").glob("*.gz"))
        (folder / "archive.jsonl").write_bytes(b"".join(gzip.decompress(one.read_bytes()) for one in packed))
        (folder / "etna.jsonl").write_bytes((ROOT / "examples" / "pages" / "etna.jsonl").read_bytes())
    elif guide.name == "upgrade.md":
        script = [sys.executable, str(ROOT / "examples" / "make_background.py")]
        lines = subprocess.run(script, capture_output=True, check=True).stdout.splitlines(keepends=True)
        (folder / "archive.jsonl").write_bytes(b"".join(lines[-1500:]))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_can_be_followed(guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In an empty folder, with what it says its reader has."""
    give_archive(tmp_path, guide)
    for block in blocks(guide):
        match block:
            case Written(name=name, body=body):
                (tmp_path / name).write_text(body, encoding="utf-8")
            case Typed(command=command, answers=answers):
                program, *words = command.split()
                with chdir(tmp_path):
                    code = main(words)
                said = "".join(capsys.readouterr())

                assert (program, code) == ("groundswell", 0), f"{command}\n{said}"
                assert [answer for answer in answers if not is_said(answer, said)] == [], said


def is_said(answer: str, said: str) -> bool:
    """Whether a line stands there; columns may be further apart, and what follows three dots may be anything."""
    words = r"\s+".join(map(re.escape, answer.removesuffix("...").split()))
    return re.search(words, said) is not None


def test_a_guide_is_run() -> None:
    typed = [block for guide in GUIDES for block in blocks(guide) if isinstance(block, Typed)]

    assert len(typed) > 12


@pytest.mark.parametrize(
    "text", [text for guide in GUIDES for text in SETTINGS.findall(guide.read_text(encoding="utf-8"))]
)
def test_a_config_that_is_shown_is_one(text: str, tmp_path: Path) -> None:
    (tmp_path / "watches.yaml").write_text("watches: [{id: pier, terms: [old pier]}]\n", encoding="utf-8")
    (tmp_path / "groundswell.yaml").write_text(text, encoding="utf-8")

    assert load_config(tmp_path, decode_channel).settings.value.state == "./state"
