"""What documents and the starter config show of channels can be copied and works."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.source import ROOT
from workers.channels import AnyChannel, decode_channel
from workers.documents.read import load_config

BLOCK = re.compile(r"^```yaml\n# channels\.yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
STARTER = ROOT / "config" / "channels.yaml"
SHOWN = [
    pytest.param(block, id=f"{path.name}-{number}")
    for path in sorted((ROOT / "docs").glob("*.md"))
    for number, block in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")))
]


def channels_in(text: str, folder: Path) -> dict[str, AnyChannel]:
    """As the product reads them."""
    (folder / "watches.yaml").write_text("watches: [{id: a, name: A, terms: [Alpha]}]\n", encoding="utf-8")
    (folder / "channels.yaml").write_text(text, encoding="utf-8")
    return {placed.value.id: placed.value for placed in load_config(folder, decode_channel).channels}


@pytest.mark.parametrize("block", SHOWN)
def test_an_example_of_a_document_is_a_config(block: str, tmp_path: Path) -> None:
    assert len(channels_in(dedent(block), tmp_path)) > 1


def test_the_examples_of_the_starter_config_work_once_their_marks_are_taken_away(tmp_path: Path) -> None:
    text = STARTER.read_text(encoding="utf-8")
    whole = re.sub(r"^  # (  |- )", r"  \1", text, flags=re.MULTILINE)

    assert {"am", "bus", "desk-hook", "log"} <= set(channels_in(whole, tmp_path))
