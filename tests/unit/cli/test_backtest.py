"""`groundswell backtest`, and labels for it."""

import json
from pathlib import Path

import pytest

from tests.hosts.world import Configured, run_world, write_world
from workers.cli import main


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


def backtest(world: Path, *more: str) -> int:
    return main(["backtest", str(world / "a.jsonl"), str(world / "b.jsonl"), "--config", str(world / "config"), *more])


def test_json_is_a_line_a_change_and_then_one_a_watch(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = backtest(world, "--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    changes, watches = lines[:-2], lines[-2:]

    assert code == 0
    assert [one["sequence"] for one in changes] == list(range(len(changes)))
    assert {one["watch"]["id"] for one in changes} == {"pier"}
    assert [one["watch"] for one in watches] == ["pier", "mole"]
    assert watches[0] | {"per_week": 0, "mentions": 0} == {
        "watch": "pier", "alerts": 1, "per_week": 0, "confirmed": 1, "open": 0, "mentions": 0,
        "labelled": {"found": 0, "missed": 0, "false": 0},
    }  # fmt: skip
    assert watches[0]["per_week"] == pytest.approx(2.5, abs=0.1)


def test_people_read_the_alerts_and_a_table(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backtest(world)
    told = capsys.readouterr()
    first, *_, heading, pier, mole = told.out.splitlines()

    assert first.startswith("2025-03-12 09:")
    assert heading.split() == ["watch", "mentions", "alerts", "a", "week", "confirmed", "open"]
    assert pier.split()[0] == "pier"
    assert mole.split()[2:] == ["0", "0.00", "0", "0"]
    assert "196 pages (1 refused)" in told.err


def test_what_comes_before_the_span_only_teaches(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backtest(world, "--json", "--from", "2025-03-12T12:00:00Z", "--to", "2025-03-12T15:00:00Z")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [line["alerts"] for line in lines] == [0, 0]
    assert sum(line["mentions"] for line in lines) < 10


def test_a_span_that_ends_before_it_begins_ends_with_code_2(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backtest(world, "--from", "2025-03-12", "--to", "2025-03-11") == 2
    assert "expected a time before --to" in capsys.readouterr().err


def test_an_alert_is_labelled_and_the_backtest_finds_it(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_world(world, Configured(world), world / "state")
    folders = ["--config", str(world / "config"), "--state", str(world / "state")]
    main(["alerts", "list", "--json", *folders])
    alert = json.loads(capsys.readouterr().out.splitlines()[0])["alert_id"]
    assert main(["alerts", "label", alert, "--news", "--because", "a storm took it", *folders]) == 0
    path, _, label = capsys.readouterr().out.partition(": ")
    with Path(path).open("a") as file:
        file.write('{"watch": "mole", "from": "2025-03-11T00:00:00Z", "to": "2025-03-11T06:00:00Z", "news": true}\n')
    backtest(world, "--json", "--labels", path)
    pier, mole = (json.loads(line) for line in capsys.readouterr().out.splitlines()[-2:])

    assert json.loads(label)["because"] == "a storm took it"
    assert pier["labelled"] == {"found": 1, "missed": 0, "false": 0}
    assert mole["labelled"] == {"found": 0, "missed": 1, "false": 0}


def test_lines_that_are_no_labels_are_told(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"watch": "pier", "news": true}\n\n'
        '{"watch": "pier", "from": "2025-03-12T00:00:00", "to": "2025-03-12T01:00:00Z", "news": true}\n'
    )

    assert backtest(world, "--labels", str(labels)) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"groundswell: {labels}:1: found Object missing required field `from`; expected a label")
    assert told[1].startswith(f"groundswell: {labels}:3: found no span of time")


def test_pages_that_are_none_are_told(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("{broken\n")
    code = main(["backtest", str(tmp_path / "none.jsonl"), "--config", str(world / "config"), "--json"])
    told = capsys.readouterr()

    assert code == 0
    assert "no page could be read" in told.err
    assert [json.loads(line)["per_week"] for line in told.out.splitlines()] == [None, None]


def test_a_page_with_pictures_is_written(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = backtest(world, "--json", "--html", str(tmp_path / "report.html"))
    told, page = capsys.readouterr(), (tmp_path / "report.html").read_text(encoding="utf-8")

    assert code == 0
    assert len([json.loads(line) for line in told.out.splitlines()]) > 2
    assert f"the pictures are in {tmp_path / 'report.html'}" in told.err
    assert page.count("<section") == 2
    assert "Old Pier" in page
    assert page.count("<h3") == 0


def test_a_page_without_a_folder_is_refused_before_anything_is_read(
    world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert backtest(world, "--html", str(tmp_path / "none" / "report.html")) == 2
    assert "is no folder" in capsys.readouterr().err
