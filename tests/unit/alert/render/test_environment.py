"""The sandbox of templates: what they can do, what they cannot, and that none runs away."""

from time import monotonic

import pytest

from tests.builders import notice
from workers.alert.render.names import Names
from workers.alert.render.words import Flaw, Form, compile_words, load_sources


def flaw_of(source: str, **beside: str) -> Flaw | None:
    """What is wrong with a template when it is rendered."""
    named = {name[::-1].replace("_", ".", 1)[::-1]: text for name, text in beside.items()}
    words = compile_words(load_sources(), {**named, "chat.txt": source}, Names())
    return words.write(Form.CHAT, notice()).flaw


def text_of(source: str) -> str:
    words = compile_words(load_sources(), {"chat.txt": source}, Names())
    wording = words.write(Form.CHAT, notice())
    assert wording.flaw is None, wording.flaw
    return wording.text.rstrip("\n")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% for key, count in alert.evidence.languages.items() %}{{ key }} {{ count }}{% endfor %}", "en 3"),
        ("{{ alert.watch.tags | join(', ') | upper }}", "HARBOUR"),
        ("{{ 'a' ~ 1 ~ none ~ 'b' }}{{ none }}{{ 'x' if false }}", "a1b"),
        ("{% for n in range(3) %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b3a"),
        ("{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice('ab') }}", "abab"),
        ("{{ alert.why.observed / 2 + 1 * 3 }} {{ -alert.why.observed }}", "4.5 -3"),
        ("{{ alert.evidence.sources | default(0) | int | abs }}", "4"),
    ],
)
def test_what_people_write_in_templates_works(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    "source",
    [
        *("{{ ''.__class__.__mro__ }}", "{{ alert.update({}) }}", "{{ alert.watch.tags.append(1) }}"),
        *("{{ alert.headline.upper() }}", "{{ '{0.__class__}'.format(alert) }}", "{{ alert.items.__func__ }}"),
        *("{{ lipsum(5) }}", "{{ namespace(a=1) }}", "{{ cycler('a') }}", "{{ self }}", "{{ dict(a=1) }}"),
        *("{{ alert | tojson }}", "{{ alert.headline | safe }}", "{{ alert | attr('keys') }}", "{{ alert | pprint }}"),
        *("{% include 'mail.txt' %}", "{% extends 'mail.txt' %}", "{% import 'mail.txt' as m %}"),
        *("{% import alert.headline as m %}", "{% set _budget = 1 %}x", "{% filter upper %}x{% endfilter %}"),
        *(
            "{% set x %}y{% endset %}",
            "{% block a %}{% endblock %}",
            "{{ 2 ** 3 }}",
            "{{ 'a' * 3 }}",
            "{{ [1] + [2] }}",
        ),
        *("{{ 9e14 * 9e14 }}", "{{ '%1000000d' % 1 }}", "{% for a in range(201) %}{% endfor %}"),
    ],
)
def test_what_no_template_needs_is_refused(source: str) -> None:
    assert flaw_of(source) is not None


LOOPS = "{% for a in range(200) %}" * 4 + "{}" + "{% endfor %}" * 4
RUNAWAYS = {
    "silent loops": LOOPS.replace("{}", "", 1),
    "loud loops": LOOPS.replace("{}", "x", 1),
    "a macro that calls itself twice": "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "a macro of loops": f"{{% macro f() %}}{LOOPS.replace('{}', 'x' * 500, 1)}{{% endmacro %}}{{{{ f() | length }}}}",
    "doubling": "{% set a = 'xxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a | length }}",
    "doubling by join": "{% set a = 'xxxxxxxx' %}" + "{% set a = [a, a] | join %}" * 40 + "{{ a | length }}",
    "doubling by macros": "{% macro d(x) %}{{ x }}{{ x }}{% endmacro %}" + "{% set a = 'xxxxxxxx' %}"
    + "{% set a = d(a) %}" * 40 + "{{ a | length }}",
    "doubling by print": "{% macro d(x) %}{% for n in range(100) %}{{ x }}{% endfor %}{% endmacro %}"
     "{{ d(d(d(d(d('x'))))) | length }}",
    "a list in lists": "{% set a = ['xxxxxxxx'] %}" + "{% set a = [a, a, a, a] %}" * 20 + "{{ a }}",
    "a wide bar": "{{ 100 | bar(1000000000) }}{{ 'x' | padded(1000000000) }}" * 200,
}  # fmt: skip


@pytest.mark.parametrize("name", RUNAWAYS)
def test_no_template_runs_away(name: str) -> None:
    began = monotonic()
    flaw = flaw_of(RUNAWAYS[name])

    assert flaw is not None
    assert monotonic() - began < 5


@pytest.mark.parametrize(
    "source", ["{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", "{% if a %}" * 3_000 + "{% endif %}" * 3_000]
)
def test_what_is_nested_beyond_measure_is_refused(source: str) -> None:
    assert flaw_of(source) is not None
