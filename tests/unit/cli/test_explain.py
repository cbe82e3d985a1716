"""`groundswell explain`: why there was an alert, why there was none, and what a page is."""

import json
from pathlib import Path

import pytest

from tests.hosts.world import Configured, run_world, write_world
from workers.cli import main


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that was run: its state in ``state``."""
    folder = write_world(tmp_path_factory.mktemp("world"))
    run_world(folder, Configured(folder), folder / "state")
    return folder


def explain(world: Path, *words: str) -> int:
    return main(["explain", *words, "--config", str(world / "config"), "--state", str(world / "state")])


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def inputs(world: Path) -> list[str]:
    return [str(world / "a.jsonl"), str(world / "b.jsonl")]


def test_an_alert_that_was_is_the_answer(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = explain(world, "--watch", "pier", "--at", "2025-03-12T09:30:00Z")
    told = lines(capsys)

    assert code == 0
    assert told[0].startswith("pier (Old Pier), 2025-03-12 ")
    assert any(line.startswith("alert ") and "notice" not in line.split()[:2] for line in told)
    assert "change 0 to log: send_first" in told
    assert told[-1].startswith("It did alert: ")


@pytest.mark.parametrize(("watch", "at"), [("pier", "2025-03-12T09:30:00Z"), ("mole", "2025-03-11T15:00:00Z")])
def test_a_replay_of_the_pages_says_the_same_as_the_state(
    world: Path, capsys: pytest.CaptureFixture[str], watch: str, at: str
) -> None:
    """But for what a state does not keep: pages, and to nobody a replay tells."""
    explain(world, "--watch", watch, "--at", at)
    remembered = lines(capsys)
    explain(world, "--watch", watch, "--at", at, *inputs(world))
    replayed = [line for line in lines(capsys) if "pages read" not in line]

    assert [line for line in remembered if not line.startswith("change ")][:7] == replayed[:7]
    assert remembered[-1] == replayed[-1]


def test_a_watch_nobody_knows_ends_with_code_2(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(world, "--watch", "quay", "--at", "2025-03-12") == 2
    assert "has no watch quay; expected one of mole, pier" in capsys.readouterr().err


def test_an_alert_is_explained_from_its_pages_as_from_the_state(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["alerts", "list", "--json", "--config", str(world / "config"), "--state", str(world / "state")])
    alert = json.loads(capsys.readouterr().out.splitlines()[0])["alert_id"]
    codes = [explain(world, alert)]
    remembered = lines(capsys)
    codes.append(explain(world, alert, *inputs(world)))

    assert codes == [0, 0]
    assert lines(capsys) == remembered


def test_an_alert_the_pages_do_not_give_ends_with_code_2(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(world, "0123456789ab", *inputs(world)) == 2
    assert "no alert 0123456789ab in a replay of these pages" in capsys.readouterr().err


def test_a_file_is_explained_page_by_page_for_every_watch_it_names(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = explain(world, "--page", str(world / "a.jsonl"))
    told = lines(capsys)

    assert code == 0
    assert sum(", counted at " in line for line in told) == 97
    assert sum(": refused, broken_json: " in line for line in told) == 1
    assert 'MENTION of pier: it names "Old Pier" in the text' in told


def test_a_page_is_explained_for_one_watch(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explain(world, "--page", f"{world / 'a.jsonl'}:1", "--watch", "mole")

    assert 'its terms: "North Mole"' in lines(capsys)


def test_a_line_that_is_not_there_ends_with_code_2(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(world, "--page", f"{world / 'a.jsonl'}:999") == 2
    assert "no such page; expected a file, or FILE:LINE" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--watch", "pier"], ["--at", "2025-03-12"]], ids=str)
def test_half_a_question_ends_with_code_2(world: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert explain(world, *words) == 2
    assert "expected ALERT_ID, or --watch ID --at T, or --page FILE" in capsys.readouterr().err


def test_a_page_without_a_time_is_explained_at_the_time_it_is_said_to_have(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Old pier reopens\nThe old pier of the town reopens on Saturday after a winter of repairs, he said."
    )
    code = explain(world, "--page", str(page), "--fetched-at", "2025-03-12T09:30:00Z")

    assert code == 0
    assert lines(capsys)[0] == "page.txt: 1 article, counted at 2025-03-12 09:30 UTC"
