"""The dashboard is one that Grafana can show and a person can read, and it asks for metrics that there are."""

import json
from typing import Any

import jsonschema  # has no stubs here
import pytest

from tests.serving.dashboard import OF_OTHERS, Asked, declared, load_dashboard, queries_of_dashboard, selected
from tests.source import ROOT

SCHEMA = ROOT / "tests" / "serving" / "grafana_dashboard.schema.json"
SCRAPED = {"job", "instance", "part"}
"""Labels that Prometheus puts on."""


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    return load_dashboard()


def test_it_keeps_to_the_schema_of_grafana(dashboard: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    found = [error.json_path for error in jsonschema.Draft7Validator(schema).iter_errors(dashboard)]

    assert found == []


def test_it_has_no_more_panels_than_a_person_can_take_in(dashboard: dict[str, Any]) -> None:
    titles = [panel["title"] for panel in dashboard["panels"]]

    assert len(titles) <= 15
    assert len(set(titles)) == len(titles)


def test_every_panel_has_a_title_a_unit_a_legend_and_says_what_it_shows(dashboard: dict[str, Any]) -> None:
    poor = [
        panel["title"]
        for panel in dashboard["panels"]
        if not (panel["title"] and panel["description"].endswith("."))
        or not panel["fieldConfig"]["defaults"].get("unit")
        or not panel["options"]["legend"]["showLegend"]
        or not all(target["legendFormat"] for target in panel["targets"])
    ]

    assert poor == []


def test_it_asks_the_data_source_that_is_chosen(dashboard: dict[str, Any]) -> None:
    (chosen,) = [one for one in dashboard["templating"]["list"] if one["type"] == "datasource"]
    asked = [part["datasource"] for panel in dashboard["panels"] for part in (panel, *panel["targets"])]

    assert chosen["query"] == "prometheus"
    assert {one["uid"] for one in asked} == {f"${{{chosen['name']}}}"}


def test_panels_do_not_lie_over_each_other(dashboard: dict[str, Any]) -> None:
    places = [panel["gridPos"] for panel in dashboard["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


@pytest.mark.parametrize("asked", queries_of_dashboard(), ids=lambda asked: asked.where)
def test_a_panel_asks_for_metrics_and_labels_that_there_are(asked: Asked) -> None:
    known = declared() | dict.fromkeys(OF_OTHERS, frozenset[str]())

    for name, labels in selected(asked.query).items():
        assert name in known
        assert labels - SCRAPED <= known[name], name
