"""`groundswell train-topics`: from labelled articles to subjects that `read` tells."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.study.test_training import articles
from tests.without import run_without
from workers.cli import main
from workers.study.training import Example

STORY = (
    "The pilot boat came in with the tide and made fast at the quay. The ferry waited an hour for the crane. "
    "A dredger is to clear the berth by Friday, the harbour master said, and nobody expects the tide to wait for it."
)


def written(path: Path, examples: Iterable[Example]) -> Path:
    lines = [{"topic": one.topic, "title": one.title, "text": one.text, "seen": "today"} for one in examples]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_learnt_subjects_are_those_that_read_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = written(tmp_path / "labelled.jsonl", articles("ports", "rail"))
    out = tmp_path / "config" / "ours.topics.json"
    main(["init", str(out.parent)])
    settings = out.parent / "groundswell.yaml"
    settings.write_text(settings.read_text() + "\ntopics: {kind: linear, weights: ours.topics.json}\n")
    (tmp_path / "story.txt").write_text(STORY)

    code = main(["train-topics", str(labelled), "--out", str(out)])
    learnt = capsys.readouterr()
    checked = main(["check", "--config", str(out.parent)])
    capsys.readouterr()
    main(["read", "--brief", "--config", str(out.parent), str(tmp_path / "story.txt")])
    read = capsys.readouterr().out

    assert (code, checked) == (0, 0)
    assert "of 40 articles 95.0% right, 0.0% without a subject" in learnt.out
    assert f"topics: {{kind: linear, weights: {out.name}}}" in learnt.out
    assert "ports" in read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{}", "labelled.jsonl:2: found Object missing required field `topic`; expected an article such as"),
        ("quay", "labelled.jsonl:2: found JSON is malformed"),
        ('{"topic": "ports", "title": " "}', "labelled.jsonl:2: found neither title nor text; expected"),
        ('{"topic": "", "text": "a"}', "labelled.jsonl:2: found Expected `str` of length >= 1"),
        ('{"topic": "farms", "text": "a"}', 'labelled.jsonl: "farms" has 1 different articles; expected 10 or more'),
    ],
)
def test_what_cannot_be_learnt_from_is_told_with_its_line(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelled, out = tmp_path / "labelled.jsonl", tmp_path / "ours.topics.json"
    more = written(tmp_path / "more.jsonl", articles("ports", "rail")).read_text()
    labelled.write_text(f'{{"topic": "ports", "text": "quay"}}\n{line}\n{more}')

    code = main(["train-topics", str(labelled), "--out", str(out)])

    assert (code, out.exists()) == (2, False)
    assert said in capsys.readouterr().err


def test_a_name_that_no_config_would_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = written(tmp_path / "labelled.jsonl", articles("ports", "rail"))

    code = main(["train-topics", str(labelled), "--out", str(tmp_path / "ours.json")])

    assert code == 2
    assert "--out: found ours.json; expected a name that ends in .topics.json" in capsys.readouterr().err


def test_without_the_extra_it_says_what_installs_it(tmp_path: Path) -> None:
    places = [str(tmp_path / "labelled.jsonl"), "--out", str(tmp_path / "ours.topics.json")]

    done = run_without("sklearn", "train-topics", *places)

    assert done.returncode == 2
    assert "scikit-learn is not installed; expected pip install groundswell[topics]" in done.stderr
