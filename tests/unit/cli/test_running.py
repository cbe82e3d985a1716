"""The commands around a state, called as an operator calls them."""

import json
from pathlib import Path

import pytest

from tests.hosts.world import Configured, run_world, write_world
from workers.cli import main


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that was run: its state in ``state``."""
    folder = write_world(tmp_path_factory.mktemp("ran"))
    run_world(folder, Configured(folder), folder / "state")
    return folder


def call(ran: Path, *arguments: str) -> int:
    return main([*arguments, "--config", str(ran / "config"), "--state", str(ran / "state")])


def test_alerts_are_listed_as_json(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = call(ran, "alerts", "list", "--json")
    alerts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert code == 0
    assert {alert["watch"]["id"] for alert in alerts} == {"pier"}
    assert {"alert_id", "sequence", "state", "severity", "headline", "why", "evidence"} <= alerts[0].keys()


def test_alerts_of_another_watch_or_time_are_left_out(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(ran, "alerts", "list", "--json", "--watch", "mole")
    call(ran, "alerts", "list", "--json", "--since", "2030-01-01")
    call(ran, "alerts", "list", "--json", "--open")

    assert capsys.readouterr().out == ""


def test_one_alert_is_shown_with_who_was_told(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(ran, "alerts", "list", "--json")
    alert = json.loads(capsys.readouterr().out.splitlines()[0])["alert_id"]
    call(ran, "alerts", "show", alert)
    shown = capsys.readouterr().out

    assert "0  2025-03-12 09:" in shown
    assert "log: send_first channel log, attempt 1: accepted (accepted)" in shown


def test_an_alert_is_shown_with_the_stories_it_is_about(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(ran, "alerts", "list", "--json")
    alert = json.loads(capsys.readouterr().out.splitlines()[0])
    first = alert["evidence"]["stories"][0]
    call(ran, "alerts", "show", alert["alert_id"])
    shown = capsys.readouterr().out
    call(ran, "explain", alert["alert_id"])
    explained = capsys.readouterr().out

    assert f'"{first["headline"]}": {first["origins"]} report' in shown
    assert f'{first["articles"]} articles in "{first["headline"]}"' in explained


def test_an_alert_is_explained_with_numbers_that_are_counted_again(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(ran, "alerts", "list", "--json")
    alert = json.loads(capsys.readouterr().out.splitlines()[0])["alert_id"]
    code = call(ran, "explain", alert)
    explained = capsys.readouterr().out

    assert code == 0
    assert "seen," in explained
    assert "the watch's line 1.95" in explained
    assert explained.count("the same") == explained.count("counted again from")


def test_an_alert_nobody_knows_ends_with_code_2(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(ran, "explain", "nothing") == 2
    assert capsys.readouterr().err.startswith("groundswell: no alert nothing; expected")


def test_pages_are_read_as_json_one_line_each(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = call(ran, "read", "--json", str(ran / "a.jsonl"))
    pages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    refused = [page for page in pages if page["rejected"]]

    assert code == 0
    assert [page["rejected"]["reason"] for page in refused] == ["broken_json"]
    assert pages[0].keys() == {"page", "rejected", "articles"}
    assert {"id", "lines", "language", "regions", "topics", "mentions", "near"} <= pages[0]["articles"][0].keys()


def test_a_refused_page_is_a_finding_for_the_strict(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(ran, "read", "--json", "--strict", str(ran / "a.jsonl")) == 1
    capsys.readouterr()


def test_an_input_that_is_not_there_ends_with_code_2_and_says_so(
    ran: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code = main(["run", "--config", str(ran / "config"), "--state", str(tmp_path), str(tmp_path / "nowhere.jsonl")])
    said = capsys.readouterr().err.splitlines()[-1]

    assert code == 2
    assert said.startswith("groundswell: ")
    assert said.endswith(
        "nowhere.jsonl: no such file or folder; expected .jsonl (.gz, .zst), .txt, .html, a folder or -"
    )


def test_an_option_nobody_knows_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--no-such-option"]) == 2
    assert "no-such-option" in capsys.readouterr().err


def test_help_ends_with_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "run" in capsys.readouterr().out


def test_changes_that_were_written_and_not_yet_shown_are_shown_by_the_next_run(
    ran: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A run was killed between its last transaction and the pipe."""
    run_world(ran, Configured(ran), tmp_path)
    arguments = ["run", "--json", "--config", str(ran / "config"), "--state", str(tmp_path), str(ran / "a.jsonl")]
    main(arguments)
    first = capsys.readouterr().out.splitlines()
    main(arguments)

    assert [json.loads(line)["sequence"] for line in first][:2] == [0, 1]
    assert capsys.readouterr().out == ""


def test_pages_are_shown_in_the_order_in_which_they_are_given(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(ran, "read", "--json", str(ran / "b.jsonl"), str(ran / "a.jsonl"))
    shown = [json.loads(line)["page"] for line in capsys.readouterr().out.splitlines()]
    lines = {name: len((ran / name).read_text().splitlines()) for name in ("b.jsonl", "a.jsonl")}

    assert shown == [f"{name}:{number}" for name, many in lines.items() for number in range(1, many + 1)]


def test_a_run_whose_token_is_missing_does_not_start(
    ran: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "groundswell.yaml").write_text("http: {port: 0, bind: 0.0.0.0, token_env: NO_SUCH_VARIABLE_HERE}")
    (tmp_path / "watches.yaml").write_text((ran / "config" / "watches.yaml").read_text())
    code = main(["run", "--config", str(tmp_path), "--state", str(tmp_path / "state"), str(ran / "a.jsonl")])

    assert code == 2
    assert "http.token_env: the variable NO_SUCH_VARIABLE_HERE is not set" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("alerts", "list"), ("deliveries", "list")])
def test_a_piped_list_has_whole_ids_and_headlines(
    ran: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    call(ran, "alerts", "list", "--json")
    alert = json.loads(capsys.readouterr().out.splitlines()[0])
    call(ran, *command)
    heading, *rows = capsys.readouterr().out.splitlines()

    assert "alert" in heading.split()
    assert any(alert["alert_id"] in row.split() for row in rows)
    assert command[0] != "alerts" or any(row.endswith(alert["headline"]) for row in rows)


def test_pages_are_shown_whole_where_nobody_looks_on(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(ran, "read", str(ran / "a.jsonl"))
    shown = capsys.readouterr().out

    assert "a.jsonl:1: 1 article" in shown
    assert json.loads((ran / "a.jsonl").read_text().splitlines()[0])["title"] in shown
    assert "│" not in shown


def test_a_run_with_a_secret_that_is_none_does_not_start(
    ran: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Else the first alert would show it."""
    (tmp_path / "secret").write_text("hunter2")
    (tmp_path / "groundswell.yaml").write_text("http: {port: 0}")
    (tmp_path / "watches.yaml").write_text((ran / "config" / "watches.yaml").read_text())
    hook = f"{{id: hook, kind: webhook, url: https://desk.example/hook, secret_file: {tmp_path / 'secret'}}}"
    (tmp_path / "channels.yaml").write_text(f"channels: [{hook}]")
    words = ["run", "--config", str(tmp_path), "--state", str(tmp_path / "state"), str(ran / "a.jsonl")]

    assert main([*words, "--tell"]) == 2
    told = capsys.readouterr().err
    assert "channel hook: secret_file: found the file" in told
    assert "hunter2" not in told
    assert main(words) == 0
