"""What is wrong with an operator's templates is found before a notice needs them."""

import pytest

from workers.alert.render.check import LONGEST, flaws_in
from workers.alert.render.names import Names
from workers.alert.render.words import compile_words, load_sources


def found(**sources: str) -> list[str]:
    """The flaws as a person sees them; `mail_txt` stands for ``mail.txt``."""
    named = {name[::-1].replace("_", ".", 1)[::-1]: text for name, text in sources.items()}
    flaws = flaws_in(named, compile_words(load_sources(), named, Names()))
    return [f"{flaw}; expected {flaw.expected}" for flaw in flaws]


def test_the_shipped_templates_have_none() -> None:
    named = dict(load_sources())

    assert flaws_in(named, compile_words(load_sources(), named, Names())) == ()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{{ alert.headline", "line.txt:2: unexpected end of template"),
        ("a\n{% if alert.headline %}b", "line.txt:2: Unexpected end of template"),
        ("a\n{{ alrt.headline }}", 'line.txt:2: the name "alrt"; expected alert (did you mean that?)'),
        ("{% if step == 'never' %}\n{{ alrt }}{% endif %}", 'line.txt:2: the name "alrt"'),
        ("{{ alert.headlin }}", "line.txt:1: headlin, which is not there; headline (did you mean that?)"),
        ("\n\n{{ alert.opened_at | clok }}", 'line.txt:3: the filter "clok"; expected clock (did you mean that?)'),
        ("{% include 'mail.txt' %}", "line.txt:1: {% include %}, which these templates do without"),
        ("{{ digest.headline }}", 'line.txt:1: the name "digest"'),
        ("{{ alert.resolved_at.year + 1 }}", "line.txt:1: "),
        ("x" * (LONGEST + 1), f"line.txt: {LONGEST + 1:,} characters; expected at most {LONGEST:,}"),
    ],
)
def test_a_mistake_is_told_with_its_line(source: str, said: str) -> None:
    assert any(one.startswith(said) for one in found(line_txt=source)), found(line_txt=source)


def test_every_mistake_that_can_be_read_is_told_at_once() -> None:
    flaws = found(line_txt="{{ alrt }}\n{{ alert | clok }}", digest_txt="{{ alert.headline }}")

    assert len(flaws) == 3


def test_what_only_the_end_of_an_alert_shows_is_found() -> None:
    """Each is tried on an alert that opens, grows and ends."""
    assert found(line_txt="{% if step == 'resolved' %}{{ alert.lasted }}{% endif %}x") == [
        "line.txt:1: lasted, which is not there; lasted_s (did you mean that?); expected a template that gives a text"
    ]


def test_a_macro_that_the_shipped_templates_need_is_missed() -> None:
    assert any("heading" in one for one in found(parts_txt="{% macro counts(list, most) %}{% endmacro %}"))
