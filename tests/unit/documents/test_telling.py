"""What the documents say of telling is what the product does."""

import re

import pytest

from tests.source import ROOT
from tests.unit.documents.folder import read_folder, told
from workers.model.notice import Verdict

TELLING = (ROOT / "docs" / "telling.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n# (\w+)\.yaml\n(.*?)^```", TELLING, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("file", "text"), BLOCKS, ids=[file for file, _ in BLOCKS])
def test_what_is_shown_of_a_file_can_stand_in_it(file: str, text: str) -> None:
    _, findings = read_folder(**{"watches": "watches: [{id: a, terms: [Alpha], tags: [security]}]", file: text})

    assert told(findings) == []


def test_a_subscription_is_shown() -> None:
    assert "subscriptions" in {file for file, _ in BLOCKS}


def test_every_verdict_is_explained_in_one_line() -> None:
    explained = re.findall(r"^\| `((?:send|hold)_\w+)` \| \S", TELLING, re.MULTILINE)

    assert sorted(explained) == sorted(verdict.value for verdict in Verdict)
