"""What a run says at its end, and what it does not stop for."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from tests.hosts.world import write_world
from workers.cli import main

TELL_DESK = "subscriptions: [{id: desk, watches: {ids: ['*']}, channels: [file]}]\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


def run(world: Path, folder: Path, **files: str) -> int:
    """Run the world with these files of config instead of its own."""
    shutil.copytree(world / "config", folder / "config")
    for name, text in files.items():
        (folder / "config" / f"{name}.yaml").write_text(text)
    inputs = [str(world / "a.jsonl"), str(world / "b.jsonl")]
    return main(["run", "--config", str(folder / "config"), "--state", str(folder / "state"), *inputs])


def test_what_no_channel_took_is_told_at_the_end_and_sent_by_the_next_run(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channels = f"channels: [{{id: file, kind: log, path: '{tmp_path / 'news' / 'alerts'}'}}]\n"
    settings = "{http: {port: 0}, retry_after: [0s, 0s, 1h]}\n"
    code = run(world, tmp_path, channels=channels, subscriptions=TELL_DESK, groundswell=settings)
    said = capsys.readouterr().err.splitlines()[-1]
    owed = int(said.split()[0])
    (tmp_path / "news").mkdir()
    shutil.rmtree(tmp_path / "config")
    run(world, tmp_path, channels=channels, subscriptions=TELL_DESK, groundswell=settings)

    assert code == 0
    assert owed > 0
    assert "notices are owed, the next attempt is due 20" in said
    assert said.endswith("UTC; the next run on this state goes on with them")


def test_a_port_in_use_costs_health_and_metrics_and_not_the_news(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = run(world, tmp_path, groundswell=f"http: {{port: {port}}}\n")
    said = capsys.readouterr()

    assert code == 0
    (refused,) = [json.loads(line) for line in said.err.splitlines() if line.startswith("{")]
    assert (refused["event"], refused["port"]) == ("health and metrics are not served", port)
    assert "Old Pier" in said.out


def test_a_file_that_ends_in_the_middle_is_told_and_is_a_finding(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00 and nothing of sense")
    code = main(
        ["run", "--config", str(world / "config"), "--state", str(tmp_path / "s"), str(tmp_path / "cut.jsonl.gz")]
    )

    assert code == 1
    assert "cut.jsonl.gz" in capsys.readouterr().err.splitlines()[-1]
