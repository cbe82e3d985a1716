"""What became of a page's lines, asked for here or of a real child."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import PROSE, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.hosts.cage import Limits
from workers.hosts.explaining import PageExplainer
from workers.ingest.explain import explain_page
from workers.model.page import Page
from workers.pipeline import open_page
from workers.rules import Rules, compile_rules

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in PROSE.splitlines())
MARKUP = (
    f"<!doctype html><html lang=en><title>The pier stays</title><nav><p>Home</p></nav><article>{PARAGRAPHS}</article>"
)
ODD = (sys.executable, "-P", str(Path(__file__).parent / "odd_child.py"))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rules(documents_of(watches="watches: [{id: pier, terms: [old pier]}]\n"), shipped_once())


@pytest.fixture(scope="module")
def explainer(rules: Rules) -> Iterator[PageExplainer]:
    with closing(PageExplainer(rules)) as made:
        yield made


def test_a_child_says_the_same_of_markup_as_we_would(rules: Rules, explainer: PageExplainer) -> None:
    came = payload(MARKUP, kind="html")
    page = open_page(came, rules)

    assert isinstance(page, Page)
    assert explainer.explain(came) == explain_page(page, came, rules.tables)


def test_a_page_that_can_do_no_harm_starts_no_child(rules: Rules) -> None:
    told = PageExplainer(rules, program=("false",)).explain(payload(PROSE))

    assert told is not None
    assert [line.text for line in told.lines[:-1]] == PROSE.splitlines()


def test_of_a_page_that_cannot_be_opened_nothing_is_said(rules: Rules) -> None:
    assert PageExplainer(rules, program=("false",)).explain(payload(b"\x00")) is None


def test_a_page_that_kills_or_holds_its_child_is_given_up_and_the_next_one_is_not(rules: Rules) -> None:
    with closing(PageExplainer(rules, Limits(cpu_s=0, wall_s=20.0), ODD)) as explainer:
        told = [explainer.explain(payload(f"<!doctype html><p>{what}</p>", kind="html")) for what in ("fall", "spin")]

        assert told == [None, None]


def test_a_bug_in_explaining_costs_the_lines_and_not_the_page(rules: Rules) -> None:
    assert PageExplainer(replace(rules, tables=None)).explain(payload(PROSE)) is None
