"""The dashboard and the health rules, as tests read them: what they ask, and of which metrics."""

import json
from collections.abc import Iterator
from typing import Any

import promql_parser
from msgspec import Struct
from ruamel.yaml import YAML

from tests.source import ROOT
from workers import metrics

FILE = ROOT / "config" / "grafana" / "dashboards" / "groundswell.json"
RULES = ROOT / "config" / "prometheus" / "rules" / "groundswell.yml"
OF_OTHERS = {"up", "process_resident_memory_bytes"}
"""Metrics that are not ours, and there all the same."""
PARTS_OF_HISTOGRAM = ("_bucket", "_sum", "_count")
VARIABLES = {"$job": ".+", "$__rate_interval": "5m"}
"""What Grafana puts in their place."""


class Asked(Struct, frozen=True, kw_only=True):
    """One query."""

    where: str
    """The title of its panel, or its rule's name."""
    query: str


def load_dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def load_rules() -> list[dict[str, Any]]:
    groups = YAML(typ="safe").load(RULES)["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries_of_dashboard() -> list[Asked]:
    return [
        Asked(where=panel["title"], query=_filled(target["expr"]))
        for panel in load_dashboard()["panels"]
        for target in panel["targets"]
    ]


def queries_of_rules() -> list[Asked]:
    return [Asked(where=rule["alert"], query=rule["expr"]) for rule in load_rules()]


def _filled(query: str) -> str:
    for name, value in VARIABLES.items():
        query = query.replace(name, value)
    return query


def selected(query: str) -> dict[str, set[str]]:
    """The metrics a query asks for, each with the labels it names in braces."""
    found: dict[str, set[str]] = {}
    for selector in _selectors(promql_parser.parse(query)):
        found.setdefault(selector.name, set()).update(matcher.name for matcher in selector.matchers.matchers)
    return found


def _selectors(node: Any) -> Iterator[Any]:  # noqa: ANN401
    """Walk a parsed query; its parts have no common type."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for name in ("expr", "lhs", "rhs", "vs", "param", "vector_selector"):
        child = getattr(node, name, None)
        if child is not None:
            yield from _selectors(child)
    for child in getattr(node, "args", None) or ():
        yield from _selectors(child)


def declared() -> dict[str, frozenset[str]]:
    """Our series by name, each with its labels."""
    found: dict[str, frozenset[str]] = {}
    for room in metrics.ALL_ROOMS:
        for one in room.declared:
            names = [one.name + part for part in PARTS_OF_HISTOGRAM] if one.buckets else [one.name]
            found |= dict.fromkeys(names, frozenset(one.labels) | ({"le"} if one.buckets else set()))
    return found


def names_shown_by(part: metrics.Part) -> frozenset[str]:
    """The metrics that a part shows, without the parts of histograms."""
    return frozenset(one.name for room in metrics.ROOMS[part] for one in room.declared)


def base_of(name: str) -> str:
    """A metric's name without what a histogram puts behind it."""
    whole = {one.name for room in metrics.ALL_ROOMS for one in room.declared}
    bases = (name.removesuffix(part) for part in PARTS_OF_HISTOGRAM if name.endswith(part))
    return next((base for base in bases if base in whole), name)
