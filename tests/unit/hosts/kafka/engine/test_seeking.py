"""What may be fetched, and when."""

from types import SimpleNamespace
from typing import cast

from workers.hosts.kafka.engine.seeking import Readable, SafeSeekConsumer


def readable(active: set[str], *, flow: bool = True) -> Readable:
    return Readable(cast("SafeSeekConsumer", SimpleNamespace(flow_active=flow)), active)


def test_only_what_is_active_may_be_read() -> None:
    assert "a" in readable({"a"})
    assert "b" not in readable({"a"})


def test_that_nothing_is_active_is_no_leave_to_read_everything() -> None:
    """The library asks ``if partitions and tp not in partitions``: an empty set would stand for all there are."""
    nothing = readable(set())

    assert nothing
    assert "a" not in nothing


def test_nothing_is_read_while_the_flow_stands_still() -> None:
    assert "a" not in readable({"a"}, flow=False)


def test_what_becomes_active_meanwhile_may_be_read_at_once() -> None:
    active: set[str] = set()
    later = readable(active)
    active.add("a")

    assert "a" in later
