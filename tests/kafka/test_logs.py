"""The log of the parts on Kafka, of real processes: every line is JSON, and nothing else is on standard error."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.broker import Flows
from tests.hosts.test_local_process import RUN, wait_for
from tests.hosts.test_logs import lines_of
from tests.kafka.readers import PROSE
from tests.test_logs import documented
from workers.cli import main

PARTS = ("count", "notify", "read")
PATIENCE_S = 90.0


def write_config(folder: Path, flows: Flows) -> Path:
    folder.mkdir()
    settings = {
        "broker": flows.bootstrap,
        "time": "pages",
        "http": {"port": 0},
        "flows": {"prefix": f"{flows.prefix}.", "partitions": 2},
    }
    (folder / "groundswell.yaml").write_text(json.dumps(settings))
    (folder / "watches.yaml").write_text("watches: [{id: pier, terms: [old pier]}]\n")
    return folder


@pytest.mark.kafka
@pytest.mark.slow
def test_every_line_of_every_part_is_json_and_holds_no_text(flows: Flows, tmp_path: Path) -> None:
    config = write_config(tmp_path / "config", flows)
    assert main(["flows", "ensure", "--config", str(config)]) == 0
    errors = {part: tmp_path / f"{part}.errors" for part in PARTS}
    started: list[subprocess.Popen[bytes]] = []
    try:
        for part in PARTS:
            with errors[part].open("wb") as out:
                command = [sys.executable, "-c", RUN, "work", part, "--config", str(config)]
                started.append(
                    subprocess.Popen(
                        command,
                        stdout=subprocess.DEVNULL,
                        stderr=out,
                        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
                    )
                )
        wait_for(lambda: all('"ready"' in errors[part].read_text() for part in ("count", "notify")))
        pages = [json.dumps({"text": PROSE, "fetched_at": 1_750_000_000 + each}).encode() for each in range(3)]
        flows.send(f"{flows.prefix}.pages", [*pages, b"{broken"])
        wait_for(lambda: '"page refused"' in errors["read"].read_text())
        time.sleep(1.0)
        for process in started:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(timeout=PATIENCE_S) for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()
    told = {part: lines_of(errors[part]) for part in PARTS}

    assert codes == [0, 0, 0]
    assert {str(line["event"]) for lines in told.values() for line in lines} <= set(documented())
    assert [lines[-1]["event"] for lines in told.values()] == ["ended"] * 3
    assert [part for part in PARTS if PROSE[:40] in errors[part].read_text()] == []
