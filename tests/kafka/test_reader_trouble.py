"""Readers where things go wrong: deadly pages, inputs of different ages, a broker that goes away, a crew that dies."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests.broker import Flows, new_prefix
from tests.kafka.readers import START, Harbour, Sent, ask_to_end, page, pages, tallied, truth, wait_until
from tools.broker.cluster import Cluster
from workers.hosts.kafka.reading.noted import DEATHS
from workers.hosts.kafka.rejected import REASON

HOUR = 3600


def harbour_on(flows: Flows, folder: Path, partitions: int) -> Iterator[Harbour]:
    made = Harbour(flows, folder, partitions)
    yield made
    made.end()


@pytest.fixture
def harbour(flows: Flows, tmp_path: Path) -> Iterator[Harbour]:
    yield from harbour_on(flows, tmp_path, 1)


@pytest.fixture
def wide_harbour(flows: Flows, tmp_path: Path) -> Iterator[Harbour]:
    yield from harbour_on(flows, tmp_path, 2)


def slow_page(number: int, times: int = 24_000) -> Sent:
    """A page of markup that takes a time which grows with the square of its length: by default more than there is."""
    long = "The <i>deck</i> of the pier has lost its planks. " * times
    said = {
        "html": f"<!doctype html><article><h1>A pier</h1><p>{long}</p></article>",
        "url": f"https://h.example/{number}",
        "fetched_at": START,
    }
    return Sent(number=number, at=START, partition=0, value=json.dumps(said).encode())


def is_at_work(reader: subprocess.Popen[bytes], least_s: float) -> bool:
    """Whether a child of the reader is at work on a page for so long."""
    children = psutil.Process(reader.pid).children()
    return any(sum(child.cpu_times()[:2]) > 2 + least_s for child in children)


def kill_at_work(harbour: Harbour) -> None:
    reader = harbour.start("--instance", "quay")  # whose inputs come back to it at once
    wait_until(lambda: is_at_work(reader, 0.5), look_s=0.05)
    reader.kill()
    reader.wait()


def test_a_page_at_which_readers_die_is_refused_and_no_other(harbour: Harbour) -> None:
    """Those before and behind it are read; the first death tells only that one of them is deadly."""
    some = [*pages(3, 1), slow_page(3), *pages(3, 1, first=4)]
    harbour.send(some)
    for _ in range(1 + DEATHS):
        kill_at_work(harbour)

    harbour.start("--instance", "quay")
    wait_until(harbour.is_read)

    assert {number: headers[REASON] for number, headers in harbour.rejects().items()} == {3: b"crashed"}
    assert set(harbour.articles()) == {0, 1, 2, 4, 5, 6}
    assert tallied(harbour.pulses()) == truth([one for one in some if one.number != 3])


def test_a_page_that_is_only_slow_is_read_after_a_death_in_its_company(harbour: Harbour) -> None:
    """One death is no proof."""
    harbour.send([*pages(3, 1), slow_page(3, 14_000), *pages(3, 1, first=4)])
    kill_at_work(harbour)

    harbour.start("--instance", "quay")
    wait_until(harbour.is_read)

    assert harbour.rejects() == {}
    assert set(harbour.articles()) == set(range(7))


def test_an_input_waits_for_one_that_is_far_behind(wide_harbour: Harbour) -> None:
    """Six hours of one partition are not read before the other has come as far."""
    old = [page(number, START + number * 60, 0) for number in range(360)]
    new = [page(number, START + number * 60, 1) for number in range(360, 720)]
    wide_harbour.configure(time="live")  # in an archive the lead is longer
    wide_harbour.send(old + new)

    wide_harbour.start()
    wait_until(wide_harbour.is_read)

    last = datetime.fromtimestamp(old[-1].at, tz=UTC)
    at: dict[str, datetime] = {}
    leads = []
    for pulse in wide_harbour.pulses():
        spans = {span.input: span for span in pulse.spans if span.at is not None}
        at |= {"0": spans["0"].at} if "0" in spans and spans["0"].at else {}
        if "1" in spans and 0 < spans["1"].start < spans["1"].end and at["0"] < last:
            leads.append((at["1"] - at["0"]).total_seconds())
        at |= {"1": spans["1"].at} if "1" in spans and spans["1"].at else {}
    # One that was not begun is not known to be new, so its first slot is read; then it waits.
    assert len(at) == 2
    assert all(lead <= 900 for lead in leads)
    assert sum(len(pulse.spans) for pulse in wide_harbour.pulses()) > 100


def test_an_input_waits_for_one_that_another_reader_has(wide_harbour: Harbour) -> None:
    """What others have read is known from their commits."""
    behind = [page(number, START + number, 0) for number in range(2_000)]
    ahead = [page(number, START + (number - 2_000) * 600, 1) for number in range(2_000, 2_100)]
    wide_harbour.configure(time="live")
    readers = [wide_harbour.start(), wide_harbour.start()]
    wait_until(lambda: len(wide_harbour.places()) == 2)
    wide_harbour.send(behind + ahead)

    early = []
    while not wide_harbour.is_read():
        places = wide_harbour.places()
        if places[0][0] < 2_000 and (at := places[1][1].at) is not None:
            early.append(at.timestamp() - START)
        time.sleep(0.1)

    assert early
    assert max(early) <= 2_000 + 900 + 600
    assert set(wide_harbour.articles()) == set(range(2_100))
    assert [ask_to_end(reader) < 10 for reader in readers] == [True, True]


def test_a_broker_that_is_away_for_a_while_is_waited_for(own_broker: Cluster, tmp_path: Path) -> None:
    flows = Flows(bootstrap=own_broker.bootstrap, prefix=new_prefix())
    (tmp_path / "config").mkdir()
    harbour, some = Harbour(flows, tmp_path / "config", 2), pages(1_500, 2)
    try:
        harbour.send(some[:1_000])
        reader = harbour.start()
        wait_until(lambda: len(harbour.places()) == 2)
        own_broker.kill()
        time.sleep(10)
        own_broker.start()
        harbour.send(some[1_000:])
        wait_until(harbour.is_read)

        assert reader.poll() is None
        assert set(harbour.articles()) == {one.number for one in some}
        assert tallied(harbour.pulses()) == truth(some)
        assert len(harbour.said(reader).splitlines()) < 60
        ask_to_end(reader)
    finally:
        harbour.end()


def test_a_reader_that_slept_does_no_harm_when_it_wakes(wide_harbour: Harbour) -> None:
    """Its inputs are another's by then; what it still sends repeats what its successor sent."""
    some = pages(2_000, 2)
    wide_harbour.send(some[:1_500])
    sleeper = wide_harbour.start()
    wait_until(lambda: len(wide_harbour.places()) == 2 and any(place for place, _ in wide_harbour.places().values()))
    sleeper.send_signal(signal.SIGSTOP)
    wide_harbour.start()
    wait_until(wide_harbour.is_read)
    sleeper.send_signal(signal.SIGCONT)
    wide_harbour.send(some[1_500:])
    wait_until(wide_harbour.is_read)

    time.sleep(2)

    assert set(wide_harbour.articles()) == {one.number for one in some}
    assert tallied(wide_harbour.pulses()) == truth(some)


