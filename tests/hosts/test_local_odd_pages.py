"""Pages that are well formed and odd: each is read, or refused with its reason, and none stops a run."""

import json
import os
from pathlib import Path

import pytest

from tests.builders import PROSE
from tests.hosts.world import QUIET, Configured, Quiet, run_world
from workers.channels.base import Carriers
from workers.hosts.local.run import Host, Said, Wish, run_local
from workers.hosts.local.store import open_store
from workers.ingest.dates import EARLIEST

WATCHES = """
defaults: {minimum: {articles: 1, sources: 1}}
watches:
  - {id: narrow, terms: [old pier], bucket: 1m}
  - {id: wide, terms: [old pier], bucket: 60m}
  - {id: ratio, terms: [old pier], detector: {kind: ratio}}
  - {id: zscore, terms: [old pier], detector: {kind: zscore}}
"""
WATCHING = 4


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "config").mkdir()
    (folder / "config" / "watches.yaml").write_text(WATCHES)
    return Configured(folder)


def page(number: int, **fields: object) -> str:
    return json.dumps({"url": f"https://paper.example/{number}", "title": f"Report {number}", "text": PROSE} | fields)


def refused_and_counted(state: Path) -> tuple[dict[int, str], int]:
    """Line -> reason of what was refused, and how many mentions there are."""
    with open_store(state) as store:
        refused = dict(store.connection.execute("select line, reason from rejects order by n").fetchall())
        (mentions,) = store.connection.execute("select count(*) from mentions").fetchone()
    return refused, mentions


OLD = ["1969-12-31T23:59:59Z", 0, -86_400, 0.5, "1970-01-01T23:59:59Z", "0001-01-01T00:00:00Z"]


def test_a_page_from_before_time_was_counted_is_refused(configured: Configured, tmp_path: Path) -> None:
    """Slots and buckets are numbered from 1970; a scraper's clock that was never set says that it is 1970."""
    pages = [page(number, fetched_at=at) for number, at in enumerate([*OLD, EARLIEST.isoformat()])]
    (tmp_path / "pages.jsonl").write_text("\n".join(pages))
    run_world(tmp_path, configured, tmp_path / "state", names=("pages.jsonl",))

    assert refused_and_counted(tmp_path / "state") == (dict.fromkeys(range(1, len(OLD) + 1), "bad_time"), WATCHING)


def test_a_file_without_a_date_dates_no_page(configured: Configured, tmp_path: Path) -> None:
    """Archives are unpacked with the beginning of time for a date."""
    (tmp_path / "pages.jsonl").write_text(page(1))
    os.utime(tmp_path / "pages.jsonl", (0, 0))
    run_world(tmp_path, configured, tmp_path / "state", names=("pages.jsonl",))

    assert refused_and_counted(tmp_path / "state") == ({1: "bad_time"}, 0)


def test_an_archive_from_before_time_was_counted_is_refused(configured: Configured, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text("\n".join([page(1, published="1950-06-01"), page(2, published="1970-01-02")]))
    said = Said(names=(str(tmp_path / "pages.jsonl"),), by_published=True)
    host = Host(log=QUIET, watcher=Quiet(), carriers=Carriers(print_line=lambda _: None), stopping=lambda: False)
    run_local(Wish(said=said, state=tmp_path / "state"), configured.rules, configured.channels, host)

    assert refused_and_counted(tmp_path / "state") == ({1: "bad_time"}, WATCHING)


def test_half_a_character_anywhere_stops_nothing(configured: Configured, tmp_path: Path) -> None:
    fetched = {"fetched_at": "2025-03-10T12:00:00Z"}
    half = "\ud800"
    odd = [
        page(1, text=f"{PROSE} And {half} so on.", **fetched),
        page(2, title=f"The old pier {half}", **fetched),
        page(3, source=f"Paper {half}", **fetched),
        page(4, published=half, language=half, **fetched),
        page(5, url=f"https://paper.example/{half}", **fetched),
        page(6, **{half: half}, **fetched),
        page(
            7,
            text=None,
            html=f"<html><body><p>{PROSE.replace(chr(10), '</p><p>')}{half}&#xD800;</p></body></html>",
            **fetched,
        ),
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(odd))
    run_world(tmp_path, configured, tmp_path / "state", names=("pages.jsonl",))

    assert refused_and_counted(tmp_path / "state") == ({}, WATCHING * len(odd))


def test_a_file_whose_name_is_no_text_is_read(configured: Configured, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    (tmp_path / name).write_text(page(1, fetched_at="2025-03-10T12:00:00Z") + "\n{broken")
    run_world(tmp_path, configured, tmp_path / "state", names=(name,))
    again = run_world(tmp_path, configured, tmp_path / "state", names=(name,))

    assert refused_and_counted(tmp_path / "state") == ({2: "broken_json"}, WATCHING)
    assert again.summary.pages == 0
