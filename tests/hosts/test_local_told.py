"""Whoever is told of a change can look it up: it was written before."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path

from tests.hosts.world import stories, write_world
from tests.receiver import Came, Reply, open_receiver
from workers.hosts.local.store import FILE

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
RUN = "import sys; from workers.cli import main; sys.exit(main())"
SUBSCRIBED = "subscriptions:\n  - {id: desk, watches: {ids: ['*']}, channels: [hook]}\n"


def test_what_a_receiver_hears_stands_in_the_state_already(tmp_path: Path) -> None:
    """Pages trickle in one by one, so that between two of them there is nothing to read."""
    state, unwritten = tmp_path / "state", list[str]()

    def look_up(came: Came) -> Reply:
        told = json.loads(came.body)
        connection = sqlite3.connect(state / FILE)
        query = "select count(*) from changes where alert_id = ? and sequence = ?"
        (found,) = connection.execute(query, (told["alert_id"], told["sequence"])).fetchone()
        connection.close()
        unwritten.extend([] if found else [came.id])
        return Reply()

    folder = write_world(tmp_path / "world") / "config"
    with open_receiver(look_up) as receiver:
        (folder / "channels.yaml").write_text(
            f"channels: [{{id: hook, kind: webhook, url: '{receiver.url()}', allow_private: true, secret_env: SECRET}}]"
        )
        (folder / "subscriptions.yaml").write_text(SUBSCRIBED)
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "run", "--config", str(folder), "--state", str(state), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=(tmp_path / "errors").open("wb"),
            env={**os.environ, "SECRET": SECRET},
        )
        assert process.stdin is not None
        for page in stories():
            process.stdin.write(json.dumps(page).encode() + b"\n")
            process.stdin.flush()
            time.sleep(0.02)
        process.communicate(timeout=60)

    assert process.returncode == 0
    assert len(receiver.came) >= 3
    assert unwritten == []
