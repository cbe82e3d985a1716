from collections.abc import Callable

import pytest

from tests.unit.documents.folder import documents_of, shipped_once
from workers.rules import Rules, compile_rules


@pytest.fixture(scope="module")
def compiled() -> Callable[..., Rules]:
    return lambda **files: compile_rules(documents_of(**files), shipped_once())


BASE = "terms: [Alpha, {text: Beta, needs: {list: l}}], detector: {kind: surprise, threshold: 2}"


@pytest.mark.parametrize(
    "change",
    [
        BASE.replace("Alpha", "Alfa"),
        BASE.replace("list: l", "words: [x]"),
        f"{BASE}, mask: [Alpha Bank]",
        f"{BASE}, unless: [Gamma]",
        f"{BASE}, requires: [Gamma]",
        f"{BASE}, scope: {{languages: [en]}}",
        f"{BASE}, count: articles",
        f"{BASE}, bucket: 1m",
        BASE.replace("threshold: 2", "threshold: 2, level_half_life: 3d"),
    ],
)
def test_what_is_counted_has_a_hash(change: str, compiled: Callable[..., Rules]) -> None:
    before, after = (
        compiled(watches=f"lists: {{l: [x]}}\nwatches: [{{id: a, {watch}}}]").watches["a"] for watch in (BASE, change)
    )

    assert before.counted_hash != after.counted_hash
    assert before.watch_hash != after.watch_hash


def test_the_words_of_a_list_are_part_of_what_is_counted(compiled: Callable[..., Rules]) -> None:
    before, after = (
        compiled(watches=f"lists: {{l: [{word}], m: [y]}}\nwatches: [{{id: a, {BASE}}}]") for word in ("x", "z")
    )
    other = compiled(watches=f"lists: {{l: [x], m: [z]}}\nwatches: [{{id: a, {BASE}}}]")

    assert before.watches["a"].counted_hash != after.watches["a"].counted_hash
    assert before.watches["a"].counted_hash == other.watches["a"].counted_hash


@pytest.mark.parametrize(
    "change",
    [
        BASE.replace("threshold: 2", "threshold: 3"),
        BASE.replace(", threshold: 2", "") + ", alerts_per_week: 1",
        f"{BASE}, minimum: {{articles: 5}}",
        f"{BASE}, severity: {{warning: 2}}",
        f"{BASE}, tags: [t]",
        f"{BASE}, name: Other",
        f"{BASE}, owner: me",
    ],
)
def test_how_it_is_told_does_not_make_a_watch_learn_anew(change: str, compiled: Callable[..., Rules]) -> None:
    before, after = (
        compiled(watches=f"lists: {{l: [x]}}\nwatches: [{{id: a, {watch}}}]").watches["a"] for watch in (BASE, change)
    )

    assert before.counted_hash == after.counted_hash
    assert before.watch_hash != after.watch_hash
    assert before.config_hash != after.config_hash


def test_a_hash_is_the_same_however_the_config_is_written(compiled: Callable[..., Rules]) -> None:
    flow = compiled(watches="watches: [{id: a, terms: [Alpha], tags: [t]}]")
    block = compiled(watches="# mine\nwatches:\n  - tags: ['t']\n    terms:\n      - \"Alpha\"\n    id: a\n")

    assert flow.watches == block.watches
    assert flow.config_hash.startswith("sha256:")
    assert len(flow.config_hash) == len(flow.watches["a"].watch_hash) == len("sha256:") + 8
