"""Templates of an operator, and what the documents say of the shipped ones."""

import re

import pytest

from tests.builders import change, evidence, notice
from tests.source import ROOT
from tests.unit.alert.render.wording import own, told
from workers.alert.render.filters import FILTERS, naming
from workers.alert.render.names import load_names
from workers.alert.render.sample import sample_notices
from workers.alert.render.view import ALERT_KEYS, DIGEST_KEYS
from workers.alert.render.words import Form, compile_words, load_sources, load_words
from workers.classify.other_languages import LANGUAGES
from workers.classify.script import known_languages, load_scripts


def test_a_template_of_the_operators_takes_the_place_of_the_shipped_one() -> None:
    words = own(line_txt="{{ alert.watch.name }} at {{ alert.opened_at | clock }}")

    assert words.line(notice()) == "Pier at 2025-03-10 12:00 UTC"
    assert words.write(Form.SUBJECT, notice()) == load_words().write(Form.SUBJECT, notice())


def test_a_template_may_use_the_shipped_macros_and_macros_of_the_operators_are_used_by_the_shipped_ones() -> None:
    words = own(
        subject_txt='{% import "parts.txt" as parts %}{{ parts.counts(named.languages, 3) }}',
        parts_html=load_sources()["parts.html"].replace("#eef0f2", "#abcdef"),
    )

    assert words.write(Form.SUBJECT, notice()).text == "English 3"
    assert "#abcdef" in words.write(Form.HTML, notice()).text


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("\n{{ alert.nothing }}", "nothing, which is not there"),
        ("\n{{ 1 / 0 }}", "division by zero"),
        ("\n{{ alert.headline + 1 }}", "+ between things other than numbers"),
        ("\n{{ alert.headline | cut('x') }}", "'<' not supported"),
        ("\n{{ alert.evidence.languages['xx'] }}", "xx, which is not there"),
    ],
)
def test_a_template_that_fails_on_an_alert_gives_way_to_the_shipped_one(source: str, problem: str) -> None:
    """The alert must not be lost for it."""
    wording = own(line_txt=source).write(Form.LINE, notice())

    assert wording.text == load_words().line(notice())
    assert wording.flaw is not None
    assert (wording.flaw.template, wording.flaw.line) == ("line.txt", 2)
    assert problem in wording.flaw.problem


def test_where_all_templates_fail_the_headline_is_told() -> None:
    words = compile_words({"line.txt": "{{ nothing }}"}, {}, load_names())
    wording = words.write(Form.LINE, notice())

    assert wording.text == change().headline
    assert wording.flaw is not None


def test_a_text_that_is_too_long_gives_way_to_the_shipped_one() -> None:
    wording = own(subject_txt="{{ alert.headline }}" * 10).write(Form.SUBJECT, notice())

    assert wording.text == load_words().write(Form.SUBJECT, notice()).text
    assert wording.flaw is not None
    assert wording.flaw.problem == "more than 250 characters"


def test_what_people_call_things_stands_in_the_place_of_codes() -> None:
    names = load_names()

    assert [names.countries[code] for code in ("RU", "KP", "US", "GB", "DO", "CD")] == [
        *("Russia", "North Korea", "United States", "United Kingdom", "Dominican Republic", "DR Congo")
    ]
    assert told(Form.TEXT, notice(evidence=evidence(languages={"pt-BR": 2, "qq": 1}))).count("Portuguese 2, qq 1") == 1


def test_every_language_that_can_be_told_has_a_name() -> None:
    assert (known_languages(load_scripts()) | LANGUAGES) - set(load_names().languages) == set()


@pytest.mark.parametrize("number", [0, 1, 3, -1], ids=["opened", "updated", "resolved", "digest"])
def test_the_docs_show_what_a_mail_says(number: int) -> None:
    shown = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")

    assert f"```text\n{told(Form.TEXT, sample_notices()[number])}```" in shown


def test_the_docs_name_every_filter_and_every_name() -> None:
    shown = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
    known = {*FILTERS, *naming(load_names()), *ALERT_KEYS, *DIGEST_KEYS}

    assert [name for name in known if not re.search(rf"`{name}\b", shown)] == []


def test_the_subject_of_the_docs_is_one() -> None:
    shown = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
    source = re.findall(r"```\n(\{\{.*?)```", shown, re.DOTALL)[0]

    assert own(subject_txt=source).write(Form.SUBJECT, notice()).text == (
        "Pier: unusual coverage since 2025-03-10 12:00 UTC"
    )
