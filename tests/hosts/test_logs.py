"""What a process that goes on for ever writes to standard error: every line can be read by a machine."""

import json
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.contracts.rough_servers import unused_port
from tests.hosts.test_local_process import RUN, wait_for
from tests.hosts.world import stories, write_world
from tests.test_logs import documented

SECRET = "whsec_Z3JvdW5kc3dlbGwtdGVzdC1zZWNyZXQtMDE="
PATH = "a-path-that-is-secret"
PATIENCE_S = 60.0
LEVELS = ("debug", "info", "warning", "error", "critical")


def lines_of(errors: Path) -> list[dict[str, object]]:
    """Every line as JSON, with the keys that all have, in their order; nothing else may stand there."""
    lines = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        assert list(line)[:3] == ["timestamp", "level", "event"]
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
        assert line["level"] in LEVELS
    return lines


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose receiver is not there."""
    folder = write_world(tmp_path_factory.mktemp("world"))
    url = f"http://127.0.0.1:{unused_port()}/{PATH}"
    hook = {"id": "hook", "kind": "webhook", "url": url, "secret_env": "DESK_SECRET", "allow_private": True}
    wish = {"id": "desk", "watches": {"ids": ["*"]}, "channels": ["hook"], "max_age": "9999d"}
    (folder / "config" / "channels.yaml").write_text(json.dumps({"channels": [hook]}))
    (folder / "config" / "subscriptions.yaml").write_text(json.dumps({"subscriptions": [wish]}))
    settings = {"http": {"port": 0}, "time": "pages", "lateness": "0s", "retry_after": ["0s", "1h"]}
    (folder / "config" / "groundswell.yaml").write_text(json.dumps(settings))
    return folder


def follow(world: Path, folder: Path, *options: str, until: str) -> Path:
    """`groundswell run --follow` until an event was told, and SIGTERM. Returns its standard error."""
    errors = folder / "errors"
    options = (*options, "run", "--config", str(world / "config"), "--state", str(folder / "state"), "--follow")
    with errors.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-W", "always", "-c", RUN, *options, str(world / "a.jsonl"), str(world / "b.jsonl")],
            stdout=subprocess.DEVNULL,
            stderr=out,
            env={"DESK_SECRET": SECRET, "PYTHONPATH": ":".join(sys.path)},
        )
    try:
        wait_for(lambda: until in errors.read_text() or process.poll() is not None)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.wait()
    return errors


def test_every_line_of_a_run_is_json_with_the_keys_we_promise(world: Path, tmp_path: Path) -> None:
    lines = lines_of(follow(world, tmp_path, until="notice not taken"))
    told = {str(line["event"]) for line in lines}

    assert told <= set(documented())
    assert told >= {"started", "page refused", "alert opened", "notice not taken", "ended"}
    assert lines[-1]["event"] in {"ended", "notices owed"}


def test_no_article_and_no_secret_is_in_it(world: Path, tmp_path: Path) -> None:
    said = follow(world, tmp_path, until="notice not taken").read_text()

    assert [story["title"] for story in stories() if story["title"] in said] == []
    assert "In the town this week" not in said
    assert SECRET.removeprefix("whsec_") not in said
    assert PATH not in said


def test_text_is_text_where_it_is_asked_for(world: Path, tmp_path: Path) -> None:
    said = follow(world, tmp_path, "--log", "text", until="notice not taken").read_text()

    assert "alert opened" in said
    assert not [line for line in said.splitlines() if line.startswith("{")]


def test_an_error_that_nobody_caught_is_a_line_too(tmp_path: Path) -> None:
    broken = "from workers.cli.logs import configure_log; configure_log('info'); {}['a key']"
    ended = subprocess.run([sys.executable, "-c", broken], capture_output=True, check=False, env={
        "PYTHONPATH": ":".join(sys.path)
    })  # fmt: skip
    (tmp_path / "errors").write_bytes(ended.stderr)
    (line,) = lines_of(tmp_path / "errors")

    assert (line["event"], line["level"], line["error"]) == ("crashed", "critical", "KeyError")
    assert ended.returncode == 1
