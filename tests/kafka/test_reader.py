"""Readers on a real broker: every page is an article or a reject, and every pulse tells the truth."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker import Flows
from tests.kafka.readers import (
    SLOT_S,
    START,
    Harbour,
    Sent,
    ask_to_end,
    page,
    pages,
    tallied,
    truth,
    wait_until,
)
from workers.hosts.kafka import codecs
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.kafka.rejected import OFFSET, PARTITION, REASON, TOPIC

PARTITIONS = 3


@pytest.fixture
def harbour(flows: Flows, tmp_path: Path) -> Iterator[Harbour]:
    made = Harbour(flows, tmp_path, PARTITIONS)
    yield made
    made.end()


def test_a_page_becomes_an_article_and_mentions_and_a_pulse(harbour: Harbour) -> None:
    some = pages(40, PARTITIONS)
    harbour.send(some)

    reader = harbour.start()
    wait_until(harbour.is_read)
    ask_to_end(reader)

    assert sorted(harbour.articles()) == list(range(40))
    assert harbour.mentions() == {(watch, number) for watch in ("pier", "crane") for number in range(40)}
    assert tallied(harbour.pulses()) == truth(some)
    assert {pulse.inputs for pulse in harbour.pulses()} == {PARTITIONS}


def test_what_has_a_key_lies_in_the_partition_of_its_key(harbour: Harbour) -> None:
    harbour.send(pages(20, PARTITIONS))

    harbour.start()
    wait_until(harbour.is_read)

    for flow in ("articles", "signals"):
        keys = {(key, partition) for key, _, _, partition in harbour.records(flow) if key}
        assert keys
        assert all(partition_of(key, PARTITIONS) == partition for key, partition in keys)


def test_sigterm_ends_a_reader_at_work_at_once_and_leaves_nothing_uncommitted(harbour: Harbour) -> None:
    some = pages(3_000, PARTITIONS)
    harbour.send(some)
    reader = harbour.start()
    wait_until(lambda: len(harbour.places()) == PARTITIONS and any(place for place, _ in harbour.places().values()))

    took_s = ask_to_end(reader)

    read = sum(place for place, _ in harbour.places().values())
    assert 0 < read < 3_000
    assert took_s < 6  # of which half a second is ours, on a machine that does nothing else
    assert len(harbour.articles()) == read
    spans = [span for pulse in harbour.pulses() for span in pulse.spans]
    assert sum(span.end - span.start for span in spans) == read


def test_killed_readers_lose_nothing_and_count_nothing_twice(harbour: Harbour) -> None:
    """Two of three readers are killed with work in flight; what they did is done again by others."""
    some, dice = pages(2_500, PARTITIONS), random.Random(7)
    harbour.send(some[:2_000])
    readers = [harbour.start(), harbour.start()]
    for _ in range(2):
        wait_until(lambda: len(harbour.places()) == PARTITIONS)
        time.sleep(dice.uniform(0.5, 2.5))
        readers[0].kill()
        readers = [*readers[1:], harbour.start()]
    in_flight = sum(harbour.ends().values()) - sum(place for place, _ in harbour.places().values())
    harbour.send(some[2_000:])
    wait_until(harbour.is_read)

    articles = harbour.articles()

    assert in_flight > 0
    assert set(articles) == {one.number for one in some}
    assert harbour.mentions() == {(watch, one.number) for watch in ("pier", "crane") for one in some}
    assert tallied(harbour.pulses()) == truth(some)
    assert harbour.rejects() == {}


def test_a_reader_that_comes_and_one_that_leaves_share_the_pages(harbour: Harbour) -> None:
    some = pages(1_500, PARTITIONS)
    harbour.send(some[:500])
    first = harbour.start()
    wait_until(lambda: len(harbour.places()) == PARTITIONS)
    second = harbour.start()
    harbour.send(some[500:1_000])
    wait_until(lambda: "started" in harbour.said(second))
    wait_until(harbour.is_read)
    ask_to_end(first)
    harbour.send(some[1_000:])
    wait_until(harbour.is_read)

    ask_to_end(second)

    assert set(harbour.articles()) == {one.number for one in some}
    assert tallied(harbour.pulses()) == truth(some)


def test_an_archive_with_a_page_a_slot_is_told_slot_by_slot(harbour: Harbour) -> None:
    """A span that held two slots could be told again in other pieces, and its tallies would count twice."""
    some = pages(150, PARTITIONS, step_s=SLOT_S)
    harbour.send(some)

    harbour.start()
    wait_until(harbour.is_read)

    slots = [{tally.slot for tally in span.tallies} for pulse in harbour.pulses() for span in pulse.spans]
    assert max(map(len, slots)) == 1
    assert tallied(harbour.pulses()) == truth(some)


def odd_pages() -> list[Sent]:
    prose = page(0, START, 0)
    markup = b"<!doctype html><title>Pier</title><article><h1>A pier</h1>%s</article>"
    text = b"<p>The council of a small town by the sea met to speak about its old pier and about the crane on it.</p>"
    values = {
        0: prose.value,
        1: b"",
        2: b"PK\x03\x04\x00\x00\x00 no text at all",
        3: b'{"text": "cut in the mid',
        4: json.dumps({"text": "long " * 1_000_000, "fetched_at": START}).encode(),
        5: json.dumps(
            {"html": (markup % (text * 6)).decode(), "url": "https://h.example/5", "fetched_at": START}
        ).encode(),
    }
    return [Sent(number=number, at=START, partition=0, value=value) for number, value in values.items()]


def test_a_page_that_is_refused_is_kept_whole_with_its_reason(harbour: Harbour) -> None:
    some = [*odd_pages(), Sent(number=6, at=START, partition=1, value=b"", headers=(("from", b"a scraper"),))]
    harbour.send(some)

    harbour.start()
    wait_until(harbour.is_read)

    kept = {int(key or b""): (value, headers) for key, value, headers, _ in harbour.records("rejects")}
    reasons = {number: headers[REASON].decode() for number, (_, headers) in kept.items()}
    assert reasons == {1: "empty", 2: "binary", 3: "broken_json", 4: "too_large", 6: "empty"}
    assert all(value == some[number].value for number, (value, _) in kept.items())
    assert kept[6][1]["from"] == b"a scraper"
    where = {name: kept[3][1][name].decode() for name in (TOPIC, PARTITION, OFFSET)}
    assert where == {TOPIC: harbour.name("pages"), PARTITION: "0", OFFSET: "3"}
    assert sorted(harbour.articles()) == [0, 5]


def test_headers_say_what_a_page_does_not(harbour: Harbour) -> None:
    """Scrapers that deliver bare pages name source and kind beside them."""
    bare = "A pier\n\n" + page(0, START, 0).value.decode()
    text = json.loads(bare.partition("\n\n")[2])["text"].encode()
    said = (("source", b"paper.example"), ("content-type", b"text/plain; charset=utf-8"))
    harbour.send([Sent(number=0, at=START, partition=0, value=text, headers=said)])

    harbour.start()
    wait_until(harbour.is_read)

    articles = [json.loads(value) for _, value, _, _ in harbour.records("articles")]
    assert [one["source"] for one in articles] == ["paper.example"]
    mentions = [codecs.signals.decode(value) for _, value, _, _ in harbour.records("signals")]
    assert {mention.position.input for mention in mentions} == {"0"}  # type: ignore[union-attr]
