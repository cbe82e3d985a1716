"""Pages that may do harm are read in a real child: it answers as we would, and what ends it refuses one page only."""

import gc
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.builders import PROSE, page_line, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.errors import HostError
from workers.hosts.cage import Limits
from workers.hosts.children import LONG, PageReader, is_risky
from workers.model.page import Page, Payload
from workers.model.rejection import Reason, Rejection
from workers.pipeline import Reading, open_page, read_page
from workers.rules import Rules, compile_rules

WATCHES = "watches: [{id: pier, terms: [old pier, {text: crane, weight: 0.5}]}, {id: ferry, terms: [ferry]}]\n"
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in PROSE.splitlines())
MARKUP = (
    f"<!doctype html><html lang=en><title>The pier stays</title><body><article>{PARAGRAPHS}</article></body></html>"
)
ODD = (sys.executable, "-P", str(Path(__file__).parent / "odd_child.py"))
QUICK = Limits(cpu_s=0, wall_s=20.0, memory=64 * 1024 * 1024)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rules(documents_of(watches=WATCHES), shipped_once())


@pytest.fixture(scope="module")
def reader(rules: Rules) -> Iterator[PageReader]:
    with closing(PageReader(rules)) as made:
        yield made


@pytest.fixture(scope="module")
def odd(rules: Rules) -> Iterator[PageReader]:
    with closing(PageReader(rules, QUICK, ODD)) as made:
        yield made


def markup(text: str = MARKUP, number: int = 1) -> Payload:
    return payload(text, name=f"{number}.html", offset=number, kind="html")


def asking(what: str) -> Payload:
    """A page at which the odd child does something to itself."""
    return markup(f"<!doctype html><p>{what}</p>")


def process_that_read(told: object) -> int:
    assert isinstance(told, Rejection)
    found = re.fullmatch(r"read by (\d+)", told.detail)
    assert found, told.detail
    return int(found[1])


def test_the_child_answers_as_we_would(rules: Rules, reader: PageReader) -> None:
    pages = [
        markup(),
        payload(page_line(text=None, html=MARKUP, url="https://harbour.example/old-pier?utm_source=x"), kind="json"),
        payload(page_line(text=f"{PROSE}\n" * (LONG // len(PROSE) + 1)), kind="json"),
        markup("<!doctype html><title>Nothing</title><nav>Home</nav>"),
    ]

    told = [reader.read(page) for page in pages]

    assert told == [read_page(page, rules) for page in pages]
    opened = [open_page(page, rules) for page in pages]
    assert all(isinstance(page, Page) and is_risky(page) for page in opened)
    assert isinstance(told[0], Reading)
    assert [mention.watch_id for mention in told[0].articles[0].mentions] == ["pier"]


@pytest.mark.parametrize(
    "page",
    [
        payload(PROSE),
        payload(page_line(), kind="json"),
        payload(page_line(html=MARKUP), kind="json"),
        payload(b"\x00<p>"),
    ],
    ids=["text", "line", "text beside markup", "binary"],
)
def test_a_page_that_can_do_no_harm_is_read_here(rules: Rules, page: Payload) -> None:
    reader = PageReader(rules, program=("false",))

    assert reader.read(page) == read_page(page, rules)


def test_one_child_reads_all_pages(odd: PageReader) -> None:
    first, second = (process_that_read(odd.read(asking("nothing"))) for _ in range(2))

    assert first == second != os.getpid()


def test_a_page_that_takes_too_much_work_is_too_slow(odd: PageReader) -> None:
    before = process_that_read(odd.read(asking("nothing")))
    told = odd.read(asking("spin"))

    assert isinstance(told, Rejection)
    assert (told.reason, told.payload) == (Reason.TOO_SLOW, asking("spin"))
    assert "of work" in told.detail
    assert process_that_read(odd.read(asking("nothing"))) != before


def test_a_page_that_takes_too_long_is_too_slow(rules: Rules) -> None:
    with closing(PageReader(rules, Limits(wall_s=0.3), ODD)) as reader:
        before = process_that_read(reader.read(asking("nothing")))
        told = reader.read(asking("sleep"))

        assert isinstance(told, Rejection)
        assert told.reason is Reason.TOO_SLOW
        assert not psutil.pid_exists(before)


@pytest.mark.parametrize(("what", "words"), [("fall", "SIGSEGV"), ("eat", "64 MB of memory")])
def test_a_page_that_kills_its_reader_twice_crashed_it(odd: PageReader, what: str, words: str) -> None:
    told = odd.read(asking(what))

    assert isinstance(told, Rejection)
    assert (told.reason, told.payload) == (Reason.CRASHED, asking(what))
    assert words in told.detail


def test_a_page_whose_reader_was_killed_by_another_hand_is_read(odd: PageReader) -> None:
    os.kill(process_that_read(odd.read(asking("nothing"))), signal.SIGKILL)

    assert process_that_read(odd.read(asking("nothing")))


def long_paragraph(times: int) -> Payload:
    """A page that is honest, and takes a time that grows with the square of its length."""
    return markup(MARKUP.replace("</article>", f"<p>{'The <i>deck</i> has lost its planks. ' * times}</article>"))


def test_a_page_that_truly_takes_long_is_given_up(rules: Rules) -> None:
    with closing(PageReader(rules, Limits(cpu_s=0))) as reader:
        told = reader.read(long_paragraph(15_000))

        assert isinstance(told, Rejection)
        assert (told.reason, told.payload) == (Reason.TOO_SLOW, long_paragraph(15_000))


def test_a_page_too_big_for_its_memory_ends_the_child_not_us(rules: Rules) -> None:
    """Memory is limited where the parser of markup asks for it, which is not Python's."""
    with closing(PageReader(rules, Limits(memory=6 * 1024 * 1024))) as reader:
        told = reader.read(long_paragraph(30_000))

        assert isinstance(told, Rejection)
        assert (told.reason, told.detail) == (Reason.CRASHED, "more than 6 MB of memory; expected less")


def test_the_child_outlives_signals_that_ask_us_to_stop(rules: Rules, reader: PageReader) -> None:
    """They go to all our processes, and we finish the page in hand."""
    reader.read(markup())
    [child] = [one for one in psutil.Process().children() if "workers.hosts.child" in one.cmdline()]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        child.send_signal(number)

    assert isinstance(reader.read(markup()), Reading)
    assert child.is_running()


def test_a_child_that_does_not_start_ends_the_run(rules: Rules) -> None:
    """It is no fault of the page."""
    with pytest.raises(HostError, match=r"does not start: .* exit code 1"):
        PageReader(rules, program=("false",)).read(markup())


def test_a_reader_nobody_holds_takes_its_child_along(rules: Rules) -> None:
    reader = PageReader(rules, program=ODD)
    child = process_that_read(reader.read(asking("nothing")))
    del reader
    gc.collect()

    assert not psutil.pid_exists(child)


PARENT = """
from tests.unit.documents.folder import documents_of, shipped_once
from tests.unit.hosts.test_children import ODD, WATCHES, asking, process_that_read
from workers.hosts.children import PageReader
from workers.rules import compile_rules

reader = PageReader(compile_rules(documents_of(watches=WATCHES), shipped_once()), program=ODD)
print(process_that_read(reader.read(asking("nothing"))), flush=True)
reader.read(asking("sleep"))
"""


def test_a_parent_that_is_killed_leaves_no_child() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.1)  # the page that takes for ever is in the child's hands
    parent.kill()
    parent.communicate()

    assert child.wait(5) is None
