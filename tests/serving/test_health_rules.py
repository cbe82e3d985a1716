"""The health rules: each is tested to fire and to be silent, and each leads to a page that says what to do."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.prometheus import program
from tests.serving.dashboard import OF_OTHERS, RULES, Asked, declared, load_rules, queries_of_rules, selected
from tests.source import ROOT

FOLDER = ROOT / "config" / "prometheus"
TESTS = sorted((FOLDER / "tests").glob("*.yml"))
RUNBOOKS = ROOT / "docs" / "runbooks.md"
SCRAPED = {"job", "instance", "part"}
ASKED = ("**It means**", "**People lose**", "**Look at**", "**Do**")


def promtool(*words: str | Path) -> str:
    done = subprocess.run([program("promtool"), *map(str, words)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def rules() -> list[dict[str, Any]]:
    return load_rules()


def expectations() -> dict[str, set[bool]]:
    """By rule: whether a test expects it to fire, and whether one expects it not to."""
    found: dict[str, set[bool]] = {}
    for path in TESTS:
        for test in YAML(typ="safe").load(path)["tests"]:
            for one in test["alert_rule_test"]:
                found.setdefault(one["alertname"], set()).add(bool(one["exp_alerts"]))
    return found


def section(rule: str) -> str:
    """What the runbooks say of a rule."""
    match = re.search(rf"^## {rule}\n(.*?)(?=^## |\Z)", RUNBOOKS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return match[1] if match else ""


@pytest.mark.slow
def test_promtool_finds_nothing_in_them() -> None:
    assert promtool("check", "rules", "--lint=all", "--lint-fatal", RULES) == ""


@pytest.mark.slow
def test_promtool_reads_the_config() -> None:
    """But for the file with the token, which is another machine's."""
    assert promtool("check", "config", "--syntax-only", FOLDER / "prometheus.yml") == ""


@pytest.mark.slow
def test_they_fire_and_are_silent_as_their_tests_say() -> None:
    assert promtool("test", "rules", *TESTS) == ""


def test_each_is_tested_to_fire_and_to_be_silent() -> None:
    assert expectations() == {rule["alert"]: {True, False} for rule in rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_says_how_bad_it_is_and_leads_to_what_to_do(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")

    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert {"summary", "description"} < rule["annotations"].keys()
    assert (page, anchor) == ("docs/runbooks.md", rule["alert"].lower())
    assert [word for word in ASKED if word not in section(rule["alert"])] == []


def test_no_runbook_is_of_a_rule_that_is_not_there() -> None:
    told = re.findall(r"^## (\w+)$", RUNBOOKS.read_text(encoding="utf-8"), re.MULTILINE)

    assert told == [rule["alert"] for rule in rules()]


@pytest.mark.parametrize("asked", queries_of_rules(), ids=lambda asked: asked.where)
def test_each_asks_for_metrics_and_labels_that_there_are(asked: Asked) -> None:
    known = declared() | dict.fromkeys(OF_OTHERS, frozenset[str]())

    for name, labels in selected(asked.query).items():
        assert name in known
        assert labels - SCRAPED <= known[name], name