def test_a_crew_reads_together_and_ends_together(wide_harbour: Harbour) -> None:
    some = pages(600, 2)
    crew = wide_harbour.start("--processes", "2", "--instance", "quay")
    wait_until(lambda: len(wide_harbour.places()) == 2)
    wide_harbour.send(some)
    wait_until(wide_harbour.is_read)
    readers = psutil.Process(crew.pid).children()

    took_s = ask_to_end(crew)

    assert len(readers) == 2
    assert not any(reader.is_running() for reader in readers)
    assert took_s < 10
    assert set(wide_harbour.articles()) == set(range(600))


def test_when_one_of_a_crew_dies_all_end_and_say_how(wide_harbour: Harbour) -> None:
    """Whoever watches over us starts all of it again."""
    crew = wide_harbour.start("--processes", "2")
    wait_until(lambda: len(wide_harbour.places()) == 2)
    readers = psutil.Process(crew.pid).children()
    readers[0].kill()

    code = crew.wait(60)

    assert code == 128 + signal.SIGKILL
    assert not readers[1].is_running()


def test_readers_die_with_the_parent_of_their_crew(wide_harbour: Harbour) -> None:
    crew = wide_harbour.start("--processes", "2")
    wait_until(lambda: len(psutil.Process(crew.pid).children()) == 2)
    readers = psutil.Process(crew.pid).children()
    crew.kill()

    assert psutil.wait_procs(readers, timeout=20)[1] == []
