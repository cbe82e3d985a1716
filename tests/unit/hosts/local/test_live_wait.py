"""Waiting for pages where there are none."""

import os
import time
from pathlib import Path

from tests.unit.hosts.local.pages import ASKED, write_lines
from workers.hosts.local.live import LivePages


def waited(pages: LivePages, *also: int) -> float:
    began = time.monotonic()
    pages.wait(0.2, *also)
    return time.monotonic() - began


def test_a_wait_ends_when_there_is_a_page_or_whatever_else_is_waited_for(tmp_path: Path) -> None:
    pages, (read, write) = LivePages([str(write_lines(tmp_path / "a.jsonl", [1]))], {}, ASKED, follow=True), os.pipe()
    with_page = waited(pages)
    arrival = pages.take()
    assert arrival is not None
    pages.done(arrival)
    without = waited(pages, read)
    os.write(write, b"!")
    rung = waited(pages, read)

    assert with_page < 0.1 > rung
    assert without >= 0.19
    os.close(read)
    os.close(write)
