"""P2: the same pages through one process, and through Kafka with kills in the middle, leave the same facts."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer

from tests.broker import Flows
from tools.local.agreement import Facts, differences, facts_of_flows, facts_of_store
from tools.local.crew import Crew, Member
from tools.local.feed import make_archive
from tools.local.outside import lag
from tools.local.story import Story
from workers.cli import main
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of, names_of

STORY = Story(quiet_step_s=60, step_s=60)
PAGES = 3_000
END_S = int((STORY.at(PAGES) + timedelta(hours=40)).timestamp()) // 300 * 300
PATIENCE_S = 180.0
"""Machines are shared: a loaded one may take three times as long."""


class Place:
    """One config on the run's broker, and its flows."""

    def __init__(self, folder: Path, flows: Flows, partitions: int) -> None:
        self.config, self.bootstrap = folder / "config", flows.bootstrap
        STORY.write_config(
            self.config,
            broker=flows.bootstrap,
            flows=f"{{prefix: {flows.prefix}., partitions: {partitions}}}",
            time="pages",
            http="{port: 0}",
        )
        self.rules = open_config(self.config).rules
        self.flows, self.groups = flows_of(self.rules.settings), names_of(self.rules.settings)
        make_archive(self.bootstrap, self.flows.pages.name, partitions)
        assert main(["flows", "ensure", "--config", str(self.config)]) == 0

    def write_pages(self, partitions: int, pages: int = PAGES) -> None:
        """All of them, before anybody reads: a clock that only pages move asks for that."""
        with closing(KafkaProducer(bootstrap_servers=self.bootstrap, acks="all", linger_ms=20)) as producer:
            for number, value in enumerate(STORY.values(0, pages)):
                at_ms = int(STORY.at(number).timestamp() * 1000)
                where = random.Random(number).randrange(partitions)
                producer.send(self.flows.pages.name, value, partition=where, timestamp_ms=at_ms)
            producer.flush()

    @property
    def behind(self) -> int:
        """Records that a reader or a counter has not acknowledged."""
        read = lag(self.bootstrap, self.groups.read, self.flows.pages.name)
        counted = (self.flows.pulses.name, self.flows.signals.name)
        return read + sum(lag(self.bootstrap, self.groups.count, flow) for flow in counted)


@pytest.fixture
def crews() -> Iterator[list[Crew]]:
    made: list[Crew] = []
    yield made
    for crew in made:
        crew.stop(crew.members(), patience_s=0.5)


def wait_until(holds: Callable[[], bool], crew: Crew) -> None:
    """Wait for something, starting again whoever ended."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        words = "\n".join(line for member in crew.members() for line in crew.log(member).read_text().splitlines()[-3:])
        assert time.monotonic() < until, words
        crew.keep()
        time.sleep(0.2)


def walk_through(place: Place, crew: Crew, kills: int, seed: int) -> None:
    """Let the crew read all there is, with members killed while there is work left."""
    rng, all_there = random.Random(seed), place.behind
    wait_until(lambda: place.behind < all_there - 100, crew)
    for _ in range(kills):
        victim = rng.choice(crew.members())
        assert place.behind > 0, "nothing was in flight"
        crew.kill(victim)  # one that was killed before may not be back yet
        time.sleep(rng.uniform(0.3, 1.5))
        crew.keep()
    wait_until(lambda: place.behind == 0, crew)
    time.sleep(2.0)  # what is acknowledged may still be on its way to the table's last row
    wait_until(lambda: place.behind == 0, crew)


@pytest.mark.parametrize(("partitions", "workers"), [(1, 1), (1, 2), (3, 1), (3, 2)])
def test_kafka_and_one_process_come_to_the_same_facts(
    partitions: int, workers: int, tmp_path: Path, flows: Flows, crews: list[Crew]
) -> None:
    place = Place(tmp_path, flows, partitions)
    place.write_pages(partitions)
    crew = Crew(folder=tmp_path / "crew", config=place.config)
    crews.append(crew)

    crew.start(Member(part=part, number=number) for part in ("read", "count") for number in range(1, workers + 1))
    walk_through(place, crew, kills=4, seed=partitions * 10 + workers)
    crew.stop(crew.members())

    whole = facts_of_one_process(place, tmp_path, PAGES)
    apart = facts_of_flows(place.bootstrap, place.flows, place.rules.watches, END_S)
    assert len(whole.ended) >= 4
    assert differences(whole, apart) == []


def test_pages_that_come_three_times_count_once(tmp_path: Path, flows: Flows, crews: list[Crew]) -> None:
    """A scraper that fetches again, and a producer that sends again: the facts are those of one time."""
    place, pages = Place(tmp_path, flows, 2), 5_000
    for _ in range(3):
        place.write_pages(2, pages)
    crew = Crew(folder=tmp_path / "crew", config=place.config)
    crews.append(crew)

    crew.start(Member(part=part) for part in ("read", "count"))
    walk_through(place, crew, kills=0, seed=1)
    crew.stop(crew.members())

    # Up to the last page: how soon a silence after it is seen depends on how much came in the last minutes.
    end_s = int(STORY.at(pages).timestamp()) // 300 * 300
    once = facts_of_one_process(place, tmp_path, pages, end_s)
    thrice = facts_of_flows(place.bootstrap, place.flows, place.rules.watches, end_s)
    assert len(once.ended) >= 8
    assert differences(once, thrice) == []


def facts_of_one_process(place: Place, folder: Path, pages: int, end_s: int = END_S) -> Facts:
    archive = folder / "pages.jsonl"
    archive.write_bytes(b"".join(value + b"\n" for value in STORY.values(0, pages)))
    assert main(["run", "--config", str(place.config), "--state", str(folder / "state"), str(archive)]) == 0
    return facts_of_store(folder / "state", place.rules.watches, end_s)
