"""Pages of HTML on their way through the local host: read in a child, and counted as if they were not."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.hosts.world import Configured, Quiet, facts, run_world, stories, write_world
from workers.hosts.local.lane import Arrival
from workers.hosts.local.replay import Replay
from workers.hosts.local.run import Said, open_pages
from workers.hosts.local.sides import Pages
from workers.hosts.local.walk import Summary
from workers.model.rejection import Reason, Rejection
from workers.pipeline import read_page


def as_markup(page: dict[str, str]) -> dict[str, str]:
    html = (
        f"<!doctype html><html lang=en><head><title>{page['title']}</title>"
        f'<meta property="article:published_time" content="{page["fetched_at"]}"></head>'
        f"<body><article><h1>{page['title']}</h1><p>{page['text']}</p></article></body></html>"
    )
    return {"url": page["url"], "fetched_at": page["fetched_at"], "html": html}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The usual world, with every sixth page as HTML, and one page that is no article."""
    made = write_world(tmp_path_factory.mktemp("world"))
    pages = [page if number % 6 else as_markup(page) for number, page in enumerate(stories())]
    pages.insert(40, {**pages[40], "html": "<html><body><nav>Home</nav></body></html>", "text": ""})
    (made / "a.jsonl").write_text("".join(f"{json.dumps(page)}\n" for page in pages))
    (made / "b.jsonl").write_text("")
    return made


@pytest.fixture(scope="module")
def configured(folder: Path) -> Configured:
    return Configured(folder)


def our_children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "workers.hosts.child" in one.cmdline()]


class Murderer(Quiet):
    """Kills what reads for the run, now and then."""

    def __init__(self, every: int) -> None:
        super().__init__()
        self._every = every
        self.killed = 0

    def beat(self, summary: Summary) -> None:
        if summary.pages % self._every == 0:
            for child in our_children():
                child.kill()
                self.killed += 1


def test_a_replay_reads_them_as_we_would(folder: Path, configured: Configured) -> None:
    rules = configured.rules
    pages = open_pages(Said(names=(str(folder / "a.jsonl"),)), rules, {})
    told = [step.read for step in Replay(rules).steps(pages) if step.read is not None]

    again = open_pages(Said(names=(str(folder / "a.jsonl"),)), rules, {})
    assert told == [read_page(arrival.payload, rules) for arrival in arrivals(again)]
    assert sum(isinstance(read, Rejection) for read in told) == 1
    assert our_children() == []


def arrivals(pages: Pages) -> Iterator[Arrival]:
    while (arrival := pages.take()) is not None:
        yield arrival
        pages.done(arrival)


def test_a_run_whose_child_is_killed_tells_the_same(folder: Path, configured: Configured, tmp_path: Path) -> None:
    murderer = Murderer(every=120)
    run_world(folder, configured, tmp_path / "calm")
    run_world(folder, configured, tmp_path / "killed", watcher=murderer)

    assert murderer.killed == 1
    assert facts(tmp_path / "killed") == facts(tmp_path / "calm")
    assert len(facts(tmp_path / "calm")["changes"]) > 2
    assert our_children() == []


def test_archives_are_put_in_order_by_the_times_in_their_markup(tmp_path: Path, configured: Configured) -> None:
    days = sorted(stories(), key=lambda page: page["fetched_at"])[:4]
    pages = [{"html": as_markup(page)["html"]} for page in days]
    unread = {"html": "<html><body><nav>Home</nav></body></html>"}
    lines = [json.dumps(page) for page in (pages[2], unread, pages[0], pages[3], pages[1])]
    (tmp_path / "archive.jsonl").write_text("\n".join(lines))
    said = Said(names=(str(tmp_path / "archive.jsonl"),), by_published=True, whole=True)
    opened = open_pages(said, configured.rules, {})
    taken, children = list(arrivals(opened)), our_children()

    read = [arrival for arrival in taken if arrival.refused is None]
    assert [arrival.payload.position.offset for arrival in read] == [3, 5, 1, 4]
    assert [arrival.refused.reason for arrival in taken if arrival.refused] == [Reason.NO_ARTICLE]
    assert len(children) == 1
    del opened
    gc.collect()
    assert our_children() == []
