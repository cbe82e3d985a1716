"""Each metric is declared once, named as Prometheus wants it, and says what a change of it means."""

import re

import pytest

from tools.metrics_page import PAGE, page
from workers import metrics
from workers.metrics.registry import Declared

DECLARED = [one for room in metrics.ALL_ROOMS for one in room.declared]
NAME = re.compile(r"groundswell_[a-z]+(_[a-z]+)*")
SENTENCES = re.compile(r"[.;] ")


def test_no_name_is_used_twice() -> None:
    names = [one.name for one in DECLARED]

    assert len(names) == len(set(names)) > 30


@pytest.mark.parametrize("one", DECLARED, ids=lambda one: one.name)
def test_a_name_is_plain_and_ends_as_its_kind_does(one: Declared) -> None:
    assert NAME.fullmatch(one.name)
    assert one.name.endswith("_total") == (one.kind == "counter")
    assert not one.buckets or one.name.endswith("_seconds")
    assert not re.search(r"_(ms|minutes|hours|kb|mb|percent)\b", one.name)


@pytest.mark.parametrize("one", DECLARED, ids=lambda one: one.name)
def test_it_says_what_it_is_and_what_a_change_means(one: Declared) -> None:
    assert one.says.endswith(".")
    assert len(SENTENCES.split(one.says)) >= 2


@pytest.mark.parametrize("one", [one for one in DECLARED if one.buckets], ids=lambda one: one.name)
def test_buckets_rise(one: Declared) -> None:
    assert list(one.buckets) == sorted(set(one.buckets))


def test_the_reference_is_what_the_code_says() -> None:
    """`python -m tools.metrics_page` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
