"""What a replay told, held against what was expected of it."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from tests.builders import evidence
from tests.unit.study.steps import after, opened, page, read_article, refused, resolved, told
from workers.model.alert import Change, Kind, Severity
from workers.study.expectations import AlertItem, MentionItem, RuleTest
from workers.study.replayed import Step
from workers.study.rule_test import Ruling, judge_test
from workers.watch.weigh import Because

RICH = evidence(origins=6, articles=9, sources=7, regions={"IT": 5, "FR": 1}, topics={"t1": 2}, languages={"it": 1})
ALERT = (opened(severity=Severity.WARNING), resolved(severity=Severity.WARNING, evidence=RICH))
"""Opens at noon and is over at 16:00."""


def item(**fields: object) -> AlertItem:
    return replace(AlertItem(watch="pier"), **fields)


def judge(
    *expect: AlertItem,
    changes: tuple[Change, ...] = ALERT,
    mentions: tuple[MentionItem, ...] = (),
    no_mention: tuple[MentionItem, ...] = (),
    steps: tuple[Step, ...] = (),
    only: bool = False,
) -> list[Ruling]:
    test = RuleTest(
        config="c",
        files=(),
        pages=(),
        expect=expect,
        mentions=mentions,
        no_mention=no_mention,
        only=only,
        watches=(),
    )
    return list(judge_test(test, [*steps, told(*changes)]))


def span(from_: float, to: float) -> tuple[datetime, ...]:
    return after(from_), after(to)


MET = [
    {},
    {"alerts": 1},
    {"opened_within": span(0, 0)},
    {"resolved_within": span(239, 241)},
    {"severity": Severity.NOTICE},
    {"severity": Severity.WARNING},
    {"kind": Kind.COVERAGE_SPIKE},
    {"regions": ("IT",)},
    {"topics": ("t1",)},
    {"languages": ("it",)},
    {"origins_at_least": 6, "articles_at_least": 9, "sources_at_least": 7},
    {"severity": Severity.CRITICAL, "alerts": 0},
]
MISSED: list[tuple[dict[str, object], str]] = [
    ({"alerts": 0}, "found 1: a1 of 2025-03-10 12:00 UTC"),
    ({"alerts": 2}, "found 1: "),
    ({"opened_within": span(1, 9)}, "but it opened 2025-03-10 12:00 UTC"),
    ({"resolved_within": span(0, 9)}, "but it ended 2025-03-10 16:00 UTC"),
    ({"severity": Severity.CRITICAL}, "but it only reached warning"),
    ({"kind": Kind.COVERAGE_GAP}, "but it is a coverage_spike"),
    ({"regions": ("IT", "FR")}, "but 1 of its 6 origins name the region FR"),
    ({"topics": ("t2",)}, "but 0 of its 6 origins name the topic t2"),
    ({"languages": ("de",)}, "but none of its 6 origins is in the language de"),
    ({"origins_at_least": 7}, "but it came to 6 origins"),
    ({"articles_at_least": 10}, "but it came to 9 articles"),
    ({"sources_at_least": 8}, "but it came to 7 sources"),
    ({"sources_at_least": 8, "regions": ("FR",)}, "name the region FR and it came to 7 sources"),
]


@pytest.mark.parametrize("fields", MET, ids=str)
def test_an_alert_that_is_like_what_is_expected_passes(fields: dict[str, object]) -> None:
    assert [verdict.passed for verdict in judge(item(**fields))] == [True]


@pytest.mark.parametrize(("fields", "found"), MISSED, ids=lambda value: str(value))
def test_one_that_differs_fails_and_the_difference_is_told(fields: dict[str, object], found: str) -> None:
    (verdict,) = judge(item(**fields))

    assert not verdict.passed
    assert found in verdict.found


def test_where_nothing_alerted_the_mentions_are_told() -> None:
    """None at all points at the terms, many at the line."""
    pages = (page(read_article(mentions=("pier",))), page(read_article(mentions=("pier",))))
    (verdict,) = judge(item(), changes=(), steps=pages)

    assert verdict.found == "found none; 2 mentions of pier in all the pages"


def test_silence_is_expected_of_one_watch_only() -> None:
    assert judge(item(watch="mole", alerts=0))[0].passed


def test_an_alert_that_never_ended_has_not_resolved_in_time() -> None:
    (verdict,) = judge(item(resolved_within=span(0, 999)), changes=(opened(),))

    assert verdict.found.endswith("but it was still open")


def test_any_of_several_alerts_will_do() -> None:
    """The severity is that of the one that opened then, not of another."""
    two = (*ALERT, opened("a2", at=500))

    assert judge(item(opened_within=span(499, 501)), changes=two)[0].passed
    assert not judge(item(opened_within=span(499, 501), severity=Severity.WARNING), changes=two)[0].passed


def test_more_alerts_than_fit_a_line_are_numbered() -> None:
    many = tuple(opened(f"a{number}", at=number) for number in range(5))

    assert judge(item(alerts=0), changes=many)[0].found.endswith("; and 2 more")


def test_only_what_is_expected_may_alert_where_the_file_says_so() -> None:
    changes = (*ALERT, opened("b1", watch="mole"))

    assert [verdict.passed for verdict in judge(item(), changes=changes)] == [True]
    *_, last = judge(item(), changes=changes, only=True)
    assert not last.passed
    assert last.found.startswith("found 1 other: b1 of")
    assert all(verdict.passed for verdict in judge(item(), item(watch="mole"), changes=changes, only=True))


def test_a_second_alert_of_an_expected_watch_is_one_too_many_where_the_file_says_so() -> None:
    changes = (*ALERT, opened("a2", at=500))
    first = item(alerts=1, opened_within=span(0, 0))

    assert [ruling.passed for ruling in judge(first, changes=changes, only=True)] == [True, False]


def test_an_alert_that_differs_from_what_is_expected_is_told_of_once() -> None:
    assert [ruling.passed for ruling in judge(item(origins_at_least=99), only=True)] == [False, True]


def test_what_is_expected_says_it_in_words() -> None:
    (verdict,) = judge(item(opened_within=span(0, 5), severity=Severity.WARNING, regions=("IT",), origins_at_least=3))

    assert verdict.expected == (
        "pier: an alert, opened 2025-03-10 12:00 to 12:05 UTC, at least warning, regions IT, at least 3 origins"
    )


PAGES = (
    page(read_article(mentions=("pier",), url="https://harbour.example/1", title="Pier"), name="a.jsonl:1"),
    page(read_article(near={"pier": Because.NEEDS_MISSING}, title="Near"), name="a.jsonl:2"),
    page(read_article(mentions=("pier",), stale=True, title="Old"), name="a.jsonl:3"),
    refused("a.jsonl:4"),
)


def about(name: str, *, wanted: bool, watch: str | None = "pier") -> Ruling:
    items = (MentionItem(page=name, watch=watch),)
    (verdict,) = judge(mentions=items if wanted else (), no_mention=() if wanted else items, steps=PAGES)
    return verdict


@pytest.mark.parametrize("name", ["a.jsonl:1", "https://harbour.example/1", "HTTPS://harbour.example/1#top"])
def test_a_page_is_known_by_its_name_or_its_address(name: str) -> None:
    assert about(name, wanted=True).passed
    assert about(name, wanted=True, watch=None).passed
    assert not about(name, wanted=False).passed


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.jsonl:2", "none of the words its term needs stands near enough (needs_missing)"),
        ("a.jsonl:3", "too old to count"),
        ("a.jsonl:4", "it refused, no_text: nothing there"),
    ],
)
def test_a_page_that_is_no_mention_says_why(name: str, found: str) -> None:
    verdict = about(name, wanted=True)

    assert not verdict.passed
    assert found in verdict.found
    assert about(name, wanted=False).passed


def test_a_page_that_was_not_read_proves_nothing() -> None:
    for wanted in (True, False):
        verdict = about("a.jsonl:9", wanted=wanted)

        assert not verdict.passed
        assert verdict.found == "found no page of this name or address"


def test_another_watch_is_another_question() -> None:
    assert about("a.jsonl:1", wanted=False, watch="mole").passed
    assert about("a.jsonl:1", wanted=True, watch="mole").found == 'found in "Pier": none of its terms stands in it'
