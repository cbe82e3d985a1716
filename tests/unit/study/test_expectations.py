"""The file of a rule test, and what can be wrong with it."""

from datetime import UTC, datetime

import pytest

from workers.errors import ConfigError
from workers.model.alert import Severity
from workers.study.expectations import RuleTest, check_watches, read_test

WHOLE = """
config: ../config
pages:
  - archive.jsonl
  - {name: pier-1, fetched_at: 2025-03-10T12:00:00Z, title: A pier, text: It stands., extra: {deep: [1, NO]}}
only: true
expect:
  - watch: pier
    alerts: 1
    opened_within: [2025-03-10T12:00Z, 2025-03-10T13:00Z]
    severity: warning
    regions: [NO]
  - {watch: mole, alerts: 0}
mentions: [{page: pier-1, watch: pier}]
no_mention: [{page: pier-1}]
"""


def read(text: str) -> RuleTest:
    return read_test(text, "pier.test.yaml")


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read(text)
    return str(raised.value).splitlines()


def test_a_file_says_what_is_read_and_what_is_expected() -> None:
    test = read(WHOLE)
    first, second = test.expect

    assert (test.config, test.files, test.only) == ("../config", ("archive.jsonl",), True)
    assert first.opened_within == (datetime(2025, 3, 10, 12, tzinfo=UTC), datetime(2025, 3, 10, 13, tzinfo=UTC))
    assert (first.alerts, first.severity, first.regions) == (1, Severity.WARNING, ("NO",))
    assert (second.watch, second.alerts) == ("mole", 0)
    assert [(one.page, one.watch) for one in (*test.mentions, *test.no_mention)] == [
        ("pier-1", "pier"),
        ("pier-1", None),
    ]


def test_a_page_written_in_the_file_is_what_a_scraper_would_deliver() -> None:
    """Its name is ours, the rest goes through the config's own presets and fields."""
    (page,) = read(WHOLE).pages

    assert (page.name, page.fetched_at) == ("pier-1", datetime(2025, 3, 10, 12, tzinfo=UTC))
    assert page.fields == {
        "fetched_at": "2025-03-10T12:00:00Z",
        "title": "A pier",
        "text": "It stands.",
        "extra": {"deep": ["1", "NO"]},
    }


def test_a_page_without_a_name_is_called_by_its_place() -> None:
    pages = "pages: [a.jsonl, {fetched_at: 2025-03-10T12:00Z, text: x}]"

    assert read(f"config: c\n{pages}\nno_mention: [{{page: x}}]").pages[0].name == "pages[1]"


def test_one_file_needs_no_list() -> None:
    assert read("config: c\npages: a.jsonl\nno_mention: [{page: x}]").files == ("a.jsonl",)


def test_every_mistake_is_told_with_its_line() -> None:
    text = """config: c
pages:
  - {text: no time}
expect:
  - {watch: pier, alerts: many}
  - {wach: pier}
  - {watch: pier, opened_within: [2025-03-11T00:00Z, 2025-03-10T00:00Z]}
mentions:
  - {watch: pier}
"""
    told = mistakes(text)

    assert [line.split(" ")[0] for line in told] == [f"pier.test.yaml:{line}:" for line in (3, 5, 6, 6, 7, 9)]
    assert "fetched_at" in told[0]
    assert "opened_within that is no span; expected [from, to]" in told[4]


def test_a_page_that_is_nothing_is_a_mistake() -> None:
    assert "found nothing; expected a file, a folder or a page" in mistakes("config: c\npages: [[]]\nexpect: []")[0]


def test_pages_that_are_one_mapping_are_a_mistake() -> None:
    (told,) = mistakes("config: c\npages: {text: x}\nno_mention: [{page: x}]")

    assert told.startswith("pier.test.yaml:2: pages: found a mapping")


def test_a_file_that_expects_nothing_tests_nothing() -> None:
    assert "found nothing that is expected" in mistakes("config: c\npages: a.jsonl")[0]


def test_a_file_that_is_no_yaml_is_a_mistake() -> None:
    assert mistakes("expect: [")[0].startswith("pier.test.yaml:")


def test_a_watch_the_config_does_not_have_is_a_mistake_in_its_line() -> None:
    with pytest.raises(ConfigError) as raised:
        check_watches(read(WHOLE), {"pier"})

    (mistake,) = raised.value.mistakes
    assert str(mistake).startswith('pier.test.yaml:13: expect[1].watch: found "mole", which is no watch; expected one')
