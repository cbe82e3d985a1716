"""A bug in a step becomes a value."""

from tests.builders import payload
from workers.hosts.contain import Bug, contain, refuse_for
from workers.model.rejection import Reason


def broken() -> int:
    raise ZeroDivisionError("a step\nthat must not raise")


def test_a_step_that_works_is_left_alone() -> None:
    assert contain(lambda: 7) == 7


def test_a_bug_says_in_one_line_what_it_is() -> None:
    bug = contain(broken)

    assert isinstance(bug, Bug)
    assert bug.detail == "ZeroDivisionError: a step that must not raise"
    assert "in broken" in bug.trace


def test_the_page_that_met_a_bug_is_kept_whole() -> None:
    page = payload("a page")
    bug = contain(broken)

    assert isinstance(bug, Bug)
    assert refuse_for(bug, page).payload == page
    assert refuse_for(bug, page).reason is Reason.BUG
