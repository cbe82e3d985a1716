"""Codes that no article is ever tagged with are told, each where it stands."""

import pytest

from tests.unit.documents.folder import documents_of, shipped_once
from workers.documents.codes import check_codes
from workers.rules import codes_of


def told(watch: str = "", wish: str = "", silence: str = "") -> list[str]:
    """What is found in a watch, in a subscription and in a silence with these keys more."""
    documents = documents_of(
        watches=f"watches:\n  - {{id: a, terms: [Alpha]{watch}}}\n",
        subscriptions=f"subscriptions:\n  - {{id: s, watches: {{ids: [a]}}, channels: [log]{wish}}}\n"
        f"silences:\n  - {{id: t, watches: {{ids: [a]}}, until: 2030-01-01T00:00Z, by: me, because: so{silence}}}\n",
    )
    return [str(mistake) for mistake in check_codes(documents, codes_of(shipped_once().knowledge, {}))]


@pytest.mark.parametrize(
    ("watch", "path"),
    [
        (", scope: {languages: [de, xx]}", "watches[0].scope.languages[1]"),
        (", scope: {regions: [XX]}", "watches[0].scope.regions[0]"),
        (", scope: {topics: [sports]}", "watches[0].scope.topics[0]"),
        (", split_by: {language: [de, xx]}", "watches[0].split_by.language[1]"),
    ],
)
def test_an_unknown_code_of_a_watch_is_told_with_its_line(watch: str, path: str) -> None:
    (found,) = told(watch=watch)

    assert found.startswith(f'config/watches.yaml:2: {path}: found "')


@pytest.mark.parametrize("key", ["languages: [xx]", "regions: [XX]", "topics: [sports]"])
def test_an_unknown_code_of_a_subscription_or_a_silence_is_told_with_its_line(key: str) -> None:
    (of_wish,), (of_silence,) = told(wish=f", {key}"), told(silence=f", {key}")
    name = key.split(":")[0]

    assert of_wish.startswith(f'config/subscriptions.yaml:2: subscriptions[0].{name}[0]: found "')
    assert of_silence.startswith(f'config/subscriptions.yaml:4: silences[0].{name}[0]: found "')


def test_what_is_known_is_named() -> None:
    (found,) = told(wish=", languages: [xx]")

    assert {"en,", "uk,", "zh-Hans,", "zh-Hant"} <= set(found.split())


@pytest.mark.parametrize("code", ["en", "uk", "ckb", "zh-Hans", "sv"])
def test_every_language_that_is_told_may_be_asked_for(code: str) -> None:
    assert told(watch=f", scope: {{languages: [{code}]}}", wish=f", languages: [{code}]") == []


def test_chinese_in_either_writing_is_a_scope_and_no_language_of_an_alert() -> None:
    assert told(watch=", scope: {languages: [zh]}") == []
    assert len(told(wish=", languages: [zh]")) == 1
