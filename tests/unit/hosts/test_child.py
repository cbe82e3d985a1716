"""What goes over the wire to a child, and what it answers; `test_children.py` runs the process."""

from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from tests.builders import page_line, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.detect import AnyDetector
from workers.hosts.cage import Limits
from workers.hosts.child import Answer, Start, answer, decode_start, encode_start, recipe_of, rules_of
from workers.ingest.rules import InputRules
from workers.model.page import Payload
from workers.model.rejection import Reason
from workers.pipeline import Reading, read_page
from workers.rules import Rules, compile_rules

WATCHES = """
lists: {sea: [harbour, tide]}
watches:
  - {id: pier, terms: [{text: old pier, needs: {list: sea}, near: 300}], split_by: {region: any}, tags: [sea]}
  - {id: crane, terms: [{text: Crane, case: any, weight: 0.5}, engineer], unless: [opera], mask: [Crane Street]}
"""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rules(documents_of(watches=WATCHES), shipped_once())


def over_the_wire(rules: Rules) -> Start:
    return decode_start(encode_start(Start(recipe=recipe_of(rules), limits=Limits(cpu_s=3))))


def answered(page: Payload, rules: Rules) -> Answer:
    return msgspec.msgpack.decode(answer(page, rules), type=Answer)


@pytest.mark.parametrize("detector", [kind() for kind in get_args(AnyDetector)], ids=repr)
def test_the_rules_arrive_as_they_were_sent(rules: Rules, detector: AnyDetector) -> None:
    sent = replace(rules, watches={name: replace(one, detector=detector) for name, one in rules.watches.items()})

    assert over_the_wire(sent) == Start(recipe=recipe_of(sent), limits=Limits(cpu_s=3))


def test_a_page_is_read_by_them_as_by_our_own(rules: Rules) -> None:
    rules = replace(rules, max_age_s=3_600, input=InputRules(source="harbour"))
    there = rules_of(over_the_wire(rules).recipe)
    new, old = (payload(page_line(published=f"2025-03-10T{hour}:30:00Z", url=None), kind="json") for hour in (11, 10))
    read, stale = read_page(new, rules), read_page(old, rules)

    assert isinstance(read, Reading)
    assert isinstance(stale, Reading)
    assert {mention.watch_id for mention in read.articles[0].mentions} == {"pier", "crane"}
    assert (answered(new, there), answered(old, there)) == (Answer(reading=read), Answer(reading=stale))


def test_a_rejection_comes_without_the_page(rules: Rules) -> None:
    told = answered(payload("Home\nNews\n"), rules)

    assert told.refused is not None
    assert told.refused.reason is Reason.NO_ARTICLE
    assert len(answer(payload("Home\nNews\n"), rules)) < 300


def test_a_bug_is_an_answer(rules: Rules) -> None:
    """So that the page is kept, and the child goes on."""
    told = answered(payload(), replace(rules, tables=None))

    assert told.bug is not None
    assert "AttributeError" in told.bug.detail
