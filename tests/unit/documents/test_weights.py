"""Weights of the operator's own in a config folder."""

from pathlib import Path

import pytest

from tests.builders import payload
from workers.channels import decode_channel
from workers.cli import main
from workers.cli.asking import open_config
from workers.config.load import Loaded
from workers.documents.read import read_documents
from workers.hosts.child import recipe_of, rules_of
from workers.pipeline import Reading, read_page

SETTINGS = "topics: {kind: linear, weights: ours.topics.json}"
WEIGHTS = '{"topics": {"ports": "Ports and ships"}, "words": {"quay": {"ports": 4}, "ferry": {"ports": 2}}}'
WATCHES = "watches: [{id: a, terms: [Alpha], scope: {topics: [ports]}}]"
PAGE = (
    '{"url": "https://one.example/a", "fetched_at": "2024-05-01T10:00:00Z", "title": "Ferry Alpha leaves the quay", '
    '"text": "The ferry Alpha left the quay on Monday with two hundred people on board, the owners of the line said."}'
)


def folder(settings: str, **weights: str) -> dict[str, str]:
    own = {f"{name}.topics.json": text for name, text in weights.items()}
    return {"watches.yaml": WATCHES, "groundswell.yaml": settings, **own}


def told(settings: str, **weights: str) -> tuple[list[str], list[str]]:
    """Mistakes and warnings of a folder with files such as ``ours.topics.json``."""
    files = [Loaded(name=name, file=f"config/{name}", text=text) for name, text in folder(settings, **weights).items()]
    _, findings = read_documents("config", files, decode_channel)
    return [str(one) for one in findings.mistakes], [str(one) for one in findings.warnings]


def written(path: Path, settings: str, **weights: str) -> Path:
    for name, text in folder(settings, **weights).items():
        (path / name).write_text(text, "utf-8")
    return path


def test_good_weights_are_no_mistake() -> None:
    assert told(SETTINGS, ours=WEIGHTS) == ([], [])


def test_weights_that_are_not_there_are_told_with_their_line() -> None:
    (mistake,), _ = told(SETTINGS)

    assert mistake.startswith("config/groundswell.yaml:1: topics.weights: found ours.topics.json, which is not there")


def test_weights_of_the_wrong_shape_are_told() -> None:
    (mistake,), _ = told(SETTINGS, ours='{"topics": {"ports": "Ports"}, "words": {"quay": {"rail": 1}}}')

    assert "ours.topics.json" in mistake
    assert '"rail" has weights and no name' in mistake


def test_weights_that_nobody_asked_for_are_told() -> None:
    mistakes, (warning,) = told("", ours=WEIGHTS)

    assert mistakes == []
    assert "ours.topics.json: found a file that nobody reads" in warning


def test_a_config_with_a_taxonomy_of_its_own_finds_its_subjects(tmp_path: Path) -> None:
    config = open_config(written(tmp_path, SETTINGS, ours=WEIGHTS))
    here, child = (read_page(payload(PAGE), rules) for rules in (config.rules, rules_of(recipe_of(config.rules))))

    assert isinstance(here, Reading)
    assert [(topic.code, topic.name) for topic in here.articles[0].tags.topics] == [("ports", "Ports and ships")]
    assert [mention.topics for mention in here.articles[0].mentions] == [("ports",)]
    assert child == here
    assert config.words.names.topics == {"ports": "Ports and ships"}


def test_a_code_of_another_taxonomy_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(written(tmp_path, ""))]) == 1
    assert '"ports", which no article is tagged with' in capsys.readouterr().out


def test_other_weights_are_another_config(tmp_path: Path) -> None:
    one = open_config(written(tmp_path, SETTINGS, ours=WEIGHTS)).rules
    other = open_config(written(tmp_path, SETTINGS, ours=WEIGHTS.replace("4", "5"))).rules

    assert one.config_hash != other.config_hash
