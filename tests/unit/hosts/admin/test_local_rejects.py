"""What a local run refused: listed, shown, and written out so that it can be run again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import PROSE
from workers.cli import main
from workers.hosts.local.store import REJECT_BYTES

GOOD = json.dumps({"text": PROSE, "fetched_at": "2024-06-18T01:00:00Z"}).encode()


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    """A state in which four pages were refused, and the options that name it."""
    config, inputs = tmp_path / "config", tmp_path / "inputs"
    config.mkdir()
    inputs.mkdir()
    (config / "watches.yaml").write_text("watches: [{id: a, name: A, terms: [Alpha]}]\n", "utf-8")
    (inputs / "feed.jsonl").write_bytes(b'{"text": 1}\n' + GOOD + b"\n{broken\n")
    (inputs / "page.html").write_bytes(b"\x00\x01\x02\x03")
    (inputs / "large.txt").write_bytes(b"\x00" + b"x" * REJECT_BYTES)
    options = ["--config", str(config), "--state", str(tmp_path / "state")]
    assert main(["run", *options, str(inputs)]) == 0
    return options


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_all_that_was_refused_is_listed(place: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rejects", "list", "--json", *place]) == 0

    found = lines(capsys)
    assert sorted((str(one["where"]).rpartition("/")[2], one["reason"]) for one in found) == [
        ("feed.jsonl:1", "wrong_type"),
        ("feed.jsonl:3", "broken_json"),
        ("large.txt:1", "binary"),
        ("page.html:1", "binary"),
    ]


def test_one_is_shown(place: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["rejects", "list", "--json", "--reason", "broken_json", *place])
    (one,) = lines(capsys)

    assert main(["rejects", "show", str(one["id"]), *place]) == 0
    shown = capsys.readouterr().out
    assert main(["rejects", "show", "99", *place]) == 2

    assert shown.startswith("broken_json: ")
    assert shown.endswith("\n\n{broken\n")


def test_pages_are_written_out_as_they_were_with_their_dates(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page without a time of its own is dated by its file: read again, it must be as old as it was."""
    dated = tmp_path / "inputs" / "feed.jsonl"
    out = tmp_path / "again"

    assert main(["rejects", "replay", "--to", str(out), *place]) == 1

    streams = capsys.readouterr()
    assert f"3 pages were written to 2 files; now: groundswell run {out}" in streams.out
    assert f"is left out: only {REJECT_BYTES:,} of its {REJECT_BYTES + 1:,} bytes were kept" in streams.err
    html, feed = sorted(out.iterdir(), key=lambda path: path.suffix)
    assert (html.suffix, html.read_bytes()) == (".html", b"\x00\x01\x02\x03")
    assert (feed.suffix, feed.read_bytes()) == (".jsonl", b'{"text": 1}\n{broken\n')
    assert int(feed.stat().st_mtime) == int(dated.stat().st_mtime)


def test_what_is_mended_and_run_again_becomes_an_article(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "again"
    assert main(["rejects", "replay", "--to", str(out), "--reason", "wrong_type", *place]) == 0
    (feed,) = out.iterdir()
    feed.write_bytes(GOOD + b"\n")
    capsys.readouterr()

    assert main(["read", "--json", str(feed), "--config", place[1]]) == 0

    (page,) = lines(capsys)
    assert page["rejected"] is None


def test_nothing_is_written_among_other_files(place: list[str], tmp_path: Path) -> None:
    assert main(["rejects", "replay", "--to", str(tmp_path), *place]) == 2


def test_a_dry_run_writes_nothing(place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "again"

    assert main(["rejects", "replay", "--to", str(out), "--dry-run", "--reason", "binary", *place]) == 1

    assert "1 pages would be fed again" in capsys.readouterr().out
    assert not out.exists()


@pytest.mark.parametrize("options", [[], ["--kafka", "--to", "x"]])
def test_where_to_is_asked_for_and_no_more_than_that(options: list[str], place: list[str]) -> None:
    assert main(["rejects", "replay", *options, *(place if not options else place[:2])]) == 2


def test_since_is_the_pages_time(place: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC).isoformat()

    assert main(["rejects", "list", "--json", "--since", later, *place]) == 0

    assert lines(capsys) == []
