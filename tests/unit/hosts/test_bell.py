"""One wait for a bell that another thread rings, and for input."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from workers.hosts.bell import Bell, wait_for_any

LONG_S = 30.0
"""Nobody waits so long, unless the wait is deaf."""


@pytest.fixture
def bell() -> Iterator[Bell]:
    with closing(Bell()) as bell:
        yield bell


def waited(seconds: float, *descriptors: int) -> float:
    began = time.monotonic()
    wait_for_any(descriptors, seconds)
    return time.monotonic() - began


def test_who_waits_wakes_when_another_thread_rings(bell: Bell) -> None:
    threading.Timer(0.05, bell.ring).start()

    assert waited(LONG_S, bell.descriptor) < LONG_S / 2


def test_a_bell_that_was_rung_before_ends_the_wait_at_once_until_it_is_hushed(bell: Bell) -> None:
    bell.ring()
    bell.ring()

    assert waited(LONG_S, bell.descriptor) < LONG_S / 2
    assert waited(LONG_S, bell.descriptor) < LONG_S / 2
    bell.hush()
    assert waited(0.05, bell.descriptor) >= 0.04


def test_input_ends_the_wait_too(bell: Bell) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"a page\n")

    assert waited(LONG_S, bell.descriptor, reading) < LONG_S / 2
    os.close(reading)
    os.close(writing)


def test_a_bell_may_be_rung_for_ever_and_hushed_once(bell: Bell) -> None:
    """A pipe holds 64 KiB."""
    for _ in range(100_000):
        bell.ring()
    bell.hush()

    assert waited(0.05, bell.descriptor) >= 0.04


def test_hushing_what_does_not_ring_does_not_wait(bell: Bell) -> None:
    bell.hush()


def test_descriptors_beyond_a_thousand_can_be_waited_for(bell: Bell) -> None:
    high = 3000
    os.dup2(bell.descriptor, high)
    bell.ring()

    assert waited(LONG_S, high) < LONG_S / 2
    os.close(high)
